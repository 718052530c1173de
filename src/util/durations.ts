/** Hours for people: `15 minutes`, `1.5 hours`. */
export function hoursWords(hours: number): string {
  if (hours < 1) return `${Math.round(hours * 60)} minutes`;
  const rounded = Math.round(hours * 10) / 10;
  return rounded === 1 ? "an hour" : `${rounded} hours`;
}

/** Seconds for people: `3.5 s`, `2 minutes`, `1.5 hours`. */
export function secondsWords(seconds: number): string {
  if (seconds < 120) return `${Math.round(seconds * 10) / 10} s`;
  return hoursWords(seconds / 3600);
}
