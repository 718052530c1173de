import type { AlertRule } from "../../../kit/part.ts";
import { windowOf } from "../../../kit/window.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { pausedRatio } from "../../mysqld-exporter/measures.ts";
import type { Database } from "../language.ts";

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
      description:
        "{{ $labels.host }} is in a part of the cluster without a majority and refuses queries, so that no two parts go different ways.",
    },
    {
      name: "GaleraNodeNotReady",
      expr: "mysql_global_status_wsrep_ready == 0",
      for: "1m",
      severity: "page",
      summary: "{{ $labels.host }} is not in step with the cluster and answers no queries.",
      description: "{{ $labels.host }} answers no queries; the proxies go to the other nodes.",
    },
    {
      // 4 is Synced (Galera: wsrep_local_state). A node that gives its data to another one is desynced on purpose.
      name: "GaleraNodeNotSynced",
      expr: "mysql_global_status_wsrep_local_state != 4 and on (host) mysql_global_variables_wsrep_desync == 0",
      for: "5m",
      severity: "ticket",
      summary: "{{ $labels.host }} has not caught up with the cluster for five minutes.",
      description: "{{ $labels.host }} is a member but has not applied all changes, so it is no full replacement for another one.",
    },
    {
      name: "GaleraFlowControl",
      expr: `${pausedRatio("[5m]")} > 0.1`,
      for: "5m",
      severity: "ticket",
      summary: "Writes to the cluster stand still more than 10 % of the time, as {{ $labels.host }} sees it: a node is too slow.",
      description: "One node is too slow to apply what the others write, and holds back the writes of all.",
    },
    {
      name: "GaleraMemberMissing",
      // Of the living: what a dead node last said would hide it for five minutes.
      expr: `max(last_over_time(mysql_global_status_wsrep_cluster_size[${windowOf(infra)}s])) < ${size}`,
      for: "1m",
      severity: "page",
      summary: `The cluster has {{ $value }} members instead of ${size}: one more loss may be too many.`,
      description: "The cluster still takes writes, but one more loss may cost it the majority, and then it takes none.",
    },
  ];
}
