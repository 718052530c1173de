import { type AlertCase, turns } from "./alert-case.ts";

const MON1 = { host: "mon1" };
const alive = (host: string): Readonly<Record<string, string>> => ({ [`up{job="vmagent",host="${host}"}`]: "1x240" });

/** Of the delivery of metrics, the store, the rules and the receivers. */
export const MONITORING_CASES: readonly AlertCase[] = [
  {
    alert: "HostSilent",
    shows: "a dead host is an alert within a minute, for as long as it is dead: longer than the store remembers a last value",
    step: "5s",
    series: { 'up{job="vmagent",host="lb1"}': "1x12 _x200 1x20", ...alive("srv1"), ...alive("srv2"), ...alive("mon1") },
    quiet: ["60s", "1100s"],
    fires: ["115s", "15m"],
    labels: [{ host: "lb1" }],
  },
  {
    alert: "HostSilent",
    shows: "a host that has left the file is not missed: the list without it is younger than its last sample",
    step: "5s",
    series: {
      'bartizan:host_expected{host="old1"}': "1x12 _x200",
      'up{job="vmagent",host="old1"}': "1x12 _x200",
      ...alive("lb1"),
      ...alive("srv1"),
      ...alive("srv2"),
      ...alive("mon1"),
    },
    quiet: ["60s", "100s", "110s", "115s", "5m"],
    fires: [],
    labels: [],
  },
  turns("ExporterDown", { 'up{job="mysql",host="srv1"}': "1x5 0x60" }, { host: "srv1", job: "mysql" }),
  turns(
    "LogsWaiting",
    {
      'bartizan_log_records_waiting{host="srv1",destination="datadog"}': "0x5 7x60",
      'bartizan_log_records_total{host="srv1",destination="datadog",result="sent"}': "0+60x5 300x60",
    },
    { host: "srv1", destination: "datadog" },
    { of: "sending", quiet: ["10m"] },
  ),
  turns(
    "LogsLosing",
    { 'bartizan_log_records_total{host="srv1",destination="datadog",result="dropped"}': "0x9 0+60x60" },
    { host: "srv1", destination: "datadog", result: "dropped" },
    { of: "sending" },
  ),
  turns(
    "DestinationFailing",
    { 'bartizan_destination_delivered_seconds{host="mon1",destination="datadog"}': "0 60 120 180 240 300x60" },
    { host: "mon1", destination: "datadog" },
    { of: "sending", quiet: ["10m"] },
  ),
  turns(
    "DestinationFailing",
    { 'vmagent_remotewrite_retries_count_total{host="mon1",job="remote-write",url="1:secret-url"}': "0x10 0+4x60" },
    { host: "mon1", job: "remote-write", url: "1:secret-url" },
    { of: "sending", shows: "remote write" },
  ),
  turns(
    "DestinationLosing",
    {
      'bartizan_destination_samples_total{host="mon1",destination="datadog",result="sent"}': "0+900x70",
      'bartizan_destination_samples_total{host="mon1",destination="datadog",result="expired"}': "0x10 0+50x60",
    },
    { host: "mon1", destination: "datadog", result: "expired" },
    { of: "sending" },
  ),
  turns("AgentBuffering", { 'vmagent_remotewrite_pending_data_bytes{host="srv1"}': "0x5 2000000x60" }, { host: "srv1" }),
  turns("AgentDropping", { 'vmagent_remotewrite_packets_dropped_total{host="srv1"}': "0x10 0+5x60" }, { host: "srv1" }),
  turns(
    "AgentDropping",
    { 'vm_persistentqueue_bytes_dropped_total{host="srv1"}': "0x10 0+5x60" },
    { host: "srv1" },
    { shows: "a full buffer" },
  ),
  turns("HostSeriesFlood", { 'vmagent_hourly_series_limit_rows_dropped_total{host="srv1"}': "0x10 0+5x60" }, { host: "srv1" }),
  turns("SeriesFlood", { 'vm_hourly_series_limit_rows_dropped_total{host="mon1"}': "0x10 0+5x60" }, MON1),
  turns("MetricsStoreReadOnly", { 'vm_storage_is_read_only{host="mon1"}': "0x5 1x60" }, MON1),
  turns(
    "MetricsRefused",
    {
      'vm_rows_ignored_total{host="mon1",reason="big_timestamp"}': "0x10 0+5x60",
      'vm_rows_ignored_total{host="mon1",reason="nan_value"}': "0+5x70",
    },
    { host: "mon1", reason: "big_timestamp" },
  ),
  {
    alert: "Watchdog",
    shows: "the sign of life is always there",
    series: {},
    quiet: [],
    fires: ["1m", "10m"],
    labels: [{}],
  },
  turns("RuleFailing", { 'vmalert_execution_errors_total{host="mon1"}': "0x10 0+5x100" }, MON1, {
    step: "15s",
    quiet: ["2m"],
    fires: ["10m"],
  }),
  turns("RulesNotLoaded", { 'vmalert_config_last_reload_successful{host="mon1"}': "1x5 0x60" }, MON1),
  turns("RulesLate", { 'vmalert_iteration_missed_total{host="mon1"}': "0x10 0+5x60" }, MON1, { quiet: ["4m", "15m"] }),
  turns("AlertsUndelivered", { 'vmalert_alerts_send_errors_total{host="mon1"}': "0x10 0+5x100" }, MON1, {
    step: "15s",
    quiet: ["2m"],
    fires: ["10m"],
  }),
  turns(
    "NotificationsFailing",
    { 'alertmanager_notifications_failed_total{host="mon1",integration="email"}': "0x10 0+5x60" },
    {
      host: "mon1",
      integration: "email",
    },
  ),
  turns("ReceiversNotLoaded", { 'alertmanager_config_last_reload_successful{host="mon1"}': "1x5 0x60" }, MON1),
];
