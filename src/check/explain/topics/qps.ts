import { REQUESTS } from "../../../kit/request-metrics.ts";
import { windowOf } from "../../../kit/window.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import type { Observation, TrafficStatus } from "../../../model/observation.ts";
import { PORTS } from "../../../model/ports.ts";
import { listed } from "../../../util/names.ts";
import { type Block, list, paragraph, remark, table } from "../block.ts";
import type { Topic } from "../topic.ts";
import { namesOf, saidBy } from "../words.ts";

/** The counters that requests are counted in. */
export const QPS_COUNTERS = {
  web: `${REQUESTS}{tier="web"}`,
  balancer: 'haproxy_frontend_http_requests_total{proxy="site"}',
} as const;

/** How the requests per second of a web server are read, and what they are now. */
export const qps: Topic = {
  id: "qps",
  question: "How is the QPS of a web server read, and what is it now?",
  answer: ({ infra, findings, now }) => {
    const [monitor] = namesOf(infra, "monitor");
    if (monitor === undefined) return [paragraph("It cannot be: no host runs the monitor, so nobody counts.")];
    const window = windowOf(infra);
    const said = saidBy(findings, "qps-unmonitored");
    return [
      paragraph(
        `A request counted is a counter one higher; requests per second are how fast the counter grows. \`rate(COUNTER[${window}s])\` takes the growth over the last ${window} s (six samples, one every ${infra.monitoring.intervalSeconds} s) and divides by the time. A counter that begins again at zero after a restart is allowed for.`,
      ),
      ...table(["WHO COUNTS", "COUNTER", "ON"], counters(infra)),
      paragraph(
        "nginx by itself counts connections, and knows neither status nor latency: a few lines of Lua in its configuration (Debian's libnginx-mod-http-lua) count every answer in memory that its workers share. HAProxy counts every request itself. Both are exact at any load; no log is read for it.",
      ),
      ...reading(infra, monitor, window),
      ...(now === undefined
        ? [
            paragraph(
              "The numbers now: `bartizan status`, once the infrastructure runs (`bartizan up`, or `bartizan up --lab` on this computer).",
            ),
          ]
        : numbers(now)),
      ...remark(said),
    ];
  },
};

function counters(infra: Infrastructure): readonly (readonly string[])[] {
  const measured = (role: "web" | "balancer"): string =>
    listed(
      hostsOf(infra, role)
        .filter((host) => host.monitoring === "all")
        .map((host) => host.name),
    ) || "nowhere";
  return [
    ["the web servers (nginx)", QPS_COUNTERS.web, measured("web")],
    ["the balancer (HAProxy)", QPS_COUNTERS.balancer, measured("balancer")],
  ];
}

function reading(infra: Infrastructure, monitor: string, window: number): readonly Block[] {
  const [web = "srv1"] = namesOf(infra, "web");
  const query = `sum by (host) (rate(${QPS_COUNTERS.web}[${window}s]))`;
  return [
    list(
      "`bartizan status --watch`: QPS, errors and latency of every balancer and web server.",
      `In PromQL, on the monitor: \`${query}\`; for ${web} alone \`sum(rate(${REQUESTS}{tier="web",host="${web}"}[${window}s]))\`.`,
      `From your own Grafana or curl: \`ssh -L ${PORTS.loopback.victoriaMetrics}:127.0.0.1:${PORTS.loopback.victoriaMetrics} ${monitor}\`, then http://127.0.0.1:${PORTS.loopback.victoriaMetrics}.`,
    ),
  ];
}

function numbers(now: Observation): readonly Block[] {
  const right = (head: string) => ({ head, right: true });
  const row = (tier: string, it: TrafficStatus & { readonly host: string }): readonly string[] => [
    it.host,
    tier,
    show(it.requestsPerSecond, (value) => value.toFixed(1)),
    show(it.errorRatio, (value) => `${(value * 100).toFixed(2)} %`),
    show(it.p50Seconds, milliseconds),
    show(it.p99Seconds, milliseconds),
  ];
  return [
    paragraph(`Seen by ${now.monitor} at ${now.at.slice(0, 19).replace("T", " ")} UTC, over ${now.windowSeconds} s:`),
    ...table(
      ["HOST", "TIER", right("QPS"), right("ERRORS"), right("P50"), right("P99")],
      [...now.balancers.map((it) => row("balancer", it)), ...now.web.map((it) => row("web", it))],
    ),
  ];
}

function show(value: number | null, words: (value: number) => string): string {
  return value === null ? "-" : words(value);
}

function milliseconds(seconds: number): string {
  return `${Math.round(seconds * 1000)} ms`;
}
