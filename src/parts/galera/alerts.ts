import { type Database, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { AlertRule } from "../part.ts";

/** What must be noticed of a cluster; that a node is down, or refuses connections, is noticed of every database. */
export function galeraAlerts(infra: Infrastructure, { arbitrator }: Database): readonly AlertRule[] {
  const nodes = hostsOf(infra, "database").map((host) => host.name);
  const size = nodes.length + (arbitrator === undefined || nodes.includes(arbitrator) ? 0 : 1);
  return [
    {
      name: "GaleraWithoutQuorum",
      expr: "mysql_global_status_wsrep_cluster_status == 0",
      for: "10s",
      severity: "page",
      summary: "{{ $labels.host }} sees no majority of the cluster and takes no writes.",
    },
    {
      name: "GaleraNodeNotReady",
      expr: "mysql_global_status_wsrep_ready == 0",
      for: "1m",
      severity: "page",
      summary: "{{ $labels.host }} is not in step with the cluster and answers no queries.",
    },
    {
      name: "GaleraMemberMissing",
      expr: `max(mysql_global_status_wsrep_cluster_size) < ${size}`,
      for: "1m",
      severity: "page",
      summary: `The cluster has {{ $value }} members instead of ${size}: one more loss may be too many.`,
    },
  ];
}
