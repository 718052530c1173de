import type { Role } from "../model/infrastructure.ts";
import type { Watched } from "../model/watched.ts";
import { measures } from "./queries.ts";

/** In the text of a query: the window over which rates are taken, such as `30s`. Whoever asks puts it in. */
export const WINDOW = "$window";

export type Unit = "perSecond" | "ratio" | "seconds" | "bytes" | "bytesPerSecond" | "count" | "days" | "flag";

/** One query of a panel; its answer may be several lines. */
export interface PanelLine {
  /** MetricsQL, with {@link WINDOW}. */
  readonly expr: string;
  /** What its line is called. */
  readonly name?: string;
  /** Labels whose values call its lines; absent where there is only one. */
  readonly by?: readonly string[];
}

/** A chart, told apart from how it is drawn. */
export interface Panel {
  /** Unique. */
  readonly id: string;
  readonly title: string;
  readonly unit: Unit;
  /** Where it stands: the four golden signals of the site, a tier, or every host. */
  readonly page: "site" | "host" | Role;
  /** Its lines are by host, so it can be asked for one of them. */
  readonly perHost: boolean;
  readonly lines: readonly PanelLine[];
  /** Where its axis ends at least. */
  readonly most?: number;
  /** What people should know about it, in one sentence. */
  readonly note?: string;
}

/** All charts of an infrastructure. Where `bartizan status` asks the same, it is the same query. */
export function panelsOf(infra: Watched): readonly Panel[] {
  const it = measures(infra, `[${WINDOW}]`);
  const has = (role: Role): boolean => infra.hosts.some((host) => host.roles.includes(role));
  return [
    ...(has("balancer") ? [...site(it), ...balancer(it)] : []),
    ...(has("web") ? web(it) : []),
    ...(has("app") && infra.app !== undefined ? app(it) : []),
    ...(infra.database === undefined ? [] : database(it, infra.database.topology)),
    ...host(it),
    ...(has("monitor") ? monitor(it) : []),
  ];
}

type Measures = ReturnType<typeof measures>;

const W = `[${WINDOW}]`;
const HOST = ["host"] as const;

/** A chart whose every line is a host's. */
function perHost(page: Panel["page"], id: string, title: string, unit: Unit, expr: string, more: Partial<Panel> = {}): Panel {
  return { id, title, unit, page, perHost: true, lines: [{ expr, by: HOST }], ...more };
}

function quantile(q: number, tier: string): string {
  return `histogram_quantile(${q}, sum by (le) (rate(bartizan_http_request_duration_seconds_bucket{tier="${tier}"}${W})))`;
}

function site(it: Measures): readonly Panel[] {
  const common = { page: "site", perHost: false } as const;
  return [
    {
      ...common,
      id: "site-requests",
      title: "Requests",
      unit: "perSecond",
      lines: [{ expr: `sum(${it.balancerRequests})`, name: "requests" }],
    },
    {
      ...common,
      id: "site-errors",
      title: "Errors",
      unit: "ratio",
      lines: [{ expr: `sum(${it.balancerErrors}) / (sum(${it.balancerAnswers}) > 0) default 0`, name: "answers of 500 and above" }],
      most: 0.01,
    },
    {
      ...common,
      id: "site-latency",
      title: "Latency",
      unit: "seconds",
      lines: [0.5, 0.95, 0.99].map((q) => ({ expr: quantile(q, "balancer"), name: `p${q * 100}` })),
      note: "From a histogram of every request, as the balancers saw it.",
    },
    {
      ...common,
      id: "site-saturation",
      title: "Saturation",
      unit: "ratio",
      lines: [
        { expr: `max(${it.hostCpu})`, name: "busiest CPU" },
        { expr: `max(${it.hostMemory})`, name: "fullest memory" },
        { expr: `max(${it.hostDisk})`, name: "fullest disk" },
      ],
      most: 1,
    },
  ];
}

/** By class of status, of a counter with the label `code`. */
function classes(page: Role, expr: string): Panel {
  const lines = [{ expr, by: ["code"] }];
  return { id: `${page}-classes`, title: "Answers by status", unit: "perSecond", page, perHost: false, lines };
}

/**
 * Seconds until what is free has shrunk to nothing, as fast as in the last hour; of those alone that have 30 days left, or less. A host
 * that was just filled is no trend: there must be an hour to look back on.
 */
