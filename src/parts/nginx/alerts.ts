import type { AlertRule } from "../../kit/part.ts";
import { DURATION, manyFail, REQUESTS, SLOW_SECONDS } from "../../kit/request-metrics.ts";

/** Of the web servers. */
export const nginxAlerts: readonly AlertRule[] = [
  {
    name: "NginxDown",
    expr: 'up{job="nginx"} == 0',
    // Not longer: with samples every 5 s a stopped nginx must be an alert within 30 s. A reload does not interrupt the page.
    for: "5s",
    severity: "page",
    summary: "nginx on {{ $labels.host }} does not answer.",
    description: "{{ $labels.host }} serves nothing; the balancer sends its requests to the others.",
  },
  {
    name: "NginxConnectionsDropped",
    expr: "rate(nginx_connections_accepted[5m]) - rate(nginx_connections_handled[5m]) > 0",
    for: "2m",
    severity: "ticket",
    summary: "nginx on {{ $labels.host }} drops connections: worker_connections is too low.",
    description: "nginx took connections and closed them at once.",
  },
  {
    name: "WebErrors",
    expr: manyFail(`${REQUESTS}{tier="web",code="5xx"}`, `${REQUESTS}{tier="web"}`, "host"),
    for: "2m",
    severity: "page",
    summary: "More than 5 % of the requests to the web server {{ $labels.host }} fail.",
    description: "One answer in twenty or more of this web server is an error.",
  },
  {
    name: "WebSlow",
    expr: `histogram_quantile(0.99, sum by (host, le) (rate(${DURATION}_bucket{tier="web"}[5m]))) > ${SLOW_SECONDS}`,
    for: "5m",
    severity: "ticket",
    summary: "One request in a hundred to the web server {{ $labels.host }} takes more than 2 s.",
    description: "One request in a hundred through this web server takes more than two seconds.",
  },
];
