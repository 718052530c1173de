import { administration } from "../../kit/faces/exposed.ts";
import { IN_WINDOW, lastByHost, perHost } from "../../kit/panel.ts";
import type { Part } from "../../kit/part.ts";
import { hostCertificate } from "../../kit/pki.ts";
import { sandbox } from "../../kit/sandbox.ts";
import { seriesPerHost } from "../../kit/series-limit.ts";
import { running, unitFile } from "../../kit/unit-file.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { type CertificateResource, keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { destinationFiles, remoteWrites } from "../remote-write/destinations.ts";
import { agentAlerts } from "./alerts.ts";
import { scrapeConfig } from "./scrape-config.ts";
import { BUFFER_GIB, targetFlags } from "./targets.ts";
import { collector } from "./topic.ts";

const UNIT = "vmagent.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.collector}`;
const CONFIG = "/etc/vmagent/scrape.yml";

const undelivered = (window: string): string => lastByHost("vmagent_remotewrite_pending_data_bytes", window);

const measured = (host: Host): boolean => host.monitoring !== "none";

/**
 * The forwarder on every host that is measured: scrapes the exporters on loopback and pushes the samples to the monitor over mutual TLS. What
 * cannot be sent waits on disk.
 */
export const vmagent: Part = {
  name: "vmagent",
  collects: "vmagent",
  topics: [collector],
  flowServices: ["metrics"],
  reserved: { accounts: ["vmagent"] },
  exposes: [administration("vmagent", "vmagent", [], 8429)],
  standsOn: (host, infra) => measured(host) && hostsOf(infra, "monitor").length > 0,
  // Debian's package holds the agent, the store and the evaluator of rules.
  ports: () => [{ port: PORTS.loopback.collector, name: "vmagent" }],
  packages: (infra) => ["victoria-metrics", "curl", ...(remoteWrites(infra, "hosts").length > 0 ? ["ca-certificates"] : [])],
  services: () => [{ unit: UNIT }],
  flows: (infra) => {
    const from = infra.hosts.filter(measured).map((host) => host.name);
    return hostsOf(infra, "monitor").map((monitor) => ({
      from,
      to: [monitor.name],
      channels: [
        {
          service: "metrics",
          ends: { to: "monitor" },
          protocol: "tcp",
          port: PORTS.ingest,
          encryption: "mutual-tls",
          carries: "measurements",
          purpose: (host, to) => `${host} delivers its metrics to ${to}.`,
        },
      ],
    }));
  },
  scrapes: () => [
    {
      job: "vmagent",
      tells: "the delivery itself: what waits, what was lost",
      target: LISTEN,
      machine: true,
      series: [
        {
          names:
            "vmagent_remotewrite_(pending_data_bytes|packets_dropped_total|retries_count_total|requests_total)|vm_persistentqueue_bytes_dropped_total|vm_promscrape_scrapes_failed_total|vmagent_hourly_series_limit_rows_dropped_total|process_(resident_memory_bytes|cpu_seconds_total)",
        },
      ],
    },
  ],
  alerts: agentAlerts,
  measures: (window) => ({ hostUndelivered: undelivered(window) }),
  panels: ({ hosts }) =>
    hosts.some((host) => host.roles.includes("monitor"))
      ? [
          perHost("monitor", "monitor-undelivered", "Waiting on hosts", "bytes", undelivered(IN_WINDOW), {
            perHost: false,
            note: "Samples that a host could not deliver yet.",
          }),
        ]
      : [],
  recordings: (infra) =>
    infra.hosts.filter(measured).map((host) => ({ record: "bartizan:host_expected", expr: "vector(1)", labels: { host: host.name } })),
  resources: (host, context) => {
    const { infra } = context;
    const certificate: CertificateResource = hostCertificate(host, "/etc/bartizan/pki/metrics", "metrics", {
      names: [`DNS:${host.name}`],
      usage: ["client"],
      owner: "root:vmagent",
    });
    // Nothing stamps the host's name on what does not pass the monitor.
    const named = remoteWrites(infra, "hosts").length > 0 ? host.name : undefined;
    const config: Resource = {
      kind: "file",
      path: CONFIG,
      content: text`${scrapeConfig(context.scrapes.get(host.name) ?? [], infra.monitoring.intervalSeconds, named)}`,
      validate: 'vmagent -dryRun -promscrape.config="$1" -remoteWrite.url=http://127.0.0.1/ -loggerLevel=ERROR',
    };
    const unit = unitFile(UNIT, unitText(infra));
    // The package starts a store on every host; it is wanted on the monitor only.
    const stores: readonly Resource[] = host.roles.includes("monitor")
      ? []
      : [{ kind: "unit", name: "victoria-metrics.service", want: "stopped" }];
    const destinations = destinationFiles(remoteWrites(infra, "hosts"), "/etc/vmagent", "vmagent");
    return [
      ...stores,
      { kind: "written", path: "/var/lib/vmagent" },
      { kind: "account", name: "vmagent" },
      { kind: "directory", path: "/etc/vmagent" },
      ...destinations,
      certificate,
      config,
      unit,
      // A renewed certificate needs neither: it is read again for each new connection. A new list is taken over without a gap.
      running(UNIT, {
        restartOn: [keyOf(unit)],
        reloadOn: [config, ...destinations].map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/health`,
        readySeconds: 20,
      }),
    ];
  },
};

function unitText(infra: Infrastructure): string {
  const monitors = hostsOf(infra, "monitor");
  const outside = remoteWrites(infra, "hosts").length > 0;
  const confined = sandbox(outside ? ["any"] : monitors.map((monitor) => monitor.address));
  return `# By Bartizan.
[Unit]
Description=Metrics agent: scrapes this host, sends to the monitor
Documentation=https://docs.victoriametrics.com/vmagent/
After=network.target
StartLimitIntervalSec=0

[Service]
User=vmagent
# One queue: samples arrive in order, and at most one block is in flight when the agent is killed.
# Short limits for a request and between two tries: after a cut of any length delivery goes on within seconds.
ExecStart=/usr/bin/vmagent \\
  -httpListenAddr=${LISTEN} \\
  -promscrape.config=${CONFIG} \\
${targetFlags(infra, "/etc/vmagent")
  .map((it) => `  ${it} \\\n`)
  .join("")}  -remoteWrite.queues=1 \\
  -remoteWrite.sendTimeout=10s \\
  -remoteWrite.retryMinInterval=1s \\
  -remoteWrite.retryMaxTime=5s \\
  -remoteWrite.tmpDataPath=/var/lib/vmagent \\
  -remoteWrite.maxDiskUsagePerURL=${BUFFER_GIB}GiB \\
  -http.maxGracefulShutdownDuration=1s \\
  -remoteWrite.maxHourlySeries=${seriesPerHost(infra)} \\
  -memory.allowedBytes=32MiB
ExecReload=/bin/kill -HUP $MAINPID
StateDirectory=vmagent
StateDirectoryMode=0700
Restart=always
RestartSec=1
# It puts the block in flight back into its queue before it ends.
TimeoutStopSec=30
${confined}
[Install]
WantedBy=multi-user.target
`;
}
