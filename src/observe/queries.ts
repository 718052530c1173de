import { windowOf } from "../kit/window.ts";
import type { Watched } from "../model/watched.ts";

/** The label under which the answer to each query comes back. */
export const MEASURE = "measure";

/**
 * What is asked of the store, by measure, over a window such as `[30s]`. Nothing older than the window answers: a dead host shows as
 * unknown, not as it last was.
 */
export function measures(infra: Watched, window: string) {
  const last = (selector: string): string => `max by (host) (last_over_time(${selector}${window}))`;
  const rate = (selector: string): string => `sum by (host) (rate(${selector}${window}))`;
  const quantile = (q: number, tier: string): string =>
    `histogram_quantile(${q}, sum by (host, le) (rate(bartizan_http_request_duration_seconds_bucket{tier="${tier}"}${window})))`;
  const waiting = (way: string): string => `sum by (host) (max_over_time(haproxy_backend_current_queue{proxy=~"${way}_.*"}${window}))`;
  const recent = (metric: string): string => `last_over_time(${metric}${window})`;
  return {
    // Always there, also when nothing was ever stored.
    clock: "time()",
    // The balancer's own counters: they know also the requests that were never understood.
    balancerUp: last('up{job="haproxy"}'),
    balancerRequests: rate('haproxy_frontend_http_requests_total{proxy="site"}'),
    balancerAnswers: rate('haproxy_frontend_http_responses_total{proxy="site"}'),
    balancerErrors: rate('haproxy_frontend_http_responses_total{proxy="site",code="5xx"}'),
    balancerWaiting: waiting("site"),
    balancerP50: quantile(0.5, "balancer"),
    balancerP95: quantile(0.95, "balancer"),
    balancerP99: quantile(0.99, "balancer"),
    serverUp: `max by (host, server) (last_over_time(haproxy_server_status{proxy="site_read",state="UP"}${window}))`,
    appChecked: `max by (host, server) (last_over_time(haproxy_server_status{proxy="app_read",state="UP"}${window}))`,
    serverDrained: `max by (host, server) (last_over_time(haproxy_server_status{proxy="site_read",state="DRAIN"}${window}))`,
    appDrained: `max by (host, server) (last_over_time(haproxy_server_status{proxy="app_read",state="DRAIN"}${window}))`,
    serverCheck: `max by (host, server) (last_over_time(haproxy_server_check_code{proxy="site_read"}${window}))`,
    appCheck: `max by (host, server) (last_over_time(haproxy_server_check_code{proxy="app_read"}${window}))`,
    // As the apps' proxies see them: to one that passes no check nothing is written.
    databaseChecked: `max by (server) (last_over_time(haproxy_server_status{proxy="database",state="UP"}${window}))`,
    webUp: last('up{job="nginx"}'),
    webRequests: rate('bartizan_http_requests_total{tier="web"}'),
    webErrors: rate('bartizan_http_requests_total{tier="web",code="5xx"}'),
    webWaiting: waiting("app"),
    webP50: quantile(0.5, "web"),
    webP95: quantile(0.95, "web"),
    webP99: quantile(0.99, "web"),
    appUp: last(`node_systemd_unit_state{name="${infra.name}.service",state="active"}`),
    databaseUp: last("mysql_up"),
    databaseReadOnly: last("mysql_global_variables_read_only"),
    databaseQueries: rate("mysql_global_status_questions"),
    databaseConnections: last("mysql_global_status_threads_connected"),
    databaseMaxConnections: last("mysql_global_variables_max_connections"),
    databaseReceiving: last("mysql_slave_status_slave_io_running"),
    databaseApplying: last("mysql_slave_status_slave_sql_running"),
    databaseLag: last("mysql_slave_status_seconds_behind_master"),
    databaseReady: last("mysql_global_status_wsrep_ready"),
    databaseMembers: last("mysql_global_status_wsrep_cluster_size"),
    hostAge: 'time() - max by (host) (tlast_over_time(up{job="node"}[1h]))',
    hostCpu: `1 - avg by (host) (sum by (host, cpu) (rate(node_cpu_seconds_total{mode=~"idle|iowait"}${window})))`,
    hostMemory: `1 - ${last("node_memory_MemAvailable_bytes")} / ${last("node_memory_MemTotal_bytes")}`,
    // As df(1) does: what is reserved for root counts neither as used nor as available.
    hostDisk: `max by (host, mountpoint) (1 - ${recent("node_filesystem_avail_bytes")} / (${recent("node_filesystem_size_bytes")} - ${recent("node_filesystem_free_bytes")} + ${recent("node_filesystem_avail_bytes")}))`,
    hostReceived: rate("node_network_receive_bytes_total"),
    hostSent: rate("node_network_transmit_bytes_total"),
    hostUndelivered: last("vmagent_remotewrite_pending_data_bytes"),
    monitorSeries: `sum(${recent("scrape_samples_post_metric_relabeling")})`,
    monitorStored: `sum by (host) (last_over_time(vm_data_size_bytes${window}))`,
    monitorFree: last("vm_free_disk_space_bytes"),
  } as const;
}

export type Measure = keyof ReturnType<typeof measures>;

/** All that `bartizan status` asks in one MetricsQL query: one moment, one answer, one round trip. */
export function statusQuery(infra: Watched): string {
  const parts = Object.entries(measures(infra, `[${windowOf(infra)}s]`)).map(
    ([measure, query]) => `label_set(${query}, "${MEASURE}", "${measure}")`,
  );
  return `union(\n${parts.join(",\n")}\n)`;
}
