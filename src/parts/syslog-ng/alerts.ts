import type { AlertRule } from "../../kit/part.ts";

/** Of hosts whose logs leave for a service. */
export const syslogAlerts: readonly AlertRule[] = [
  {
    name: "LogsWaiting",
    expr: 'min_over_time(bartizan_log_records_waiting[5m]) > 0 unless on (host, destination) increase(bartizan_log_records_total{result="sent"}[5m]) > 0',
    for: "1m",
    severity: "ticket",
    summary: "{{ $labels.host }} cannot deliver its logs to {{ $labels.destination }}.",
    description:
      "{{ $labels.destination }} has taken no log of {{ $labels.host }} for five minutes. They wait on the host's disk, and stand in its journal as ever.",
  },
  {
    name: "LogsLosing",
    expr: 'increase(bartizan_log_records_total{result="dropped"}[5m]) > 0',
    severity: "ticket",
    summary: "Logs of {{ $labels.host }} for {{ $labels.destination }} are dropped.",
    description:
      "{{ $labels.destination }} has refused records of {{ $labels.host }} for good. They stand in the host's journal and will never be there.",
  },
];
