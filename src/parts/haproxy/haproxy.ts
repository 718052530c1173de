import { endsAppTls } from "../../kit/app-address.ts";
import { administration } from "../../kit/faces/exposed.ts";
import { LOGS_TRAFFIC, TRAFFIC_SYSLOG } from "../../kit/journals.ts";
import type { Part } from "../../kit/part.ts";
import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { countsRequests, requestSeries } from "../../kit/request-metrics.ts";
import { KERNEL_GUARDS } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import { appCertificate, appClientCertificate, balancerCertificate, databaseProxyCertificate } from "../../kit/upstream.ts";
import { isClusterNode } from "../../model/database.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { FileResource, Resource } from "../../state/resource.ts";
import { keyOf } from "../../state/resource.ts";
import { THUMBPRINT_MAP } from "../acme/names.ts";
import { haproxyAlerts, recordings } from "./alerts.ts";
import { proxiesApp } from "./app-proxy.ts";
import { balancerCard } from "./card.ts";
import { appLeftOut, nodeLeftOut, webLeftOut } from "./change-over.ts";
import { CHROOT, haproxyConfig, proxiesDatabase } from "./config.ts";
import { type Chooser, DRAINED, nobodyDrained } from "./drain.ts";
import { proxyElements } from "./elements.ts";
import { siteFlows } from "./flows.ts";
import { healthCheckMissing } from "./health-check-missing.ts";
import { fileDescriptors } from "./limits.ts";
import { haproxyMeasures } from "./measures.ts";
import { haproxyPanels } from "./panels.ts";
import { poolsOf } from "./pools.ts";
import { haproxyPorts } from "./ports.ts";
import { redirect } from "./redirect.ts";
import { REQUESTS_PATH, requestPageFile } from "./request-counters.ts";
import { balancerRole } from "./role.ts";
import { balancerSection } from "./section.ts";
import { bringsFiles, siteCertificate } from "./site-certificate.ts";
import { slowRequests } from "./slow-requests.ts";
import { balancerStatus, balancerTable } from "./status.ts";
import { trustedProxiesFile } from "./trusted-proxies.ts";

const CONFIG = "/etc/haproxy/haproxy.cfg";
const METRICS = `127.0.0.1:${PORTS.loopback.proxyMetrics}`;

/** The balancer in front of the web servers, the way from these to apps on other hosts, and the apps' way to the database. */
export const haproxy: Part = {
  name: "haproxy",
  role: balancerRole,
  section: balancerSection,
  cards: balancerCard,
  elements: proxyElements,
  rules: [healthCheckMissing],
  references: {
    "upstream-unverified": [
      { title: "HAProxy Configuration Manual: verify", url: "https://docs.haproxy.org/3.0/configuration.html#5.2-verify" },
    ],
  },
  flowServices: ["http", "https"],
  reserved: { accounts: ["haproxy"] },
  exposes: [administration("haproxy-stats", "the statistics page of HAProxy", ["stats", "haproxy-exporter"], [8404, 8405])],
  standsOn: (host, infra) =>
    host.roles.includes("balancer") || proxiesApp(host, infra) || endsAppTls(host, infra) || proxiesDatabase(host, infra),
  // The database proxy sends nobody to the node beside it before nginx tells that node's state.
  needs: (host, infra) => (proxiesDatabase(host, infra) && isClusterNode(host, infra) ? ["nginx"] : []),
  ports: haproxyPorts,
  packages: () => ["haproxy", "socat"],
  services: () => [
    { unit: "haproxy.service", roles: ["balancer"], interrupts: true, journal: true, packages: ["haproxy"], renewedByReload: true },
  ],
  changeOver: { web: webLeftOut, app: appLeftOut, database: nodeLeftOut },
  pools: poolsOf,
  slowRequests,
  redirect,
  // To whom a balancer sends requests that does something else besides, which others need before they are ready; not when its own app begins,
  // which reaches its database by the same proxy.
  late: ({ steps }, { roles }, { name }) => {
    const serves = roles.some((role) => role === "web" || role === "app" || role === "database");
    const needsProxy = [`${name}.service`, `${name}.socket`, "haproxy.service"].some((unit) =>
      steps.some((it) => it.kind === "unit" && it.key === `unit:${unit}` && it.actions.includes("start")),
    );
    return roles.includes("balancer") && serves && !needsProxy ? [`file:${CONFIG}`, "unit:haproxy.service"] : [];
  },
  flows: siteFlows,
  scrapes: (host, infra) => [
    {
      job: "haproxy",
      tells: "requests, answers by status, servers that pass their check",
      target: METRICS,
      series: [{ names: "haproxy_.+", labels: { proxy: proxiesOn(host, infra).join("|") } }],
    },
    ...(countsRequests(host, "balancer")
      ? [
          {
            job: "requests",
            tells: "the balancer's requests by status and their latency",
            target: METRICS,
            path: REQUESTS_PATH,
            series: [requestSeries("balancer")],
          },
        ]
      : []),
  ],
  alerts: haproxyAlerts,
  recordings,
  measures: haproxyMeasures,
  status: { ...balancerStatus, table: balancerTable },
  panels: ({ hosts }) => (hosts.some((host) => host.roles.includes("balancer")) ? haproxyPanels() : []),
  resources: (host, { infra }) => {
    const certificates: Resource[] = host.roles.includes("balancer") ? [...siteCertificate(infra)] : [];
    if (host.roles.includes("balancer") && infra.tls.upstream === "verified") certificates.push(balancerCertificate(host));
    if (proxiesDatabase(host, infra) && infra.database?.topology === "galera") certificates.push(databaseProxyCertificate(host));
    if (proxiesApp(host, infra) && infra.tls.upstream === "verified") certificates.push(appClientCertificate(host));
    if (endsAppTls(host, infra)) certificates.push(appCertificate(host));
    const choosers: readonly Chooser[] = [
      ...(host.roles.includes("balancer") ? (["site"] as const) : []),
      ...(proxiesApp(host, infra) ? (["app"] as const) : []),
    ];
    const config: FileResource = {
      kind: "file",
      path: CONFIG,
      content: [haproxyConfig(host, infra)],
      validate: validate(fileDescriptors(host, infra), host.roles.includes("balancer") ? bringsFiles(infra) : []),
    };
    const pages = countsRequests(host, "balancer") ? [requestPageFile] : [];
    const proxies = host.roles.includes("balancer") ? trustedProxiesFile(infra) : [];
    const unit = dropIn("haproxy.service", unitAdditions);
    const resources: readonly Resource[] = [
      ...certificates,
      ...pages,
      ...proxies,
      config,
      unit,
      running("haproxy.service", {
        restartOn: [keyOf(unit)],
        reloadOn: [
          ...[...pages, ...proxies, config, ...certificates].map(keyOf),
          `file:${CA_CERTIFICATE}`,
          ...(infra.tls.acme !== undefined && host.roles.includes("balancer") ? [`file:${THUMBPRINT_MAP}`] : []),
        ],
        reload,
        ready: "echo 'show info' | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock | grep -q '^Uptime_sec:'",
      }),
      ...choosers.map((it): Resource => ({ kind: "written", path: DRAINED[it] })),
      ...(choosers.length > 0 ? [nobodyDrained(choosers)] : []),
    ];
    return resources;
  },
};

