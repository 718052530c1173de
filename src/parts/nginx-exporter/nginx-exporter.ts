import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import type { Part } from "../part.ts";
import { confinedDropIn } from "../sandbox.ts";
import { dropIn } from "../unit-file.ts";

const UNIT = "prometheus-nginx-exporter.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.nginxExporter}`;

/** nginx' own counters as metrics: is it up, how many connections. Requests by status and their latency come from its access log (mtail). */
export const nginxExporter: Part = {
  name: "nginx-exporter",
  standsOn: (host) => host.monitoring === "all" && host.roles.includes("web"),
  packages: () => ["prometheus-nginx-exporter"],
  scrapes: () => [{ job: "nginx", target: LISTEN }],
  alerts: () => [
    {
      name: "NginxDown",
      expr: "nginx_up == 0",
      // Not longer: with samples every 5 s a stopped nginx must be an alert within 30 s. A reload does not interrupt the status page.
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
  ],
  resources: () => {
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/prometheus-nginx-exporter",
        content: text`# By Bartizan.
ARGS='--web.listen-address=${LISTEN} --nginx.scrape-uri=http://127.0.0.1:${PORTS.loopback.nginxStatus}/status --nginx.timeout=3s'
`,
      },
      dropIn(UNIT, confinedDropIn()),
    ];
    return [
      ...files,
      {
        kind: "unit",
        name: UNIT,
        want: "running",
        restartOn: files.map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/metrics`,
        readySeconds: 15,
      },
    ];
  },
};
