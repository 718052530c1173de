import { flagOf, numberOf, seenServer, shareOf } from "../../kit/answer.ts";
import { checkedCell, column, servingCell, TRAFFIC_COLUMNS } from "../../kit/cells.ts";
import type { StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { healthOf, perSecond, waitWords } from "../../kit/health.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import type { TrafficStatus } from "../../model/observation.ts";

export interface WebStatus extends TrafficStatus {
  readonly host: string;
  /** nginx answers. */
  readonly up: boolean | null;
  /** It passes the check of every balancer, through to the app. */
  readonly healthy: boolean | null;
  /** The HTTP status with which it failed the check; `null` when it passes, or answered nothing. */
  readonly checkStatus: number | null;
  /** Requests and streams that waited for an app on another host at one moment of the window, the most of them. */
  readonly waiting: number | null;
  /** A balancer sends it no new requests, because somebody said so. */
  readonly drained: boolean | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly web: readonly WebStatus[];
  }
}

export const webStatus: StatusFace<WebStatus> = {
  key: "web",
  role: "web",
  place: 20,
  rows: (infra, answer) =>
    hostsOf(infra, "web").map(({ name }) => {
      const up = flagOf(answer, "webUp", name);
      // A server that began a moment ago has no rate yet.
      const requests = numberOf(answer, "webRequests", name) ?? (up === true ? 0 : null);
      return {
        host: name,
        up,
        ...seenServer(answer, name, ["serverUp", "serverCheck", "serverDrained"]),
        waiting: numberOf(answer, "webWaiting", name),
        requestsPerSecond: requests,
        errorRatio: shareOf(numberOf(answer, "webErrors", name), requests),
        p50Seconds: numberOf(answer, "webP50", name),
        p95Seconds: numberOf(answer, "webP95", name),
        p99Seconds: numberOf(answer, "webP99", name),
      };
    }),
  health: ({ up, drained, healthy, checkStatus, waiting, requestsPerSecond }) => {
    if (up !== false && drained === true) return { health: "warning", words: "drained" };
    if (up !== false && healthy === false)
      return { health: "bad", words: `fails the check${checkStatus === null ? "" : `: answered ${checkStatus}`}` };
    const its = healthOf(up, `${perSecond(requestsPerSecond)}${waitWords(waiting)}`);
    return up === true && waitWords(waiting) !== "" ? { ...its, health: "warning" } : its;
  },
  traffic: (row) => row,
};

export const webTable: StatusTable<WebStatus> = {
  title: "WEB",
  columns: () => [column("STATE", servingCell), column("CHECK", checkedCell), ...TRAFFIC_COLUMNS],
};
