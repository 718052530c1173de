import type { AlertRule } from "../../kit/part.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Database } from "./language.ts";

/** What must be noticed of the databases. The names of the metrics are mysqld_exporter's. */
export function databaseAlerts(infra: Infrastructure, { topology, primary }: Database): readonly AlertRule[] {
  if (topology === "galera") return everywhere();
  const replicas = hostsOf(infra, "database")
    .map((host) => host.name)
    .filter((name) => name !== primary);
  return [...everywhere(), ...ofPrimary(primary), ...(replicas.length === 0 ? [] : ofReplicas(replicas.join("|")))];
}

function everywhere(): readonly AlertRule[] {
  return [
    {
      name: "DatabaseDown",
      expr: "mysql_up == 0",
      for: "30s",
      severity: "page",
      summary: "MariaDB on {{ $labels.host }} does not answer.",
      description: "MariaDB runs no query on {{ $labels.host }}. If it is the primary, the site takes no writes.",
    },
    {
      name: "DatabaseConnections",
      expr: "mysql_global_status_threads_connected / mysql_global_variables_max_connections > 0.8",
      for: "2m",
      severity: "ticket",
      summary: "More than 80 % of the connections that MariaDB on {{ $labels.host }} allows are in use.",
      description: "New connections are refused when the limit is reached, and the app then answers with errors.",
    },
    {
      name: "DatabaseThreadsRunning",
      expr: "mysql_global_status_threads_running > 40",
      for: "5m",
      severity: "ticket",
      summary: "More than 40 queries have been running at a time on {{ $labels.host }} for five minutes.",
      description: "Queries wait for each other or for the disk; the site becomes slow, then connections run out.",
    },
    {
      name: "DatabaseSlowQueries",
      expr: "rate(mysql_global_status_slow_queries[5m]) > 0.2",
      for: "10m",
      severity: "ticket",
      summary: "Queries on {{ $labels.host }} keep taking longer than a second; its slow log names them.",
      description: "Several queries a minute take longer than a second on {{ $labels.host }}.",
    },
  ];
}

function ofPrimary(primary: string): readonly AlertRule[] {
  return [
    {
      name: "DatabasePrimaryReadOnly",
      expr: `mysql_global_variables_read_only{host="${primary}"} == 1`,
      for: "1m",
      severity: "page",
      summary: "The primary {{ $labels.host }} refuses writes: somebody set read_only there.",
      description: "Every write of the site fails while reads go on.",
    },
  ];
}

function ofReplicas(names: string): readonly AlertRule[] {
  const replicas = `{host=~"${names}"}`;
  return [
    {
      // The exporter gives 0 for "Connecting" as well: a replica that cannot reach its primary counts as stopped.
      name: "DatabaseReplicationStopped",
      expr: `mysql_slave_status_slave_io_running${replicas} == 0 or mysql_slave_status_slave_sql_running${replicas} == 0`,
      for: "2m",
      severity: "page",
      summary: "Replication on {{ $labels.host }} has stopped: what is written now exists once.",
      description: "What is written now is on the primary alone; if it dies, that is lost.",
    },
    {
      // A replica that was never filled, or was detached, has no replication status at all.
      name: "DatabaseReplicaMissing",
      expr: `mysql_up${replicas} == 1 unless on (host) mysql_slave_status_slave_sql_running`,
      for: "5m",
      severity: "page",
      summary: "MariaDB on {{ $labels.host }} should be a replica and is none: what is written now exists once.",
      description: "{{ $labels.host }} runs, but copies nothing: the primary's data exists once.",
    },
    {
      name: "DatabaseReplicationLag",
      expr: `mysql_slave_status_seconds_behind_master${replicas} > 30`,
      for: "2m",
      severity: "ticket",
      summary: "The replica {{ $labels.host }} is more than 30 s behind the primary.",
      description: "Reads from {{ $labels.host }} are old, and a promotion would have to wait for it.",
    },
    {
      name: "DatabaseReplicaWritable",
      expr: `mysql_global_variables_read_only${replicas} == 0`,
      for: "1m",
      severity: "page",
      summary: "The replica {{ $labels.host }} accepts writes: they would part it from the primary.",
      description: "A write to {{ $labels.host }} would exist there alone, and replication would stop at the next conflict.",
    },
  ];
}
