import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import type { Part } from "../part.ts";
import { confinedDropIn } from "../sandbox.ts";
import { dropIn } from "../unit-file.ts";
import { ACCESS_PROGRAM } from "./program.ts";

const UNIT = "mtail.service";
const PROGRAM = "/etc/mtail/bartizan.mtail";
const LISTEN = `127.0.0.1:${PORTS.loopback.mtail}`;

/** Counts the requests of balancer and web server by status and measures their latency, from access log lines that never touch a disk. */
export const mtail: Part = {
  name: "mtail",
  standsOn: (host) => host.monitoring === "all" && (host.roles.includes("balancer") || host.roles.includes("web")),
  packages: () => ["mtail"],
  scrapes: () => [{ job: "access", target: LISTEN }],
  alerts: () => [
    {
      name: "WebErrors",
      expr: 'sum by (host) (rate(bartizan_http_requests_total{tier="web",code="5xx"}[5m])) / sum by (host) (rate(bartizan_http_requests_total{tier="web"}[5m])) > 0.05',
      for: "2m",
      severity: "page",
      summary: "More than 5 % of the requests to the web server {{ $labels.host }} fail.",
      description: "One answer in twenty or more of this web server is an error.",
    },
    {
      name: "WebSlow",
      expr: 'histogram_quantile(0.99, sum by (host, le) (rate(bartizan_http_request_duration_seconds_bucket{tier="web"}[5m]))) > 2',
      for: "5m",
      severity: "ticket",
      summary: "One request in a hundred to the web server {{ $labels.host }} takes more than 2 s.",
      description: "One request in a hundred through this web server takes more than two seconds.",
    },
    {
      name: "AccessLogLost",
      expr: 'rate(nginx_http_requests_total[2m]) > 20 unless on (host) sum by (host) (rate(bartizan_http_requests_total{tier="web"}[2m])) > 0.8 * max by (host) (rate(nginx_http_requests_total[2m]))',
      for: "2m",
      severity: "ticket",
      summary: "nginx on {{ $labels.host }} serves more requests than its access log shows: its QPS and latency are wrong.",
      description:
        "Lines of nginx's access log do not reach mtail, so what is shown as requests, errors and latency of this server is too low. Requests themselves are not lost.",
    },
  ],
  resources: () => {
    const program: Resource = {
      kind: "file",
      path: PROGRAM,
      content: text`${ACCESS_PROGRAM}`,
      // A port of its own: it opens its page even to compile, and the one of the running mtail is taken.
      validate: 'mtail --compile_only --address 127.0.0.1 --port 0 --progs "$1"',
    };
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/mtail",
        content: text`# By Bartizan.
HOST=127.0.0.1
PORT=${PORTS.loopback.mtail}
LOGS=udp://127.0.0.1:${PORTS.loopback.accessLog}
EXTRA_ARGS='--emit_prog_label=false'
`,
      },
      dropIn(UNIT, confinedDropIn()),
    ];
    return [
      { kind: "directory", path: "/etc/mtail" },
      program,
      ...files,
      // A restart rather than a reload: a changed program would otherwise keep the old program's series beside its own.
      {
        kind: "unit",
        name: UNIT,
        want: "running",
        restartOn: [program, ...files].map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/metrics`,
        readySeconds: 15,
      },
    ];
  },
};
