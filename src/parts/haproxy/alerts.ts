import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { AlertRule, RecordingRule } from "../part.ts";

/** Share of answers that may fail: three nines. */
const ERROR_BUDGET = 0.001;
const WINDOWS = ["5m", "30m", "1h", "6h"] as const;

/** What the balancer's numbers say is wrong. What is called `_write` follows `_read`, so that only the latter speaks for the servers. */
export function alerts(infra: Infrastructure): readonly AlertRule[] {
  return [
    {
      name: "LbNoBackend",
      expr: "max by (host, proxy) (haproxy_backend_active_servers + haproxy_backend_backup_servers) == 0",
      // Health checks need a moment to find the servers of a balancer that has just started.
      for: "10s",
      severity: "page",
      summary: "No server is left behind {{ $labels.proxy }} on {{ $labels.host }}.",
    },
    {
      name: "LbServerDown",
      expr: 'haproxy_server_status{state="DOWN", proxy!~".*_write"} == 1',
      for: "5s",
      severity: "ticket",
      summary: "{{ $labels.host }} gets no good answer from {{ $labels.server }} ({{ $labels.proxy }}).",
    },
    {
      name: "LbServerFlapping",
      expr: 'increase(haproxy_server_check_up_down_total{proxy!~".*_write"}[15m]) > 3',
      severity: "ticket",
      summary: "{{ $labels.server }} goes up and down ({{ $labels.proxy }} on {{ $labels.host }}).",
    },
    {
      name: "LbConnErrors",
      expr: "sum by (host, proxy, server) (rate(haproxy_server_connection_errors_total[5m])) > 1",
      for: "2m",
      severity: "ticket",
      summary: "Connections from {{ $labels.host }} to {{ $labels.server }} fail ({{ $labels.proxy }}).",
    },
    {
      name: "LbQueue",
      expr: "max_over_time(haproxy_backend_current_queue[1m]) > 0",
      for: "2m",
      severity: "ticket",
      summary: "Requests wait for a free server behind {{ $labels.proxy }} on {{ $labels.host }}.",
    },
    {
      name: "LbSessionLimit",
      expr: "haproxy_frontend_current_sessions / haproxy_frontend_limit_sessions > 0.8",
      for: "2m",
      severity: "page",
      summary: "{{ $labels.proxy }} on {{ $labels.host }} is close to its limit of connections.",
    },
    ...(hostsOf(infra, "balancer").length > 0 ? siteAlerts : []),
  ];
}

const siteAlerts: readonly AlertRule[] = [
  {
    name: "Lb5xx",
    expr: 'sum by (host, proxy) (rate(haproxy_backend_http_responses_total{code="5xx"}[5m])) / sum by (host, proxy) (rate(haproxy_backend_http_responses_total[5m])) > 0.05',
    for: "2m",
    severity: "page",
    summary: "More than 5 % of the answers of {{ $labels.proxy }} on {{ $labels.host }} are errors.",
  },
  {
    name: "LbSlow",
    expr: 'haproxy_backend_response_time_average_seconds{proxy=~"site_.*"} > 1',
    for: "5m",
    severity: "ticket",
    summary: "Answers of {{ $labels.proxy }} on {{ $labels.host }} take more than a second on average.",
  },
  burn("SloFastBurn", 14.4, "1h", "5m", "page"),
  burn("SloSlowBurn", 6, "6h", "30m", "ticket"),
];

/** The site fails so many times faster than the budget of a month allows, over a long window and still over a short one. */
function burn(name: string, factor: number, long: string, short: string, severity: AlertRule["severity"]): AlertRule {
  const over = (window: string): string => `site:errors:ratio_rate${window} > ${factor} * ${ERROR_BUDGET}`;
  return {
    name,
    expr: `${over(long)} and ${over(short)}`,
    severity,
    summary: `The site's errors use up their monthly budget ${factor} times too fast (${long}).`,
  };
}

/** The share of the site's answers that were errors, over each window that an alert looks at. */
export function recordings(infra: Infrastructure): readonly RecordingRule[] {
  if (hostsOf(infra, "balancer").length === 0) return [];
  return WINDOWS.map((window) => ({
    record: `site:errors:ratio_rate${window}`,
    expr: `sum(rate(haproxy_frontend_http_responses_total{proxy="site", code="5xx"}[${window}])) / sum(rate(haproxy_frontend_http_responses_total{proxy="site"}[${window}]))`,
  }));
}
