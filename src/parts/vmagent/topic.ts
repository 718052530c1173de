import { namesOf, namesWhere, verb } from "../../kit/answer-words.ts";
import { type Block, paragraph, table } from "../../kit/faces/block.ts";
import type { PartTopic, PartTopicContext } from "../../kit/faces/topic.ts";
import { windowOf } from "../../kit/window.ts";
import { destinationNames } from "../../model/destinations.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { listed } from "../../util/names.ts";
import { BUFFER_GIB } from "./targets.ts";

/** How the monitoring client gets its numbers, and how they get to the monitor. */
export const collector: PartTopic = {
  id: "collector",
  after: "monitoring",
  question: "How does the monitoring client collect CPU, memory and disk, and where do they go?",
  answer: ({ infra, scrapes }) => {
    if (namesOf(infra, "monitor").length === 0) return [paragraph("Nothing is collected: no host runs the monitor.")];
    const window = windowOf(infra);
    return [
      paragraph(
        `On every host that is measured, small programs of Debian's (exporters) offer counters on loopback. vmagent on the same host asks each of them every ${infra.monitoring.intervalSeconds} s. Nothing listens for a collector from outside.`,
      ),
      ...table(["EXPORTER", "AT", "WHAT IT TELLS", "ON"], exporters(infra, scrapes)),
      paragraph("CPU, memory and disk come from the kernel, through the node exporter:"),
      ...table(
        ["WHAT", "READ FROM", "METRIC", "AS A SHARE"],
        [
          ["CPU", "/proc/stat", "node_cpu_seconds_total", `1 - rate of the modes idle and iowait over ${window} s`],
          ["memory", "/proc/meminfo", "node_memory_MemAvailable_bytes", "1 - MemAvailable / MemTotal"],
          [
            "disk",
            "statfs(2) of each file system",
            "node_filesystem_avail_bytes",
            "1 - available / (size - free + available), as df(1) counts",
          ],
        ],
      ),
      ...delivery(infra),
    ];
  },
};

type Scraped = ReturnType<PartTopicContext["scrapes"]>[number];

function exporters(infra: Infrastructure, scrapes: PartTopicContext["scrapes"]): readonly (readonly string[])[] {
  const jobs = new Map<string, { readonly scrape: Scraped; readonly hosts: string[] }>();
  for (const host of infra.hosts) {
    for (const scrape of scrapes(host)) {
      const known = jobs.get(scrape.job);
      if (known === undefined) jobs.set(scrape.job, { scrape, hosts: [host.name] });
      else known.hosts.push(host.name);
    }
  }
  const measured = namesWhere(infra, (host) => host.monitoring !== "none").length;
  return [...jobs.values()].map(({ scrape: { job, target, tells }, hosts }) => [
    job,
    target,
    tells,
    hosts.length === measured && hosts.length > 2 ? "every host" : listed(hosts),
  ]);
}

function delivery(infra: Infrastructure): readonly Block[] {
  const monitors = infra.hosts.filter((host) => host.roles.includes("monitor"));
  const names = monitors.map((host) => host.name);
  const doors = listed(monitors.map((host) => `${host.address}:${PORTS.ingest}`));
  const machine = namesWhere(infra, (host) => host.monitoring === "machine");
  const none = namesWhere(infra, (host) => host.monitoring === "none");
  return [
    paragraph(
      `vmagent pushes the samples within a second to ${listed(names)} (${doors}) over mutual TLS: both ends show a certificate of the infrastructure's CA. nginx there stamps every sample with the host name of the certificate, so that no host can speak for another, and hands it to VictoriaMetrics on loopback (${PORTS.loopback.samples}), which keeps it ${infra.monitoring.retentionDays} days in /var/lib/victoria-metrics.`,
    ),
    paragraph(
      `What cannot be delivered waits on the host in /var/lib/vmagent, up to ${BUFFER_GIB} GiB, and is sent in order when ${verb(names, names[0] ?? "", "a monitor")} is back: a cut leaves no gap.`,
      machine.length === 0 ? undefined : `Of ${listed(machine)} the machine alone is measured.`,
      none.length === 0 ? undefined : `Of ${listed(none)} nothing is measured (\`monitoring: "none"\`).`,
    ),
    ...elsewhere(infra),
  ];
}

function elsewhere(infra: Infrastructure): readonly Block[] {
  const services = destinationNames(infra);
  if (services.length === 0) return [];
  return [
    paragraph(
      `${listed(services)} ${verb(services, "gets", "get")} the samples, too (\`monitoring.sendTo\`); they wait on disk while nobody answers there.`,
    ),
  ];
}
