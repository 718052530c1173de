import { flagOf, numberOf, type Sample, samplesOf, shareOf } from "../../kit/answer.ts";
import { column, servingCell, TRAFFIC_COLUMNS, UNKNOWN } from "../../kit/cells.ts";
import type { StatusCell, StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { healthOf, perSecond, waitWords } from "../../kit/health.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import type { TrafficStatus } from "../../model/observation.ts";

export interface BalancerStatus extends TrafficStatus {
  readonly host: string;
  readonly up: boolean | null;
  /** Web servers that pass its check, of those that it has. */
  readonly serversUp: number | null;
  /** Web servers to which it sends no new requests, because somebody said so: `up` while it changes them, or an interrupted run. */
  readonly serversDrained: number | null;
  readonly servers: number;
  /** Requests and streams that waited for a web server at one moment of the window, the most of them. */
  readonly waiting: number | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly balancers: readonly BalancerStatus[];
  }
}

export const balancerStatus: StatusFace<BalancerStatus> = {
  key: "balancers",
  role: "balancer",
  place: 10,
  rows: (infra, answer) =>
    hostsOf(infra, "balancer").map(({ name }) => ({
      host: name,
      up: flagOf(answer, "balancerUp", name),
      serversUp: counted(samplesOf(answer, "serverUp", name)),
      serversDrained: counted(samplesOf(answer, "serverDrained", name)),
      servers: hostsOf(infra, "web").length,
      waiting: numberOf(answer, "balancerWaiting", name),
      requestsPerSecond: numberOf(answer, "balancerRequests", name),
      errorRatio: shareOf(numberOf(answer, "balancerErrors", name), numberOf(answer, "balancerAnswers", name)),
      p50Seconds: numberOf(answer, "balancerP50", name),
      p95Seconds: numberOf(answer, "balancerP95", name),
      p99Seconds: numberOf(answer, "balancerP99", name),
    })),
  health: ({ up, serversUp, servers, waiting, requestsPerSecond }) => {
    const all = `${serversUp === null ? "" : `, ${serversUp} of ${servers} servers`}${waitWords(waiting)}`;
    const its = healthOf(up, `${perSecond(requestsPerSecond)}${all}`);
    if (up !== true) return its;
    const short = (serversUp !== null && serversUp < servers) || waitWords(waiting) !== "";
    return { ...its, health: serversUp === 0 ? "bad" : short ? "warning" : "ok" };
  },
  traffic: (row) => row,
};

function counted(flags: readonly Sample[]): number | null {
  return flags.length === 0 ? null : flags.filter((it) => it.value === 1).length;
}

export const balancerTable: StatusTable<BalancerStatus> = {
  title: "BALANCER",
  columns: () => [column("STATE", servingCell), column("SERVERS", servers), ...TRAFFIC_COLUMNS],
};

function servers({ serversUp, serversDrained, servers: all }: BalancerStatus): StatusCell {
  if (serversUp === null) return UNKNOWN;
  const text = `${serversUp} of ${all}${serversDrained === null || serversDrained === 0 ? "" : `, ${serversDrained} drained`}`;
  return serversUp === all ? { text } : { text, tone: serversUp === 0 ? "bad" : "warning" };
}
