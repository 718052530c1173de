import { PARTS } from "../catalog/registry.ts";
import { windowOf } from "../kit/window.ts";
import type { Watched } from "../model/watched.ts";
import { CLOCK, MEASURE } from "./answer.ts";

/**
 * All that `bartizan status` asks in one MetricsQL query: one moment, one answer, one round trip. Nothing older than the window answers: a
 * dead host shows as unknown, not as it last was.
 */
export function statusQuery(infra: Watched): string {
  const window = `[${windowOf(infra)}s]`;
  const measures = PARTS.flatMap((part) => Object.entries(part.measures?.(window, infra) ?? {}));
  // The clock is always there, also when nothing was ever stored.
  const parts = [[CLOCK, "time()"], ...measures].map(([measure, query]) => `label_set(${query}, "${MEASURE}", "${measure}")`);
  return `union(\n${parts.join(",\n")}\n)`;
}
