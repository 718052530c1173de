import pc from "picocolors";
import type { PathTimes } from "../../kit/slow-requests.ts";
import { type TextColumn, tableLines } from "./columns.ts";

const right = (head: string): TextColumn => ({ head, right: true });

/** The paths, those with the most slow requests first. */
export function slowLines(paths: readonly PathTimes[], since: string, boundMs: number): readonly string[] {
  if (paths.length === 0) return [`The balancers have no line of a request since ${since}.`];
  const columns = [
    right("REQUESTS"),
    right(`>= ${boundMs / 1000} s`),
    right("ERRORS"),
    right("P50"),
    right("P99"),
    right("LONGEST"),
    { head: "PATH" },
  ];
  const rows = paths.map((it) => [
    String(it.requests),
    it.slow > 0 ? pc.yellow(String(it.slow)) : "0",
    it.errors > 0 ? pc.red(String(it.errors)) : "0",
    ...[it.p50Ms, it.p99Ms, it.maxMs].map(time),
    it.path,
  ]);
  return tableLines(columns, rows, pc.bold);
}

function time(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${(ms / 1000).toFixed(1)} s`;
}
