import type { Component } from "../../kit/faces/component.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { listed } from "../../util/names.ts";
import { isWatched, noticeOf, TELLING_ALERTS } from "../availability/notice.ts";
import type { Rule } from "../rule.ts";
import { downtimeWords } from "../words.ts";
import { REFERENCES } from "./shared/references.ts";

/** Alerts of the balancers that tell of any outage behind them, whatever its cause. */
const OUTCOMES: readonly string[] = ["LbNoBackend", "Lb5xx", "SloFastBurn"];

/**
 * Single failures that are an outage and that no alert tells of, because the file leaves it out. An outage by several failures
 * begins with the loss of a spare: redundancy-loss-silent. That a host is not measured, that the monitor goes down with it or that
 * alerts reach nobody has rules of its own, too.
 */
export const cutSetUnalerted: Rule = {
  id: "cut-set-unalerted",
  section: "monitoring",
  severity: "warning",
  title: "A failure that is an outage raises no alert.",
  why: "The model knows this failure and what it costs. Without an alert the repair begins when a visitor complains, and the outage lasts that much longer than it has to.",
  mend: "Raise the alert that tells of it.",
  drill: "kill-component",
  falsePositive: "A probe from outside, which the file does not know of, tells of every outage.",
  references: [REFERENCES.prometheusAlerting, REFERENCES.sreMonitoring],
  judge: ({ infra, availability }) => {
    // The model is dear; without an alert that is left out there is nothing to find.
    if (infra.monitoring.withoutAlerts.length === 0 || !isWatched(infra)) return [];
    const some = noticeOf(infra);
    const all = noticeOf({ ...infra, monitoring: { ...infra.monitoring, withoutAlerts: [] } });
    return availability.cutSets.flatMap(({ components: [id, ...more], minutes }) => {
      const component = id === undefined || more.length > 0 ? undefined : availability.components.get(id);
      if (component === undefined) return [];
      const loss = { kind: component.kind, hosts: hostsDown(component, infra) };
      if (some.tells(loss) || !all.tells(loss) || seenBehind(loss.hosts, infra)) return [];
      return [judgement(component, loss.hosts, minutes, infra)];
    });
  },
};

/** Names of the hosts that the component is or takes down. */
function hostsDown({ id, kind, host }: Component, infra: Infrastructure): readonly string[] {
  if (host !== undefined) return [host];
  if (kind !== "zone" && kind !== "rack") return [];
  return infra.hosts.filter((it) => id === `${kind}:${kind === "zone" ? it.zone : it.rack}`).map(({ name }) => name);
}

/** Whether a balancer that lives on tells of the outage by its errors. */
function seenBehind(down: readonly string[], infra: Infrastructure): boolean {
  const raised = OUTCOMES.some((name) => !infra.monitoring.withoutAlerts.includes(name));
  return raised && infra.hosts.some((host) => host.roles.includes("balancer") && host.monitoring === "all" && !down.includes(host.name));
}

function judgement({ id, kind, label }: Component, hosts: readonly string[], minutes: number, infra: Infrastructure): Judgement {
  const { withoutAlerts } = infra.monitoring;
  const silenced = withoutAlerts.filter((name) => TELLING_ALERTS[kind].includes(name));
  return {
    entity: id,
    title: `No alert tells when ${label} fails, and that is an outage.`,
    why: `When ${label} fails, ${infra.domain} is down, about ${downtimeWords(minutes)} a year by the model. ${listed(silenced)} would tell within a minute, and ${silenced.length === 1 ? "is" : "are"} left out: the first to know is a visitor.`,
    evidence: [`cut set: ${label} alone`, ...silenced.map((name) => `monitoring.withoutAlerts: ${name}`)],
    fix: {
      kind: "edit",
      title: `Raise ${listed(silenced)} again.`,
      edits: [{ path: ["monitoring", "withoutAlerts"], value: withoutAlerts.filter((name) => !silenced.includes(name)) }],
    },
    hosts,
    path: "monitoring.withoutAlerts",
  };
}
