import { classes, IN_WINDOW, latency, type Panel, perHost, quantile } from "../../kit/panel.ts";
import { haproxyMeasures } from "./measures.ts";

const TIER = "balancer";
const CLIENTS = '{proxy=~"site|redirect"}';
const SERVERS = '{proxy=~"site_.*"}';

/** The golden signals of the site as its clients have them, and what the balancers do. */
export function haproxyPanels(): readonly Panel[] {
  return [...site(), ...balancer()];
}

function site(): readonly Panel[] {
  const it = haproxyMeasures(IN_WINDOW);
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
      lines: [{ expr: `sum(${it.balancerErrors}) / (sum(${it.balancerAnswers}) > 0) or vector(0)`, name: "answers of 500 and above" }],
      most: 0.01,
    },
    {
      ...common,
      id: "site-latency",
      title: "Latency",
      unit: "seconds",
      lines: [0.5, 0.95, 0.99].map((q) => ({ expr: quantile(q, TIER, IN_WINDOW, "all"), name: `p${q * 100}` })),
      note: "From a histogram of every request, as the balancers saw it.",
    },
    {
      ...common,
      id: "site-budget",
      title: "Error budget: how many times too fast",
      unit: "count",
      lines: ["1h", "6h"].map((window) => ({ expr: `site:errors:ratio_rate${window}`, name: window })),
      inWords: true,
    },
  ];
}

/** Of a counter that HAProxy keeps for each of its frontends, or backends. */
function byProxy(sort: string, counter: string): Panel {
  const lines = [{ expr: `sum by (proxy) (rate(${counter}{proxy=~"site.*|redirect"}${IN_WINDOW}))`, by: ["proxy"] }];
  return { id: `${TIER}-${sort}s`, title: `Requests by ${sort}`, unit: "perSecond", page: TIER, perHost: false, lines };
}

function balancer(): readonly Panel[] {
  const it = haproxyMeasures(IN_WINDOW);
  const byHost = (fold: string, metric: string, labels: string): string => `sum by (host) (${fold}(${metric}${labels}${IN_WINDOW}))`;
  const ofHost = (id: string, title: string, unit: Panel["unit"], expr: string, more: Partial<Panel> = {}): Panel =>
    perHost(TIER, `${TIER}-${id}`, title, unit, expr, more);
  return [
    ofHost("requests", "Requests", "perSecond", it.balancerRequests),
    classes(TIER, `sum by (code) (rate(haproxy_frontend_http_responses_total{proxy="site"}${IN_WINDOW})) > 0`),
    latency(TIER, it.balancerP50, it.balancerP99),
    byProxy("frontend", "haproxy_frontend_http_requests_total"),
    byProxy("backend", "haproxy_backend_http_requests_total"),
    {
      ...ofHost("servers", "Requests by server", "perSecond", ""),
      perHost: false,
      lines: [{ expr: `sum by (server) (rate(haproxy_server_http_responses_total${SERVERS}${IN_WINDOW}))`, by: ["server"] }],
    },
    ofHost("sessions", "Connections of clients", "count", byHost("last_over_time", "haproxy_frontend_current_sessions", CLIENTS)),
    ofHost("queue", "Waiting for a server", "count", it.balancerWaiting),
    ofHost("retries", "Retries", "perSecond", byHost("rate", "haproxy_backend_retry_warnings_total", SERVERS), {
      note: "A server did not answer; the request was sent once more.",
    }),
    ofHost("denied", "Denied", "perSecond", byHost("rate", "haproxy_frontend_requests_denied_total", CLIENTS)),
    ofHost("well", "Servers that pass their check", "count", `sum by (host) (${it.serverUp})`, { inWords: true }),
  ];
}
