import type { PartHealth } from "./faces/status.ts";

/** Shares of answers with an error from which on people should look, and act. */
export const ERROR_SHARES = { warning: 0.001, bad: 0.05 } as const;

/** What is up, says what it does; what is not, that it is not. */
export function healthOf(up: boolean | null, words = ""): PartHealth {
  if (up === null) return { health: "unknown", words: "unknown" };
  return up ? { health: "ok", words } : { health: "bad", words: "down" };
}

export function waitWords(waiting: number | null): string {
  return waiting === null || waiting === 0 ? "" : `, ${waiting} wait`;
}

export function perSecond(rate: number | null): string {
  if (rate === null) return "no samples";
  return `${rate >= 100 ? Math.round(rate) : rate.toFixed(1)}/s`;
}
