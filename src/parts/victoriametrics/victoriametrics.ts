import { namesOf } from "../../kit/answer-words.ts";
import { administration } from "../../kit/faces/exposed.ts";
import { type MemoryUse, memoryOf } from "../../kit/faces/memory.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { confinedDropIn } from "../../kit/sandbox.ts";
import { seriesPerHost } from "../../kit/series-limit.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import { WEB_SERVER_ACCOUNT } from "../../kit/web-server-account.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { type Content, text } from "../../util/content.ts";
import { doorFile } from "./door.ts";
import { storeMeasures, storePanels } from "./panels.ts";
import { monitorRole } from "./role.ts";
import { monitoringSection } from "./section.ts";
import { monitorStatus, monitorTable } from "./status.ts";

const UNIT = "victoria-metrics.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.samples}`;
const FOLDER = "/etc/victoria-metrics";
const DOOR_FILE = `${FOLDER}/door.yml`;
const DATA = "/var/lib/victoria-metrics";

/** Of the host's memory. A host has about 500 series, for which 1 MiB is plenty; what more there is makes charts of weeks quick. */
const CACHES = { alone: 0.25, shared: 0.1 } as const;

function caches(host: Host, { monitoring }: Infrastructure): MemoryUse {
  return { what: "the monitor's store", key: ["monitoring", "memory"], takes: memoryOf(monitoring.memory, host, "monitor", CACHES) };
}

/** The store of all samples, on the monitor, reachable on loopback only. */
export const victoriametrics: Part = {
  name: "victoriametrics",
  role: monitorRole,
  section: monitoringSection,
  cards: ([host]) =>
    host?.roles.includes("monitor")
      ? [{ key: "monitor", place: 80, icon: "monitor", title: "VictoriaMetrics", detail: "metrics, rules, alerts" }]
      : [],
  elements: (infra) => {
    const use = `Keeps the numbers ${infra.monitoring.retentionDays} days, judges them and raises alerts.`;
    return [{ place: 100, name: "monitor", program: "VictoriaMetrics", hosts: namesOf(infra, "monitor"), use }];
  },
  reserved: { accounts: ["victoria-metrics"] },
  exposes: [administration("prometheus", "Prometheus", ["victoria-metrics", "victoriametrics"], 9090, 8428)],
  standsOn: (host) => host.roles.includes("monitor"),
  ports: ({ roles }) => portsIf(roles.includes("monitor"), { port: PORTS.loopback.samples, name: "victoria metrics" }),
  packages: () => ["victoria-metrics", "curl"],
  services: () => [{ unit: UNIT, roles: ["monitor"], journal: true }],
  memory: caches,
  // The door for metrics and the console ask through nginx.
  loopback: () => [{ port: PORTS.loopback.samples, accounts: [WEB_SERVER_ACCOUNT, "vmalert"], people: true }],
  scrapes: () => [
    {
      job: "victoria-metrics",
      tells: "the store: its disk, what it refuses",
      target: LISTEN,
      series: [
        {
          names:
            "vm_(rows_ignored_total|slow_row_inserts_total|new_timeseries_created_total|free_disk_space_bytes|data_size_bytes|storage_is_read_only|hourly_series_limit_(current_series|max_series|rows_dropped_total))|process_(resident_memory_bytes|cpu_seconds_total)",
        },
      ],
    },
  ],
  measures: storeMeasures,
  status: { ...monitorStatus, table: monitorTable },
  panels: ({ hosts }) => (hosts.some((host) => host.roles.includes("monitor")) ? storePanels() : []),
  alerts: () => [
    {
      name: "MetricsStoreReadOnly",
      expr: "vm_storage_is_read_only == 1",
      severity: "page",
      summary: "The disk of the monitor {{ $labels.host }} is full: no samples are stored.",
      description: "The monitor stores nothing. Agents keep their samples for as long as their buffers last.",
    },
    {
      name: "SeriesFlood",
      expr: "increase(vm_hourly_series_limit_rows_dropped_total[5m]) > 0",
      severity: "page",
      summary: "More series reach the store on {{ $labels.host }} than a site of this size has: new ones are not stored.",
      description:
        "A host, or something on it, makes up series without end. What was there before is stored and watched as ever; what is new is not, from any host.",
    },
    {
      name: "MetricsRefused",
      expr: 'increase(vm_rows_ignored_total{reason!="nan_value"}[5m]) > 0',
      severity: "ticket",
      summary: "The store on {{ $labels.host }} ignores samples ({{ $labels.reason }}): a host's clock may be wrong.",
      description: "Samples that came are not stored; charts have holes.",
    },
  ],
  endpoints: { query: `http://${LISTEN}/api/v1/query`, import: `http://${LISTEN}/api/v1/import/prometheus` },
  resources: (host, context) => {
    const door = doorFile(DOOR_FILE, context.scrapes);
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/victoria-metrics",
        content: text`# By Bartizan.\nARGS='${argumentsOf(host, context.infra)}'\n`,
      },
      dropIn(UNIT, confinedDropIn(`ReadWritePaths=${DATA}\n`)),
    ];
    return [
      { kind: "directory", path: FOLDER },
      door,
      ...files,
      running(UNIT, {
        restartOn: files.map(keyOf),
        reloadOn: [keyOf(door)],
        reload: `systemctl kill --kill-whom=main --signal=HUP ${UNIT}`,
        ready: `curl -fsS -o /dev/null http://${LISTEN}/health`,
        readySeconds: 30,
      }),
    ];
  },
};

function argumentsOf(host: Host, infra: Infrastructure): Content {
  const plain = [
    `-storageDataPath=${DATA}`,
    `-httpListenAddr=${LISTEN}`,
    `-relabelConfig=${DOOR_FILE}`,
    // Of a flood nothing is stored but what was there before; see the limit of each host in vmagent.
    `-storage.maxHourlySeries=${infra.hosts.length * seriesPerHost(infra)}`,
    `-retentionPeriod=${infra.monitoring.retentionDays}d`,
    // The default hides the newest 30 s from queries and from alerts.
    "-search.latencyOffset=1s",
    // Below this the store refuses samples, and the agents keep them.
    "-storage.minFreeDiskSpaceBytes=256MiB",
  ].join(" ");
  return text`${plain} -memory.allowedBytes=${caches(host, infra).takes}MiB`;
}
