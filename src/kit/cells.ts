import type { TrafficStatus } from "../model/observation.ts";
import type { SeenServer } from "./answer.ts";
import type { StatusCell, StatusColumn } from "./faces/status.ts";
import { ERROR_SHARES } from "./health.ts";

export const UNKNOWN: StatusCell = { text: "-", tone: "dim" };

export function column<Row>(head: string, cell: (row: Row) => StatusCell): StatusColumn<Row> {
  return { head, cell };
}

export function numbers<Row>(head: string, cell: (row: Row) => StatusCell): StatusColumn<Row> {
  return { head, right: true, cell };
}

/** How requests are served. */
export const TRAFFIC_COLUMNS: readonly StatusColumn<TrafficStatus>[] = [
  numbers("QPS", (row) => rateCell(row.requestsPerSecond)),
  numbers("ERRORS", (row) => errors(row.errorRatio)),
  numbers("P50", (row) => duration(row.p50Seconds)),
  numbers("P99", (row) => duration(row.p99Seconds)),
];

/** A cell that is unknown without a value, and plain unless the value is worse than it may be. */
export function cell(
  value: number | null,
  text: (value: number) => string,
  limit = Number.POSITIVE_INFINITY,
  tone: StatusCell["tone"] = "bad",
): StatusCell {
  if (value === null) return UNKNOWN;
  return value > limit && tone !== undefined ? { text: text(value), tone } : { text: text(value) };
}

export function state(value: boolean | null, good = "up", bad = "down"): StatusCell {
  if (value === null) return UNKNOWN;
  return value ? { text: good, tone: "good" } : { text: bad, tone: "bad" };
}

/** Who lets requests wait is up, and no better than slow. */
export function servingCell({ up, waiting }: { readonly up: boolean | null; readonly waiting: number | null }): StatusCell {
  return up === true && waiting !== null && waiting > 0 ? { text: `up, ${waiting} wait`, tone: "warning" } : state(up);
}

/** A server that is drained takes part in no check's "up", and has failed none. */
export function checkedCell({ healthy, drained, checkStatus }: SeenServer): StatusCell {
  if (drained === true) return { text: "drained", tone: "warning" };
  const cell = state(healthy, "passed", "failed");
  // What came back most often says why.
  return checkStatus === null ? cell : { ...cell, text: `${cell.text} (${checkStatus})` };
}

export function rateCell(value: number | null): StatusCell {
  return cell(value, (it) => it.toFixed(1));
}

function errors(value: number | null): StatusCell {
  return cell(value, (it) => `${(it * 100).toFixed(2)} %`, ERROR_SHARES.warning, (value ?? 0) > ERROR_SHARES.bad ? "bad" : "warning");
}

/** Milliseconds below a second. The logs count whole milliseconds, so more digits would be invented. */
function duration(value: number | null): StatusCell {
  return cell(value, (it) => (it < 0.001 ? "<1 ms" : it < 1 ? `${Math.round(it * 1000)} ms` : `${it.toFixed(1)} s`));
}

export function seconds(value: number): string {
  if (value < 100) return `${Math.round(value)} s`;
  if (value < 6000) return `${Math.round(value / 60)} min`;
  return value < 172_800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86_400)} days`;
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

export function bytesCell(value: number | null): StatusCell {
  return cell(value, (it) => {
    let rest = it;
    let unit = 0;
    while (rest >= 999.5 && unit < UNITS.length - 1) {
      rest /= 1000;
      unit += 1;
    }
    return `${unit === 0 || rest >= 99.5 ? Math.round(rest) : rest.toFixed(1)} ${UNITS[unit]}`;
  });
}
