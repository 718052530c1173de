import { classes, IN_WINDOW, lastByHost, latency, type Panel, perHost, quantile, rateByHost } from "../../kit/panel.ts";

const TIER = "web";

/** What nginx knows, and what it counts of every request. */
export function nginxMeasures(window: string) {
  return {
    webUp: lastByHost('up{job="nginx"}', window),
    webRequests: rateByHost('bartizan_http_requests_total{tier="web"}', window),
    webErrors: rateByHost('bartizan_http_requests_total{tier="web",code="5xx"}', window),
    webP50: quantile(0.5, TIER, window),
    webP95: quantile(0.95, TIER, window),
    webP99: quantile(0.99, TIER, window),
  } as const;
}

export function nginxPanels(): readonly Panel[] {
  const it = nginxMeasures(IN_WINDOW);
  return [
    perHost(TIER, "web-requests", "Requests", "perSecond", it.webRequests),
    classes(TIER, `sum by (code) (rate(bartizan_http_requests_total{tier="web"}${IN_WINDOW})) > 0`),
    latency(TIER, it.webP50, it.webP99),
    perHost(TIER, "web-errors", "Errors", "ratio", `${it.webErrors} / (${it.webRequests} > 0)`, { most: 0.01 }),
    perHost(TIER, "web-connections", "Connections", "count", lastByHost("nginx_connections_active", IN_WINDOW)),
  ];
}
