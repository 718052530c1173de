import { lastByHost, quantile, rateByHost } from "../../kit/panel.ts";

/** What HAProxy knows: of the balancers' clients, of the servers that it checks, and of what waits for them. */
export function haproxyMeasures(window: string) {
  const waiting = (way: string): string => `sum by (host) (max_over_time(haproxy_backend_current_queue{proxy=~"${way}_.*"}${window}))`;
  const ofServer = (metric: string, labels: string, by = "host, server"): string =>
    `max by (${by}) (last_over_time(haproxy_server_${metric}{${labels}}${window}))`;
  return {
    // The balancer's own counters: they know also the requests that were never understood.
    balancerUp: lastByHost('up{job="haproxy"}', window),
    balancerRequests: rateByHost('haproxy_frontend_http_requests_total{proxy="site"}', window),
    balancerAnswers: rateByHost('haproxy_frontend_http_responses_total{proxy="site"}', window),
    balancerErrors: rateByHost('haproxy_frontend_http_responses_total{proxy="site",code="5xx"}', window),
    balancerWaiting: waiting("site"),
    balancerP50: quantile(0.5, "balancer", window),
    balancerP95: quantile(0.95, "balancer", window),
    balancerP99: quantile(0.99, "balancer", window),
    serverUp: ofServer("status", 'proxy="site_read",state="UP"'),
    appChecked: ofServer("status", 'proxy="app_read",state="UP"'),
    serverDrained: ofServer("status", 'proxy="site_read",state="DRAIN"'),
    appDrained: ofServer("status", 'proxy="app_read",state="DRAIN"'),
    serverCheck: ofServer("check_code", 'proxy="site_read"'),
    appCheck: ofServer("check_code", 'proxy="app_read"'),
    // As the apps' proxies see them: to one that passes no check nothing is written.
    databaseChecked: ofServer("status", 'proxy="database",state="UP"', "server"),
    webWaiting: waiting("app"),
  } as const;
}
