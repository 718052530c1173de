import { PARTS } from "../../../catalog/registry.ts";
import { namesOf, namesWhere, saidBy, verb } from "../../../kit/answer-words.ts";
import { type Block, paragraph, remark, table } from "../../../kit/faces/block.ts";
import type { Loss } from "../../../kit/faces/reliability.ts";
import { type Host, hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";
import { lossesOf } from "../../availability/loss.ts";
import type { Topic, TopicContext } from "../topic.ts";

/** Why it is watched, and what would be noticed. */
export const monitoring: Topic = {
  id: "monitoring",
  question: "Why monitoring, and what would be noticed?",
  answer: (context) => {
    const { infra, findings } = context;
    const monitors = namesOf(infra, "monitor");
    if (monitors.length === 0)
      return [
        paragraph(
          "Nothing is watched: no host runs the monitor. What fails is noticed when visitors complain, and what fails silently, such as a replica, is not noticed at all.",
        ),
      ];
    const said = saidBy(
      findings,
      "host-unmonitored",
      "qps-unmonitored",
      "monitor-unwatched",
      "alert-unrouted",
      "cut-set-unalerted",
      "redundancy-loss-silent",
    );
    return [
      paragraph(
        silent(infra),
        "It also tells what no single failure does: that a disk is filling up, that answers get slower, that a certificate was not renewed.",
      ),
      ...noticed(context),
      told(infra),
      ...remark(said),
    ];
  },
};

/** What only monitoring notices: a loss that the site survives. */
function silent(infra: Infrastructure): string {
  const lossOf = lossesOf(infra);
  const host = infra.hosts.find((it) => serves(it, lossOf(it)));
  if (host === undefined) {
    return `Every loss of a host of the site shows to the visitors of ${infra.domain}. Monitoring says which one it was, and since when, before they call.`;
  }
  const spare = [...new Set(lossOf(host).roles.flatMap((it) => it.left))];
  const next = spare.length === 1 ? `${spare[0]} is lost as well, and that is an outage` : "too few of the others are left";
  return `When ${host.name} dies, the site goes on and nobody outside notices: ${listed(spare)} ${verb(spare, "carries", "carry")} on. Unless somebody is told, ${host.name} stays dead until ${next}.`;
}

function serves(host: Host, loss: Loss): boolean {
  return loss.site === "serves" && loss.roles.some((it) => it.outcome === "serves" && it.left.length > 0) && host.monitoring !== "none";
}

/** The alerts that answer the questions people ask first; the others are in the reference. */
export const FIRST_ALERTS: readonly (readonly [alert: string, what: string])[] = [
  ["HostSilent", "a host is dead or cut off"],
  ["UnitNotRunning", "a service has stopped"],
  ["LbServerDown", "a web server fails the balancer's check"],
  ["LbNoBackend", "no web server is left"],
  ["Lb5xx", "more than 5 % of the answers are errors"],
  ["LbSlow", "answers take more than a second"],
  ["DatabaseDown", "a database does not answer"],
  ["DatabaseReplicationStopped", "a replica no longer follows"],
  ["DatabaseReplicationLag", "a replica is more than 30 s behind"],
  ["HostDiskFull", "less than 5 % of a disk is free"],
  ["HostMemory", "less than 10 % of the memory is available"],
  ["HostCpu", "the processors are more than 90 % busy"],
  ["FirewallMissing", "a firewall is not loaded"],
  ["CertificateEnds", "a certificate is about to end"],
];

function noticed({ infra, alerts }: TopicContext): readonly Block[] {
  const rules = new Map(PARTS.flatMap((part) => part.alerts?.(infra) ?? []).map((rule) => [rule.name, rule]));
  const raised = new Set(alerts);
  const rows = FIRST_ALERTS.flatMap(([name, what]) => {
    const rule = rules.get(name);
    if (rule === undefined || !raised.has(name)) return [];
    return [[what, name, rule.for ?? "-", rule.severity === "page" ? "now" : "within days"]];
  });
  return [
    ...table(["WHAT HAPPENS", "ALERT", "ONCE TRUE FOR", "ACT"], rows),
    paragraph(
      `These are ${rows.length} of ${alerts.length} alerts.`,
      infra.monitoring.withoutAlerts.length === 0 ? undefined : `Left out by the file: ${listed(infra.monitoring.withoutAlerts)}.`,
    ),
  ];
}

function told(infra: Infrastructure): Block {
  const { receivers, watchdog } = infra.monitoring;
  const monitors = hostsOf(infra, "monitor").map((host) => host.name);
  const dark = namesWhere(infra, (host) => host.monitoring === "none");
  const who =
    receivers.length === 0
      ? "Nobody is told of an alert: it shows in `bartizan status` and waits for somebody to look (`monitoring.receivers`)."
      : `Alerts go to ${receivers.length} ${verb(receivers, "receiver", "receivers")} (${listed([...new Set(receivers.map((it) => it.kind))])}).`;
  const dead =
    watchdog === undefined
      ? `When ${listed(monitors)} ${verb(monitors, "dies", "die")}, nothing says so: silence looks like peace (\`monitoring.watchdog\`).`
      : `${listed(monitors)} ${verb(monitors, "calls", "call")} an address outside for as long as ${verb(monitors, "it lives", "they live")}; when the calls stop, an alarm is raised there.`;
  return paragraph(who, dead, dark.length === 0 ? undefined : `Of ${listed(dark)} nothing is measured.`);
}
