import { endpoint } from "../../../catalog/endpoints.ts";
import { ROLE_FACES } from "../../../catalog/roles.ts";
import { namesOf, saidBy } from "../../../kit/answer-words.ts";
import { type Block, list, paragraph, remark, table } from "../../../kit/faces/block.ts";
import { REQUESTS } from "../../../kit/request-metrics.ts";
import { windowOf } from "../../../kit/window.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import type { Observation, TrafficStatus } from "../../../model/observation.ts";
import { listed } from "../../../util/names.ts";
import type { Topic } from "../topic.ts";

/** The roles that count requests, from the back to the front. */
const COUNTING = ROLE_FACES.flatMap(({ name, counts }) => (counts === undefined ? [] : [{ name, ...counts }])).toReversed();

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
      paragraph([...COUNTING.map(({ how }) => how), "Both are exact at any load; no log is read for it."].join(" ")),
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
  return COUNTING.map(({ name, who, counter }) => {
    const measured = hostsOf(infra, name).filter((host) => host.monitoring === "all");
    return [who, counter, listed(measured.map((host) => host.name)) || "nowhere"];
  });
}

function reading(infra: Infrastructure, monitor: string, window: number): readonly Block[] {
  const [web = "srv1"] = namesOf(infra, "web");
  const port = new URL(endpoint("query")).port;
  const query = `sum by (host) (rate(${REQUESTS}{tier="web"}[${window}s]))`;
  return [
    list(
      "`bartizan status --watch`: QPS, errors and latency of every balancer and web server.",
      `In PromQL, on the monitor: \`${query}\`; for ${web} alone \`sum(rate(${REQUESTS}{tier="web",host="${web}"}[${window}s]))\`.`,
      `From your own Grafana or curl: \`ssh -L ${port}:127.0.0.1:${port} ${monitor}\`, then http://127.0.0.1:${port}.`,
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