function untilFull(free: string): string {
  return `max by (host, mountpoint) (last_over_time(${free}${W}) / (0 - (deriv(${free}[1h]) < 0)) and last_over_time(${free}[10m] offset 50m)) < ${30 * 86_400}`;
}

/** Of a counter that HAProxy keeps for each of its frontends, or backends. */
function byProxy(page: Role, sort: string, counter: string): Panel {
  const lines = [{ expr: `sum by (proxy) (rate(${counter}{proxy=~"site.*|redirect"}${W}))`, by: ["proxy"] }];
  return { id: `${page}-${sort}s`, title: `Requests by ${sort}`, unit: "perSecond", page, perHost: false, lines };
}

function latency(page: Role, p50: string, p99: string): Panel {
  return {
    ...perHost(page, `${page}-latency`, "Latency", "seconds", p99),
    lines: [
      { expr: p50, name: "p50", by: HOST },
      { expr: p99, name: "p99", by: HOST },
    ],
  };
}

function balancer(it: Measures): readonly Panel[] {
  const tier = "balancer";
  const bySite = `{proxy=~"site_.*"}${W}`;
  return [
    perHost(tier, "balancer-requests", "Requests", "perSecond", it.balancerRequests),
    classes(tier, `sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="site"}${W})) > 0`),
    latency(tier, it.balancerP50, it.balancerP99),
    byProxy(tier, "frontend", "haproxy_frontend_http_requests_total"),
    byProxy(tier, "backend", "haproxy_backend_http_requests_total"),
    {
      ...perHost(tier, "balancer-servers", "Requests by server", "perSecond", ""),
      perHost: false,
      lines: [{ expr: `sum by (server) (rate(haproxy_server_http_responses_total${bySite}))`, by: ["server"] }],
    },
    perHost(
      tier,
      "balancer-sessions",
      "Connections of clients",
      "count",
      `sum by (host) (last_over_time(haproxy_frontend_current_sessions{proxy=~"site|redirect"}${W}))`,
    ),
    perHost(
      tier,
      "balancer-queue",
      "Waiting for a server",
      "count",
      `sum by (host) (max_over_time(haproxy_backend_current_queue${bySite}))`,
    ),
    perHost(tier, "balancer-retries", "Retries", "perSecond", `sum by (host) (rate(haproxy_backend_retry_warnings_total${bySite}))`, {
      note: "A server did not answer; the request was sent once more.",
    }),
    perHost(
      tier,
      "balancer-denied",
      "Denied",
      "perSecond",
      `sum by (host) (rate(haproxy_frontend_requests_denied_total{proxy=~"site|redirect"}${W}))`,
    ),
  ];
}

function web(it: Measures): readonly Panel[] {
  const tier = "web";
  return [
    perHost(tier, "web-requests", "Requests", "perSecond", it.webRequests),
    classes(tier, `sum by (code) (rate(bartizan_http_requests_total{tier="web"}${W})) > 0`),
    latency(tier, it.webP50, it.webP99),
    perHost(tier, "web-errors", "Errors", "ratio", `${it.webErrors} / (${it.webRequests} > 0)`, { most: 0.01 }),
    perHost(tier, "web-connections", "Connections", "count", `max by (host) (last_over_time(nginx_connections_active${W}))`),
  ];
}

function app(it: Measures): readonly Panel[] {
  return [
    perHost("app", "app-up", "Service runs", "flag", it.appUp, { most: 1 }),
    perHost("app", "app-cpu", "CPU of its host", "ratio", it.hostCpu, { most: 1 }),
    perHost("app", "app-memory", "Memory of its host", "ratio", it.hostMemory, { most: 1 }),
  ];
}

function database(it: Measures, topology: "primary-replica" | "galera"): readonly Panel[] {
  const tier = "database";
  const follows =
    topology === "galera"
      ? [
          perHost(tier, "database-members", "Nodes in step", "count", it.databaseMembers),
          perHost(
            tier,
            "database-paused",
            "Paused by flow control",
            "ratio",
            `max by (host) (last_over_time(mysql_global_status_wsrep_flow_control_paused${W}))`,
            {
              note: "Share of the time in which a node that cannot keep up makes all wait.",
            },
          ),
        ]
      : [perHost(tier, "database-lag", "Replication lag", "seconds", it.databaseLag)];
  return [
    perHost(tier, "database-queries", "Queries", "perSecond", it.databaseQueries),
    perHost(tier, "database-connections", "Connections", "count", it.databaseConnections),
    ...follows,
    perHost(tier, "database-slow", "Slow queries", "perSecond", `sum by (host) (rate(mysql_global_status_slow_queries${W}))`),
    perHost(
      tier,
      "database-misses",
      "Buffer pool misses",
      "ratio",
      `sum by (host) (rate(mysql_global_status_innodb_buffer_pool_reads${W})) / (sum by (host) (rate(mysql_global_status_innodb_buffer_pool_read_requests${W})) > 0)`,
      { note: "Share of the reads that had to go to the disk." },
    ),
    perHost(
      tier,
      "database-running",
      "Queries at work",
      "count",
      `max by (host) (last_over_time(mysql_global_status_threads_running${W}))`,
    ),
  ];
}

