import { administration } from "../../kit/faces/exposed.ts";
import type { Part } from "../../kit/part.ts";
import { confinedDropIn } from "../../kit/sandbox.ts";
import type { Service } from "../../kit/service.ts";
import { dropIn, running, shellFile, unitFile } from "../../kit/unit-file.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { hostAlerts } from "./alerts.ts";
import { JOURNALS_NAMES } from "./journals-script.ts";
import { nodeMeasures } from "./measures.ts";
import { nodePanels } from "./panels.ts";
import { hostStatus, hostTable } from "./status.ts";
import { TEXTFILE_NAMES, TEXTFILE_PATH, TEXTFILE_SCRIPT, TEXTFILE_SERVICE, TEXTFILE_TIMER, TEXTFILES, UPDATES_ASKED } from "./textfile.ts";
import { UPDATES_NAMES } from "./updates-script.ts";

const UNIT = "prometheus-node-exporter.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.machineExporter}`;

/** Named one by one: what a new release of the exporter switches on by itself must not grow every host's series. */
const COLLECTORS = [
  "cpu",
  "meminfo",
  "diskstats",
  "filesystem",
  "netdev",
  "netstat",
  "loadavg",
  "stat",
  "vmstat",
  "uname",
  "time",
  "timex",
  "pressure",
  "conntrack",
  "filefd",
  "systemd",
  "textfile",
] as const;

/**
 * It reads the clock's state, and the mounts of process 1: its own list would show what the sandbox mounted, and the root as
 * read-only.
 */
const SIGHT = `SystemCallFilter=adjtimex clock_adjtime
ProtectProc=default
`;

/** CPU, memory, disks, network, units, firewall and certificates of every host. */
export const nodeExporter: Part = {
  name: "node-exporter",
  reserved: { services: ["prometheus-node-exporter"] },
  exposes: [administration("node-exporter", "the node exporter", [], 9100)],
  standsOn: (host) => host.monitoring !== "none",
  // dbus: the states of units are read through it. openssl: the ends of certificates.
  ports: () => [{ port: PORTS.loopback.machineExporter, name: "node exporter" }],
  packages: () => ["prometheus-node-exporter", "dbus", "openssl", "curl"],
  scrapes: () => [
    {
      job: "node",
      tells: "CPU, memory, disks, network, units, clock; firewall counters, ends of certificates",
      target: LISTEN,
      machine: true,
      readsFiles: true,
      series: [{ names: "node_.+" }],
    },
  ],
  services: () => [{ unit: UNIT }],
  textfiles: () => [{ names: TEXTFILE_NAMES }, { names: UPDATES_NAMES }, { names: JOURNALS_NAMES }],
  alerts: hostAlerts,
  measures: nodeMeasures,
  status: { ...hostStatus, table: hostTable },
  panels: nodePanels,
  resources: (host, { services }) => {
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: "/etc/default/prometheus-node-exporter",
        content: text`# By Bartizan.\nARGS='${argumentsOf(services.get(host.name) ?? [])}'\n`,
      },
      dropIn(UNIT, confinedDropIn(SIGHT)),
    ];
    const timer = unitFile("bartizan-textfile.timer", TEXTFILE_TIMER);
    return [
      ...[...TEXTFILES, UPDATES_ASKED].map((path): Resource => ({ kind: "written", path })),
      shellFile(TEXTFILE_PATH, text`${TEXTFILE_SCRIPT}`),
      unitFile("bartizan-textfile.service", TEXTFILE_SERVICE),
      timer,
      running("bartizan-textfile.timer", { restartOn: [keyOf(timer)] }),
      ...files,
      running(UNIT, {
        restartOn: files.map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/`,
        readySeconds: 15,
      }),
    ];
  },
};

/** Whether each of these runs is a metric, and one that does not is an alert. */
function argumentsOf(services: readonly Service[]): string {
  const names = services.flatMap(({ unit }) => (unit.endsWith(".service") ? [unit.replace(/[.]service$/, "")] : []));
  return [
    `--web.listen-address=${LISTEN}`,
    "--web.disable-exporter-metrics",
    "--collector.disable-defaults",
    ...COLLECTORS.map((name) => `--collector.${name}`),
    `--collector.systemd.unit-include=^(${names.join("|")})[.]service$`,
    // The default also leaves out overlay, which is the root of a container.
    "--collector.filesystem.fs-types-exclude=^(autofs|binfmt_misc|bpf|cgroup2?|configfs|debugfs|devpts|devtmpfs|efivarfs|erofs|fusectl|hugetlbfs|iso9660|mqueue|nsfs|proc|pstore|ramfs|rpc_pipefs|securityfs|selinuxfs|squashfs|sysfs|tmpfs|tracefs)$",
    "--collector.filesystem.mount-points-exclude=^/(dev|proc|run|sys|var/lib/docker|var/lib/containers)($|/)",
    // From /proc, which needs no netlink socket.
    "--no-collector.netdev.netlink",
    "--collector.netdev.device-exclude=^(lo|veth.*|docker.*|br-.*)$",
    "--collector.netstat.fields=^(TcpExt_(Listen(Overflows|Drops)|SyncookiesSent)|Tcp_(RetransSegs|OutSegs|InSegs|CurrEstab|ActiveOpens|PassiveOpens)|Udp6?_(InErrors|RcvbufErrors))$",
    "--collector.vmstat.fields=^(oom_kill|pswpin|pswpout|pgmajfault)$",
  ].join(" ");
}
