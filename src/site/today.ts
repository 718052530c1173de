/** The day in UTC, so that colleagues in different places get the same answer. */
export function todayUtc(): string {
  return new Date().toISOString().slice(0, 10);
}
