import { namesOf } from "../../kit/answer-words.ts";
import { administration } from "../../kit/faces/exposed.ts";
import { LOGS_TRAFFIC } from "../../kit/journals.ts";
import { finishSeconds } from "../../kit/limits.ts";
import type { Part } from "../../kit/part.ts";
import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { countsRequests, requestSeries } from "../../kit/request-metrics.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import { alsoService, upstreamEncryption, upstreamLabel, webCertificate, webPort } from "../../kit/upstream.ts";
import { isClusterNode } from "../../model/database.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { waysTaken } from "../../model/upstream.ts";
import { type FileResource, keyOf } from "../../state/resource.ts";
import { nginxAlerts } from "./alerts.ts";
import { nginxConfig } from "./config.ts";
import { ingestCertificate } from "./ingest.ts";
import { nginxMeasures, nginxPanels } from "./measures.ts";
import { isNoFile } from "./not-files.ts";
import { nginxPorts } from "./ports.ts";
import { LUA_PACKAGE, NGINX_METRICS } from "./request-counters.ts";
import { webRole } from "./role.ts";
import { webStatus, webTable } from "./status.ts";

/** What the flows of requests are called. */
const SERVICE = "web";

/** The web server: files of the release and the way to the app; on a monitor the door for metrics; on a Galera node its state. */
export const nginx: Part = {
  name: "nginx",
  role: webRole,
  cards: ([host]) => (host?.roles.includes("web") ? [{ key: "web", place: 20, icon: "web", title: "nginx", detail: "web server" }] : []),
  elements: (infra) => [{ place: 50, name: "web server", program: "nginx", hosts: namesOf(infra, "web"), use: useOf(infra) }],
  references: {
    "qps-unmonitored": [
      { title: "nginx: ngx_http_stub_status_module", url: "https://nginx.org/en/docs/http/ngx_http_stub_status_module.html" },
    ],
  },
  flowServices: [SERVICE, alsoService(SERVICE)],
  reserved: { accounts: ["nginx"] },
  exposes: [administration("nginx-status", "the status page of nginx", ["stub-status", "nginx-exporter"], 8406, 9113)],
  standsOn: (host, infra) => host.roles.includes("web") || host.roles.includes("monitor") || isClusterNode(host, infra),
  // Whoever sends requests finds the app behind it. On a Galera node the app waits for it instead: see haproxy.ts.
  needs: (host, infra) => (isClusterNode(host, infra) ? ["mariadb"] : ["app"]),
  ports: nginxPorts,
  packages: (_infra, host) => ["nginx", ...(countsRequests(host, "web") ? [LUA_PACKAGE] : [])],
  services: () => [
    {
      unit: "nginx.service",
      roles: ["web"],
      begins: true,
      interrupts: true,
      journal: true,
      packages: ["nginx", "libnginx-mod-"],
      saysMore: "NginxDown",
    },
  ],
  scrapes: (host) =>
    countsRequests(host, "web")
      ? [
          {
            job: "nginx",
            tells: "whether nginx is up, its connections; requests by status and their latency",
            target: NGINX_METRICS,
            series: [{ names: "nginx_.+" }, requestSeries("web")],
          },
        ]
      : [],
  loopback: () => [{ port: PORTS.loopback.webStatus, accounts: [] }],
  alerts: () => nginxAlerts,
  measures: nginxMeasures,
  status: { ...webStatus, table: webTable },
  panels: ({ hosts }) => (hosts.some((host) => host.roles.includes("web")) ? nginxPanels() : []),
  flows: (infra) => {
    const webs = hostsOf(infra, "web");
    return [
      {
        from: hostsOf(infra, "balancer").map((host) => host.name),
        to: webs.map((host) => host.name),
        channels: waysTaken(infra).map((way, index) => ({
          service: index === 0 ? SERVICE : alsoService(SERVICE),
          label: upstreamLabel(way),
          ends: { from: "balancer", to: "web" },
          protocol: "tcp",
          port: new Map(webs.map((host) => [host.name, webPort(host, infra, way)])),
          encryption: upstreamEncryption(way),
          carries: "requests",
          purpose: (from, to) => `${from} passes the requests of clients on to ${to}.`,
        })),
      },
    ];
  },
  refusesFile: isNoFile,
  resources: (host, { infra, webServers }) => {
    const certificates = [
      ...(host.roles.includes("monitor") ? [ingestCertificate(host)] : []),
      ...(host.roles.includes("web") && waysTaken(infra).includes("verified") ? [webCertificate(host)] : []),
      ...webServers.flatMap(({ certificate }) => certificate ?? []),
    ];
    const config: FileResource = {
      kind: "file",
      path: "/etc/nginx/nginx.conf",
      content: [nginxConfig(host, infra, webServers)],
      validate: 'nginx -t -q -c "$1"',
    };
    const unit = dropIn("nginx.service", unitAdditions(infra));
    return [
      ...certificates,
      config,
      unit,
      running("nginx.service", {
        restartOn: [keyOf(unit)],
        reloadOn: [...[config, ...certificates].map(keyOf), `file:${CA_CERTIFICATE}`],
        ready: `curl -fsS -o /dev/null http://127.0.0.1:${PORTS.loopback.webStatus}/status`,
      }),
    ];
  },
};

const unitAdditions = (infra: Infrastructure): string => `# By Bartizan.
[Unit]
# Five crashes within ten seconds would leave it down for good.
StartLimitIntervalSec=0

[Service]
Restart=always
RestartSec=500ms
# A stop finishes what is being served (SIGQUIT); Debian's own way cuts it off after five seconds.
ExecStop=
KillSignal=SIGQUIT
TimeoutStopSec=${finishSeconds(infra) + 5}
# A line for each request that failed: the journal has a limit of its own.
LogRateLimitIntervalSec=0
${LOGS_TRAFFIC}NoNewPrivileges=yes
ProtectHome=yes
ProtectSystem=full
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_CHOWN CAP_DAC_OVERRIDE CAP_KILL
`;

function useOf({ app }: Infrastructure): string {
  if (app === undefined) return "Answers requests.";
  return `${app.static === undefined ? "Takes" : `Serves the files of \`${app.static}\` itself, and takes`} every other request to the app.`;
}
