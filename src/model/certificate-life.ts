/**
 * The life of the infrastructure's own certificates, as shares of it. Nothing renews them but a run of Bartizan's, so all of these leave
 * people much time: after any `up` half of the life is left, and whoever reads alerts has a quarter of it to run the next one.
 */
export const CERTIFICATE_LIFE = {
  /** An `up` renews a certificate of which less is left. */
  renewed: 1 / 2,
  /** Somebody is told that nobody has run `up`. */
  told: 1 / 4,
  /** Somebody is woken. */
  paged: 1 / 12,
} as const;

const DAY = 86_400;

/** Seconds before its end at which something happens to a certificate that lives so many days. */
export function secondsLeft(lifetimeDays: number, when: keyof typeof CERTIFICATE_LIFE): number {
  return Math.round(lifetimeDays * DAY * CERTIFICATE_LIFE[when]);
}

/** The same in whole days, for people. */
export function daysLeft(lifetimeDays: number, when: keyof typeof CERTIFICATE_LIFE): number {
  return Math.floor(lifetimeDays * CERTIFICATE_LIFE[when]);
}
