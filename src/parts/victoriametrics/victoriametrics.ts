import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import type { Part } from "../part.ts";
import { confinedDropIn } from "../sandbox.ts";
import { dropIn } from "../unit-file.ts";

const UNIT = "victoria-metrics.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.victoriaMetrics}`;
const DATA = "/var/lib/victoria-metrics";

/** The store of all samples, on the monitor, reachable on loopback only. */
export const victoriametrics: Part = {
  name: "victoriametrics",
  standsOn: (host) => host.roles.includes("monitor"),
  packages: () => ["victoria-metrics", "curl"],
  scrapes: () => [
    {
      job: "victoria-metrics",
      target: LISTEN,
      keep: "vm_(rows_ignored_total|slow_row_inserts_total|new_timeseries_created_total|free_disk_space_bytes|data_size_bytes|storage_is_read_only)|process_(resident_memory_bytes|cpu_seconds_total)",
    },
  ],
  alerts: () => [
    {
      name: "MetricsStoreReadOnly",
      expr: "vm_storage_is_read_only == 1",
      severity: "page",
      summary: "The disk of the monitor {{ $labels.host }} is full: no samples are stored.",
      description: "The monitor stores nothing. Agents keep their samples for as long as their buffers last.",
    },
    {
      name: "MetricsRefused",
      expr: 'increase(vm_rows_ignored_total{reason!="nan_value"}[5m]) > 0',
      severity: "ticket",
      summary: "The store on {{ $labels.host }} ignores samples ({{ $labels.reason }}): a host's clock may be wrong.",
      description: "Samples that came are not stored; charts have holes.",
    },
  ],
  resources: (_host, context) => {
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/victoria-metrics",
        content: text`# By Bartizan.\nARGS='${argumentsOf(context.infra)}'\n`,
      },
      dropIn(UNIT, confinedDropIn(`ReadWritePaths=${DATA}\n`)),
    ];
    return [
      ...files,
      {
        kind: "unit",
        name: UNIT,
        want: "running",
        restartOn: files.map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/health`,
        readySeconds: 30,
      },
    ];
  },
};

function argumentsOf(infra: Infrastructure): string {
  return [
    `-storageDataPath=${DATA}`,
    `-httpListenAddr=${LISTEN}`,
    `-retentionPeriod=${infra.monitoring.retentionDays}d`,
    // The default hides the newest 30 s from queries and from alerts.
    "-search.latencyOffset=1s",
    // Caches only. A host has about 500 series, for which 1 MiB is plenty.
    `-memory.allowedBytes=${64 + infra.hosts.length}MiB`,
    // Below this the store refuses samples, and the agents keep them.
    "-storage.minFreeDiskSpaceBytes=256MiB",
  ].join(" ");
}
