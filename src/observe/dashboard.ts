import { windowOf } from "../kit/window.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";

/** A line or several in a chart. */
export interface Query {
  readonly expr: string;
  /** Its name, with labels as `{{host}}`. */
  readonly legend: string;
}

export interface Panel {
  readonly title: string;
  /** Grafana's name of the unit. */
  readonly unit: "reqps" | "percentunit" | "s" | "short" | "bytes" | "Bps" | "ops" | "pps";
  readonly queries: readonly Query[];
}

export interface Dashboard {
  /** Its file is called so. */
  readonly name: string;
  readonly title: string;
  /** One host at a time, to be chosen: the panels ask for `$host`. */
  readonly chooseHost?: true;
  readonly panels: readonly Panel[];
}

const QUANTILES = [
  [0.5, "p50"],
  [0.95, "p95"],
  [0.99, "p99"],
] as const;

/** What others can draw of the running infrastructure, in plain PromQL: a site, its tiers, a host, the databases. */
export function dashboards(infra: Infrastructure): readonly Dashboard[] {
  const window = `[${windowOf(infra)}s]`;
  return [
    { name: "site", title: `${infra.domain}: site`, panels: sitePanels(window) },
    { name: "tiers", title: `${infra.domain}: balancer, web, app`, panels: tierPanels(infra, window) },
    { name: "host", title: `${infra.domain}: host`, chooseHost: true, panels: hostPanels(window) },
    ...(hostsOf(infra, "database").length === 0
      ? []
      : [{ name: "database", title: `${infra.domain}: database`, panels: databasePanels(infra, window) }]),
  ];
}

function quantiles(tier: string, by: string, window: string, legend: string): readonly Query[] {
  const labels = by === "" ? "le" : `${by}, le`;
  return QUANTILES.map(([q, name]) => ({
    expr: `histogram_quantile(${q}, sum by (${labels}) (rate(bartizan_http_request_duration_seconds_bucket{tier="${tier}"}${window})))`,
    legend: `${name}${legend}`,
  }));
}

function sitePanels(window: string): readonly Panel[] {
  return [
    panel("Requests by class of status", "reqps", [
      `sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="site"}${window})) > 0`,
      "{{code}}",
    ]),
    panel("Errors", "percentunit", [
      `sum(rate(haproxy_frontend_http_responses_total{proxy="site",code="5xx"}${window})) / sum(rate(haproxy_frontend_http_responses_total{proxy="site"}${window}))`,
      "5xx",
    ]),
    { title: "Latency", unit: "s", queries: quantiles("balancer", "", window, "") },
    panel("Processors in use", "percentunit", [
      `1 - avg by (host) (sum by (host, cpu) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}${window})))`,
      "{{host}}",
    ]),
    panel(
      "Error budget: how many times too fast (1 h, 6 h)",
      "short",
      ["site:errors:ratio_rate1h", "1 h"],
      ["site:errors:ratio_rate6h", "6 h"],
    ),
    panel("Alerts that fire", "short", ['sum by (alertname) (ALERTS{alertstate="firing",severity!="none"})', "{{alertname}}"]),
  ];
}

function tierPanels(infra: Infrastructure, window: string): readonly Panel[] {
  return [
    panel("Requests by frontend", "reqps", [
      `sum by (host, proxy) (rate(haproxy_frontend_http_requests_total${window}))`,
      "{{host}} {{proxy}}",
    ]),
    panel("Requests by backend", "reqps", [
      `sum by (host, proxy) (rate(haproxy_backend_http_requests_total${window}))`,
      "{{host}} {{proxy}}",
    ]),
    panel("Answers by server and class of status", "reqps", [
      `sum by (server, code) (rate(haproxy_server_http_responses_total{proxy=~"site_.*"}${window})) > 0`,
      "{{server}} {{code}}",
    ]),
    { title: "Latency at the balancer", unit: "s", queries: quantiles("balancer", "host", window, " {{host}}") },
    { title: "Latency of the web servers", unit: "s", queries: quantiles("web", "host", window, " {{host}}") },
    panel("Answers of the web servers", "reqps", [
      `sum by (host, code) (rate(bartizan_http_requests_total{tier="web"}${window}))`,
      "{{host}} {{code}}",
    ]),
    panel("Servers that pass their check", "short", [
      'sum by (host, proxy) (haproxy_backend_active_servers{proxy=~"site_.*"})',
      "{{host}} {{proxy}}",
    ]),
    panel("The app runs", "short", [`max by (host) (node_systemd_unit_state{name="${infra.name}.service",state="active"})`, "{{host}}"]),
  ];
}

