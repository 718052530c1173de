import { type AlertCase, turns } from "./alert-case.ts";

const SRV1 = { host: "srv1" };
const SRV2 = { host: "srv2" };
const gauge = (name: string, host: string): string => `mysql_${name}{host="${host}"}`;
const backup = (name: string): string => `bartizan_backup_${name}{host="db3"}`;
const held = (host: string): string => `bartizan_virtual_address_held{host="${host}",address="10.78.0.100"}`;
const DB1 = { host: "db1" };
const ofFortress = { of: "fortress" } as const;

/** Of the databases, their copies, and the address that moves. */
export const DATA_CASES: readonly AlertCase[] = [
  turns("DatabaseDown", { [gauge("up", "srv1")]: "1x5 0x60" }, SRV1),
  turns(
    "DatabaseConnections",
    { [gauge("global_status_threads_connected", "srv1")]: "10x5 90x60", [gauge("global_variables_max_connections", "srv1")]: "100x65" },
    SRV1,
  ),
  turns("DatabaseThreadsRunning", { [gauge("global_status_threads_running", "srv1")]: "3x5 60x60" }, SRV1),
  turns("DatabaseSlowQueries", { [gauge("global_status_slow_queries", "srv1")]: "0x10 0+30x60" }, SRV1, { quiet: ["10m", "15m"] }),
  {
    alert: "DatabasePrimaryReadOnly",
    shows: "of the primary alone",
    series: { [gauge("global_variables_read_only", "srv1")]: "0x5 1x60", [gauge("global_variables_read_only", "srv2")]: "1x65" },
    quiet: ["4m"],
    fires: ["60m"],
    labels: [SRV1],
  },
  turns("DatabaseReplicationStopped", { [gauge("slave_status_slave_io_running", "srv2")]: "1x5 0x60" }, SRV2),
  turns("DatabaseReplicationStopped", { [gauge("slave_status_slave_sql_running", "srv2")]: "1x5 0x60" }, SRV2, { shows: "applying" }),
  turns(
    "DatabaseReplicaMissing",
    { [gauge("up", "srv2")]: "1x65", [gauge("up", "srv1")]: "1x65", [gauge("slave_status_slave_sql_running", "srv2")]: "1x10 stale" },
    SRV2,
  ),
  turns("DatabaseReplicationLag", { [gauge("slave_status_seconds_behind_master", "srv2")]: "1x5 60x60" }, SRV2),
  turns(
    "DatabaseReplicaWritable",
    { [gauge("global_variables_read_only", "srv2")]: "1x5 0x60", [gauge("global_variables_read_only", "srv1")]: "0x65" },
    SRV2,
  ),
  turns(
    "DatabaseMetricsIncomplete",
    { 'mysql_exporter_collector_success{host="srv1",collector="slave_status"}': "1x5 0x60" },
    {
      host: "srv1",
      collector: "slave_status",
    },
  ),
  turns("GaleraWithoutQuorum", { [gauge("global_status_wsrep_cluster_status", "db1")]: "1x5 0x60" }, DB1, ofFortress),
  turns("GaleraNodeNotReady", { [gauge("global_status_wsrep_ready", "db1")]: "1x5 0x60" }, DB1, ofFortress),
  {
    ...ofFortress,
    alert: "GaleraNodeNotSynced",
    shows: "but a donor is behind on purpose",
    series: {
      [gauge("global_status_wsrep_local_state", "db1")]: "4x5 3x60",
      [gauge("global_variables_wsrep_desync", "db1")]: "0x65",
      [gauge("global_status_wsrep_local_state", "db2")]: "4x5 2x60",
      [gauge("global_variables_wsrep_desync", "db2")]: "0x5 1x60",
    },
    quiet: ["4m"],
    fires: ["60m"],
    labels: [DB1],
  },
  turns("GaleraFlowControl", { [gauge("global_status_wsrep_flow_control_paused_ns", "db1")]: "0x10 0+12000000000x60" }, DB1, ofFortress),
  turns(
    "GaleraMemberMissing",
    // db1 dies.
    { [gauge("global_status_wsrep_cluster_size", "db1")]: "3x5 _x60", [gauge("global_status_wsrep_cluster_size", "db2")]: "3x5 2x60" },
    {},
    { ...ofFortress, value: 2, fires: ["8m", "60m"] },
  ),
  {
    ...ofFortress,
    alert: "VirtualAddressUnheld",
    // lb1 dies, and lb2 does not take the address.
    series: { [held("lb1")]: "1x5 _x60", [held("lb2")]: "0x65" },
    quiet: ["4m"],
    fires: ["8m", "60m"],
    labels: [{ address: "10.78.0.100" }],
  },
  {
    ...ofFortress,
    alert: "VirtualAddressTwice",
    // lb1 dies with the address, and is back after a while without having heard of lb2.
    series: { [held("lb1")]: "1x5 _x20 1x60", [held("lb2")]: "0x5 1x80" },
    quiet: ["4m", "7m", "8m", "10m", "20m"],
    fires: ["60m"],
    labels: [{ address: "10.78.0.100" }],
  },
  {
    ...ofFortress,
    alert: "VirtualAddressMoved",
    // At first nobody has it.
    series: { [held("lb1")]: "0x2 1x17 0x60", [held("lb2")]: "0x20 1x60" },
    quiet: ["10m", "15m", "60m"],
    fires: ["25m"],
    labels: [{ host: "lb2", address: "10.78.0.100" }],
  },
  turns("BackupFailed", { [backup("failed")]: "0x5 1x60" }, { host: "db3" }, ofFortress),
  turns(
    "BackupTooOld",
    { [backup("last_seconds")]: "0x200" },
    { host: "db3" },
    { ...ofFortress, step: "15m", quiet: ["25h"], fires: ["28h"] },
  ),
  {
    ...ofFortress,
    alert: "BackupUnknown",
    series: { [backup("last_seconds")]: "1x20 stale" },
    quiet: ["15m"],
    fires: ["60m"],
    labels: [{ host: "db3" }],
  },
  turns("RestoreTestFailed", { [backup("restore_failed")]: "0x5 1x60" }, { host: "db3" }, ofFortress),
  {
    ...ofFortress,
    alert: "RestoreTestTooOld",
    step: "15m",
    series: { [backup("last_seconds")]: "1x900", [backup("restored_seconds")]: "0x900" },
    quiet: ["1d"],
    fires: ["200h"],
    labels: [{ host: "db3" }],
  },
];
