/** Whole days from one day to another one, both `YYYY-MM-DD`; negative when the other one is past. */
export function daysBetween(from: string, to: string): number {
  return Math.round((Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000);
}

/** `1 day`, `12 days`. */
export function daysWords(days: number): string {
  return days === 1 ? "1 day" : `${days} days`;
}
