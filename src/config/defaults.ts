/** A value that is taken when the file is silent, and why this one. */
export interface Default<T> {
  readonly value: T;
  readonly reason: string;
}

/** Every default of the language. */
export const DEFAULTS = {
  "tls.lifetimeDays": { value: 90, reason: "renewed by itself every 60 days" },
  "app.packages": { value: [], reason: "nothing but Debian's base" },
  "app.health": { value: "/up", reason: "a usual name for it" },
  "app.listen": { value: 3000, reason: "above 1023, so without privileges" },
  "monitoring.intervalSeconds": { value: 5, reason: "a fault shows within seconds" },
  "monitoring.retentionDays": { value: 30, reason: "a month to look back" },
} as const satisfies Readonly<Record<string, Default<unknown>>>;

/** Every value that follows from others when the file is silent, and from which. */
export const DERIVED = {
  "hosts.*.ssh": "hosts.*.address",
  "database.name": "name, with _ for -",
} as const satisfies Readonly<Record<string, string>>;

/** The app has no privileges, so it cannot listen below. */
export const LOWEST_APP_PORT = 1024;