function host(it: Measures): readonly Panel[] {
  const page = "host";
  const rate = (metric: string, by = "host"): string => `sum by (${by}) (rate(${metric}${W}))`;
  const pressure = (of: string): string => `max by (host) (rate(node_pressure_${of}_seconds_total${W}))`;
  return [
    perHost(page, "host-cpu", "CPU", "ratio", it.hostCpu, { most: 1 }),
    perHost(page, "host-memory", "Memory", "ratio", it.hostMemory, { most: 1 }),
    { ...perHost(page, "host-disk", "Disk space", "ratio", "", { most: 1 }), lines: [{ expr: it.hostDisk, by: ["host", "mountpoint"] }] },
    {
      ...perHost(page, "host-disk-full", "Disk full in", "seconds", ""),
      lines: [{ expr: untilFull("node_filesystem_avail_bytes"), by: ["host", "mountpoint"] }],
      note: "If it fills up as in the last hour; no line before there is an hour of samples, or when it takes more than 30 days.",
    },
    {
      ...perHost(page, "host-network", "Network", "bytesPerSecond", ""),
      lines: [
        { expr: it.hostReceived, name: "in", by: HOST },
        { expr: it.hostSent, name: "out", by: HOST },
      ],
    },
    {
      ...perHost(page, "host-io", "Disk I/O", "bytesPerSecond", ""),
      lines: [
        { expr: rate("node_disk_read_bytes_total"), name: "read", by: HOST },
        { expr: rate("node_disk_written_bytes_total"), name: "written", by: HOST },
      ],
    },
    {
      ...perHost(page, "host-pressure", "Pressure", "ratio", ""),
      lines: [
        { expr: pressure("cpu_waiting"), name: "CPU", by: HOST },
        { expr: pressure("memory_waiting"), name: "memory", by: HOST },
        { expr: pressure("io_waiting"), name: "I/O", by: HOST },
      ],
      note: "Share of the time in which something waited for it.",
    },
    {
      ...perHost(page, "host-flows", "Accepted by the firewall", "perSecond", ""),
      lines: [{ expr: `${rate('bartizan_flow_packets_total{flow!="dropped"}', "host, flow")} > 0`, by: ["host", "flow"] }],
      note: "The first packets of connections, by flow; those that follow are not counted.",
    },
    perHost(page, "host-dropped", "Dropped by the firewall", "perSecond", rate('bartizan_flow_packets_total{flow="dropped"}')),
    {
      ...perHost(page, "host-certificates", "Certificates", "days", ""),
      lines: [{ expr: `(last_over_time(bartizan_certificate_end_seconds${W}) - time()) / 86400`, by: ["host", "path"] }],
    },
  ];
}

function monitor(it: Measures): readonly Panel[] {
  const page = "monitor";
  const last = (metric: string): string => `max by (host) (last_over_time(${metric}${W}))`;
  return [
    {
      ...perHost(page, "monitor-series", "Series", "count", it.monitorSeries),
      perHost: false,
      lines: [{ expr: it.monitorSeries, name: "series" }],
    },
    perHost(page, "monitor-stored", "Stored", "bytes", it.monitorStored),
    perHost(page, "monitor-free", "Free on its disk", "bytes", it.monitorFree),
    {
      ...perHost(page, "monitor-memory", "Memory of its services", "bytes", ""),
      lines: [{ expr: `max by (host, job) (last_over_time(process_resident_memory_bytes${W}))`, by: ["host", "job"] }],
    },
    perHost(page, "monitor-undelivered", "Waiting on hosts", "bytes", last("vmagent_remotewrite_pending_data_bytes"), {
      perHost: false,
      note: "Samples that a host could not deliver yet.",
    }),
  ];
}
