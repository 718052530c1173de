import { BY_HOST, IN_WINDOW, type Panel, perHost, rateByHost } from "../../kit/panel.ts";
import type { Watched } from "../../model/watched.ts";
import { nodeMeasures } from "./measures.ts";

const DAYS_LEFT = 30;

/**
 * Seconds until what is free has shrunk to nothing, as fast as in the last hour; of those alone that have 30 days left, or less. A host
 * that was just filled is no trend: there must be an hour to look back on.
 */
function untilFull(free: string): string {
  return `max by (host, mountpoint) (last_over_time(${free}${IN_WINDOW}) / (0 - (deriv(${free}[1h]) < 0)) and last_over_time(${free}[10m] offset 50m)) < ${DAYS_LEFT * 86_400}`;
}

/** Every host, and what of it the pages of the site and the app show. */
export function nodePanels(infra: Watched): readonly Panel[] {
  const it = nodeMeasures(IN_WINDOW);
  return [
    ...(infra.hosts.some((host) => host.roles.includes("balancer")) ? [saturation(it)] : []),
    ...(infra.app === undefined
      ? []
      : [
          perHost("app", "app-cpu", "CPU of its host", "ratio", it.hostCpu, { most: 1, machine: true }),
          perHost("app", "app-memory", "Memory of its host", "ratio", it.hostMemory, { most: 1, machine: true }),
        ]),
    ...host(it),
  ];
}

function saturation(it: ReturnType<typeof nodeMeasures>): Panel {
  return {
    page: "site",
    perHost: false,
    id: "site-saturation",
    title: "Saturation",
    unit: "ratio",
    lines: [
      { expr: `max(${it.hostCpu})`, name: "busiest CPU" },
      { expr: `max(${it.hostMemory})`, name: "fullest memory" },
      { expr: `max(${it.hostDisk})`, name: "fullest disk" },
    ],
    most: 1,
  };
}

function host(it: ReturnType<typeof nodeMeasures>): readonly Panel[] {
  const chart = (id: string, title: string, unit: Panel["unit"], lines: Panel["lines"], more: Partial<Panel> = {}): Panel => ({
    ...perHost("host", `host-${id}`, title, unit, "", more),
    lines,
  });
  const pressure = (of: string): string => `max by (host) (rate(node_pressure_${of}_seconds_total${IN_WINDOW}))`;
  const flows = 'sum by (host, flow) (rate(bartizan_flow_packets_total{flow!="dropped"}';
  return [
    chart("cpu", "CPU", "ratio", [{ expr: it.hostCpu, by: BY_HOST }], { most: 1 }),
    chart("memory", "Memory", "ratio", [{ expr: it.hostMemory, by: BY_HOST }], { most: 1 }),
    chart("disk", "Disk space", "ratio", [{ expr: it.hostDisk, by: ["host", "mountpoint"] }], { most: 1 }),
    chart("disk-full", "Disk full in", "seconds", [{ expr: untilFull("node_filesystem_avail_bytes"), by: ["host", "mountpoint"] }], {
      note: `If it fills up as in the last hour; no line before there is an hour of samples, or when it takes more than ${DAYS_LEFT} days.`,
    }),
    chart("network", "Network", "bytesPerSecond", [
      { expr: it.hostReceived, name: "in", by: BY_HOST },
      { expr: it.hostSent, name: "out", by: BY_HOST },
    ]),
    chart("io", "Disk I/O", "bytesPerSecond", [
      { expr: rateByHost("node_disk_read_bytes_total", IN_WINDOW), name: "read", by: BY_HOST },
      { expr: rateByHost("node_disk_written_bytes_total", IN_WINDOW), name: "written", by: BY_HOST },
    ]),
    chart(
      "pressure",
      "Pressure",
      "ratio",
      [
        { expr: pressure("cpu_waiting"), name: "CPU", by: BY_HOST },
        { expr: pressure("memory_waiting"), name: "memory", by: BY_HOST },
        { expr: pressure("io_waiting"), name: "I/O", by: BY_HOST },
      ],
      { note: "Share of the time in which something waited for it." },
    ),
    chart("flows", "Accepted by the firewall", "perSecond", [{ expr: `${flows}${IN_WINDOW})) > 0`, by: ["host", "flow"] }], {
      note: "The first packets of connections, by flow; those that follow are not counted.",
    }),
    chart("dropped", "Dropped by the firewall", "perSecond", [
      { expr: rateByHost('bartizan_flow_packets_total{flow="dropped"}', IN_WINDOW), by: BY_HOST },
    ]),
    chart("certificates", "Certificates", "days", [
      { expr: `(last_over_time(bartizan_certificate_end_seconds${IN_WINDOW}) - time()) / 86400`, by: ["host", "path"] },
    ]),
  ];
}
