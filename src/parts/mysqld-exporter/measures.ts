import { IN_WINDOW, lastByHost, type Panel, perHost, rateByHost } from "../../kit/panel.ts";

const TIER = "database";

/** What the database says of itself. */
export function mysqldMeasures(window: string) {
  const last = (metric: string): string => lastByHost(metric, window);
  return {
    databaseUp: last("mysql_up"),
    databaseReadOnly: last("mysql_global_variables_read_only"),
    databaseQueries: rateByHost("mysql_global_status_questions", window),
    databaseConnections: last("mysql_global_status_threads_connected"),
    databaseMaxConnections: last("mysql_global_variables_max_connections"),
    databaseReceiving: last("mysql_slave_status_slave_io_running"),
    databaseApplying: last("mysql_slave_status_slave_sql_running"),
    databaseLag: last("mysql_slave_status_seconds_behind_master"),
    databaseReady: last("mysql_global_status_wsrep_ready"),
    databaseMembers: last("mysql_global_status_wsrep_cluster_size"),
  } as const;
}

/** Share of the time in which flow control held writes back; `wsrep_flow_control_paused` is an average since the server began. */
export function pausedRatio(window: string): string {
  return `${rateByHost("mysql_global_status_wsrep_flow_control_paused_ns", window)} / 1e9`;
}

export function mysqldPanels(topology: "primary-replica" | "galera"): readonly Panel[] {
  const it = mysqldMeasures(IN_WINDOW);
  const rate = (metric: string): string => rateByHost(`mysql_global_status_${metric}`, IN_WINDOW);
  const chart = (id: string, title: string, unit: Panel["unit"], expr: string, more: Partial<Panel> = {}): Panel =>
    perHost(TIER, `database-${id}`, title, unit, expr, more);
  const follows =
    topology === "galera"
      ? [
          chart("members", "Nodes in step", "count", it.databaseMembers),
          chart("paused", "Paused by flow control", "ratio", pausedRatio(IN_WINDOW), {
            note: "Share of the time in which a node that cannot keep up makes all wait.",
          }),
          chart("ready", "Ready", "flag", it.databaseReady, { inWords: true }),
        ]
      : [
          chart("lag", "Replication lag", "seconds", it.databaseLag),
          chart("read-only", "Read-only", "flag", it.databaseReadOnly, { inWords: true }),
        ];
  return [
    chart("queries", "Queries", "perSecond", it.databaseQueries),
    chart("connections", "Connections", "count", it.databaseConnections),
    ...follows,
    chart("slow", "Slow queries", "perSecond", rate("slow_queries")),
    chart(
      "misses",
      "Buffer pool misses",
      "ratio",
      `${rate("innodb_buffer_pool_reads")} / (${rate("innodb_buffer_pool_read_requests")} > 0)`,
      {
        note: "Share of the reads that had to go to the disk.",
      },
    ),
    chart("running", "Queries at work", "count", lastByHost("mysql_global_status_threads_running", IN_WINDOW)),
  ];
}
