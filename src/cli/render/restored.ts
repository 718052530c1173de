import type { Copies, Copy, Outcome } from "../../kit/copies.ts";
import type { Target } from "../../site/target.ts";

/** What a copy is, and what would be missing. */
export function copyLines({ id, bytes, at, missing }: Copy, now: number): readonly string[] {
  const day = new Date(at * 1000).toISOString().slice(0, 16).replace("T", " ");
  const since =
    missing === undefined
      ? "What was written since is not in it."
      : missing === 0
        ? "Nothing was written since."
        : `What was written since is not in it: ${missing.toLocaleString("en")} ${missing === 1 ? "transaction" : "transactions"} by now.`;
  return [`copy ${id} of ${day} UTC, ${age(now - at)} old, ${(bytes / 1e6).toFixed(1)} MB`, since];
}

function age(seconds: number): string {
  const minutes = Math.max(0, Math.round(seconds / 60));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} days`;
}

/** How a restored copy is looked at. */
export function lookLines(copies: Copies, { infra, lab }: Target): readonly string[] {
  const { look, rows } = copies.looks(infra, (name) => `bartizan exec ${name}${lab ? " --lab" : ""} --`);
  return [`look    ${look}`, `rows    ${rows}`, `end     bartizan backup discard${lab ? " --lab" : ""}`];
}

/** What has become of the database. */
export function replacedLine(outcome: Outcome, { id }: Copy, writer: string): string {
  switch (outcome) {
    case "done":
      return `the database is the copy ${id} now, on ${writer} and on all that follow it; the app is let in`;
    case "untouched":
      return "nothing was replaced; the app is let in";
    case "half":
      return `the database holds a part of the copy ${id}, and the app is kept out of it. Run the same command again with --no-copy, or another copy; \`bartizan up\` lets the app in to what is there.`;
  }
}
