import type { Infrastructure } from "../model/infrastructure.ts";

/**
 * How many series a host may send in an hour: many times what it has (250 for the machine, 170 for a database), and of a proxy some hundred for
 * each host behind it.
 */
export function seriesPerHost({ hosts }: Pick<Infrastructure, "hosts">): number {
  return 5000 + 500 * hosts.length;
}
