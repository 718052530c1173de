import type { AlertRule } from "../../kit/part.ts";
import { windowOf } from "../../kit/window.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { BUFFER_GIB } from "./targets.ts";

/** What the delivery of metrics can suffer. */
export function agentAlerts(infra: Infrastructure): readonly AlertRule[] {
  // Six samples missed. Long enough for a restart of the agent or of the store, short enough to page within a minute.
  const silence = windowOf(infra);
  return [
    {
      name: "HostSilent",
      // `unless` over the list of expected hosts: an age computed from the last sample would vanish with the sample, five
      // minutes later, and the alert would resolve while the host is still dead. Of the list itself only what was said just now
      // counts: as a plain selector it would go on for five minutes with hosts that have left the file.
      expr: `count by (host) (count_over_time(bartizan:host_expected[${silence / 2}s])) unless on (host) count by (host) (count_over_time(up{job="vmagent"}[${silence}s]))`,
      for: "10s",
      severity: "page",
      summary: `{{ $labels.host }} has delivered no metrics for ${silence} s: it is down, or cut off from the monitor.`,
      description:
        "{{ $labels.host }} is down, has lost its network, or its agent has stopped. Everything else about it is unknown until it is back.",
    },
    {
      name: "ExporterDown",
      // nginx and the balancer have alerts of their own; the balancer answers two jobs.
      expr: 'up{job!~"nginx|requests"} == 0',
      for: "1m",
      severity: "ticket",
      summary: "Job {{ $labels.job }} on {{ $labels.host }} yields no metrics.",
      description: "The endpoint answers no more, so everything that job {{ $labels.job }} tells of {{ $labels.host }} is unknown.",
    },
    {
      name: "AgentBuffering",
      expr: "vmagent_remotewrite_pending_data_bytes > 1e6",
      for: "5m",
      severity: "ticket",
      summary: "{{ $labels.host }} cannot deliver its metrics as fast as it collects them.",
      description: `Metrics of {{ $labels.host }} wait in its buffer on disk because the monitor takes them too slowly or not at all. Nothing is lost until the buffer (${BUFFER_GIB} GiB) is full.`,
    },
    {
      name: "HostSeriesFlood",
      expr: "increase(vmagent_hourly_series_limit_rows_dropped_total[5m]) > 0",
      severity: "ticket",
      summary: "Something on {{ $labels.host }} makes up more series than a host may have: new ones are not sent.",
      description:
        "A program on {{ $labels.host }} shows the collector more series than {{ $labels.host }} may send. What was there before is sent and watched as ever; what is new is thrown away.",
    },
    {
      name: "AgentDropping",
      expr: "increase(vmagent_remotewrite_packets_dropped_total[5m]) > 0 or increase(vm_persistentqueue_bytes_dropped_total[5m]) > 0",
      severity: "ticket",
      summary: "{{ $labels.host }} throws metrics away: the monitor refuses them, or the buffer is full.",
      description: `{{ $labels.host }} throws metrics away for good: the monitor refuses them, or the buffer of ${BUFFER_GIB} GiB has been full. There will be a gap.`,
    },
  ];
}