/** What its sections on this host are called, for those of its series that are about one. Nobody else may speak of the site. */
function proxiesOn(host: Host, infra: Infrastructure): readonly string[] {
  return [
    "",
    "metrics",
    ...(host.roles.includes("balancer") ? ["redirect", "site", "site_.+"] : []),
    ...(proxiesApp(host, infra) ? ["app", "app_.+"] : []),
    ...(endsAppTls(host, infra) ? ["door", "door_.+"] : []),
    ...(proxiesDatabase(host, infra) ? ["database"] : []),
  ];
}

// HAProxy checks everything but the one thing that makes it refuse to start: whether it may open as many files as `maxconn` needs.
const validate = (files: number, comeWithIt: readonly string[]): string => `${check(comeWithIt)} || exit 1
may=$(awk '/^Max open files/ { print $5 }' /proc/1/limits)
[ "$may" = unlimited ] || [ "$may" -ge ${files} ] || { echo "HAProxy needs ${files} open files, this host allows $may" >&2; exit 1; }`;

/** What the configuration refers to and comes with it stands in its place only when all files have been found right. */
function check(comeWithIt: readonly string[]): string {
  const config = comeWithIt.length === 0 ? "$1" : "$1.judged";
  const moved = comeWithIt.map(
    (path) => `new=\${1%${CONFIG}}${path}\n[ ! -e "$new" ] || sed -i "s#${path}#$new#g" "${config}" || exit 1\n`,
  );
  return `${moved.length === 0 ? "" : `cp "$1" "${config}" || exit 1\n`}${moved.join("")}haproxy -c -f "${config}"`;
}

// Unlike `systemctl reload`, the master tells whether the new process came up, and why it did not.
const reload = `answer=$(echo reload | socat -t 20 - UNIX-CONNECT:/run/haproxy-master.sock) || exit 1
case "$answer" in *Success=1*) ;; *) printf '%s\\n' "$answer" >&2; exit 1 ;; esac`;

const unitAdditions = `# By Bartizan.
[Unit]
# Five crashes within ten seconds would leave it down for good.
StartLimitIntervalSec=0

[Service]
# One line per request: the journal has a limit of its own.
LogRateLimitIntervalSec=0
${LOGS_TRAFFIC}# Debian's unit shows the system's socket in the chroot, whatever the namespace.
BindReadOnlyPaths=
BindReadOnlyPaths=${TRAFFIC_SYSLOG}:${CHROOT}/dev/log
NoNewPrivileges=yes
ProtectHome=yes
ProtectSystem=full
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service chroot
SystemCallErrorNumber=EPERM
CapabilityBoundingSet=CAP_NET_BIND_SERVICE CAP_SETUID CAP_SETGID CAP_SYS_CHROOT CAP_KILL CAP_CHOWN CAP_DAC_OVERRIDE CAP_FOWNER
`;
