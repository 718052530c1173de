import type { Watched } from "../model/watched.ts";

/** Seconds over which rates are taken: six samples, so that one that comes late changes little. */
export function windowOf(infra: Pick<Watched, "monitoring">): number {
  return Math.max(30, 6 * infra.monitoring.intervalSeconds);
}