function hostPanels(window: string): readonly Panel[] {
  const of = (metric: string, more = ""): string => `${metric}{host="$host"${more}}`;
  return [
    panel("Processors", "percentunit", [
      `sum by (mode) (rate(${of("node_cpu_seconds_total", ',mode!="idle"')}${window})) / on () group_left () count(${of("node_cpu_seconds_total", ',mode="idle"')})`,
      "{{mode}}",
    ]),
    panel("Memory in use", "percentunit", [`1 - ${of("node_memory_MemAvailable_bytes")} / ${of("node_memory_MemTotal_bytes")}`, "memory"]),
    panel("Disks", "percentunit", [`1 - ${of("node_filesystem_avail_bytes")} / ${of("node_filesystem_size_bytes")}`, "{{mountpoint}}"]),
    panel("Full in four hours, if it goes on like the last one (below 0)", "bytes", [
      `predict_linear(${of("node_filesystem_avail_bytes")}[1h], 14400)`,
      "{{mountpoint}}",
    ]),
    panel(
      "Network",
      "Bps",
      [`rate(${of("node_network_receive_bytes_total")}${window})`, "in {{device}}"],
      [`-rate(${of("node_network_transmit_bytes_total")}${window})`, "out {{device}}"],
    ),
    panel(
      "Standing still for memory or disk",
      "percentunit",
      [`rate(${of("node_pressure_memory_stalled_seconds_total")}${window})`, "memory"],
      [`rate(${of("node_pressure_io_stalled_seconds_total")}${window})`, "disk"],
    ),
    panel("Connections opened, by flow", "pps", [`rate(${of("bartizan_flow_packets_total")}[1m])`, "{{flow}}"]),
    panel("Certificates: seconds left", "s", [`${of("bartizan_certificate_end_seconds")} - time()`, "{{path}}"]),
  ];
}

function databasePanels(infra: Infrastructure, window: string): readonly Panel[] {
  const galera = infra.database?.topology === "galera";
  const own: readonly Panel[] = galera
    ? [
        panel("Members of the cluster", "short", ["max by (host) (mysql_global_status_wsrep_cluster_size)", "{{host}}"]),
        panel("Ready", "short", ["max by (host) (mysql_global_status_wsrep_ready)", "{{host}}"]),
        panel("Writes held back", "percentunit", [`rate(mysql_global_status_wsrep_flow_control_paused_ns${window}) / 1e9`, "{{host}}"]),
      ]
    : [
        panel("Behind the primary", "s", ["max by (host) (mysql_slave_status_seconds_behind_master)", "{{host}}"]),
        panel("Read-only", "short", ["max by (host) (mysql_global_variables_read_only)", "{{host}}"]),
      ];
  return [
    panel("Queries", "ops", [`sum by (host) (rate(mysql_global_status_questions${window}))`, "{{host}}"]),
    panel("Connections, of those allowed", "percentunit", [
      "mysql_global_status_threads_connected / mysql_global_variables_max_connections",
      "{{host}}",
    ]),
    panel("Queries at work", "short", ["mysql_global_status_threads_running", "{{host}}"]),
    panel("Slow queries", "ops", [`rate(mysql_global_status_slow_queries[5m])`, "{{host}}"]),
    panel("Reads that missed the buffer pool", "percentunit", [
      `rate(mysql_global_status_innodb_buffer_pool_reads${window}) / rate(mysql_global_status_innodb_buffer_pool_read_requests${window})`,
      "{{host}}",
    ]),
    ...own,
  ];
}

function panel(title: string, unit: Panel["unit"], ...queries: readonly (readonly [string, string])[]): Panel {
  return { title, unit, queries: queries.map(([expr, legend]) => ({ expr, legend })) };
}
