import { hasSpare, tiersOf } from "../../catalog/tiers.ts";
import type { Judgement } from "../../kit/faces/finding.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import { listed } from "../../util/names.ts";
import { isWatched, noticeOf, TELLING_ALERTS } from "../availability/notice.ts";
import { PARAMETERS } from "../availability/reliability-table.ts";
import type { Rule } from "../rule.ts";

/** Tiers whose first loss raises no alert, although alerts reach somebody. */
export const redundancyLossSilent: Rule = {
  id: "redundancy-loss-silent",
  section: "availability",
  severity: "error",
  title: "The loss of a redundant host is seen by nobody.",
  why: "A pair hides the loss of one of its members so well that repair begins when the second one fails. Then it was a single host all that time, and the outage takes as long as if there had never been two.",
  mend: "The alert that tells of the loss of a member; a ticket is enough, it need not wake anybody.",
  drill: "kill-host",
  falsePositive: "Another system than Bartizan's monitor watches these hosts.",
  references: [
    {
      title: "Site Reliability Engineering, Monitoring Distributed Systems",
      url: "https://sre.google/sre-book/monitoring-distributed-systems/",
    },
    { title: "IEC 61508-6, Annex B: hidden failures and proof tests", url: "https://webstore.iec.ch/en/publication/5520" },
  ],
  judge: ({ infra }) => {
    // That nobody is told of anything, that a host is not measured, that nobody watches the monitor: other rules say so.
    if (!isWatched(infra)) return [];
    const silent = tiersOf(infra)
      .filter((tier) => hasSpare(tier, infra))
      .flatMap((tier) => {
        const alerts = silentAlerts(infra, tier);
        return alerts.length === 0 ? [] : [{ tier, alerts }];
      });
    return silent.length === 0 ? [] : [judged(infra, silent)];
  },
};

/** The alerts that are left out, and whose absence keeps the loss of a member from being told. */
function silentAlerts(infra: Infrastructure, tier: Tier): readonly string[] {
  const all = noticeOf({ ...infra, monitoring: { ...infra.monitoring, withoutAlerts: [] } });
  const some = noticeOf(infra);
  const lost = tier.members.flatMap((host) => losses(tier, host)).filter((loss) => all.tells(loss) && !some.tells(loss));
  const telling = new Set(lost.flatMap(({ kind }) => TELLING_ALERTS[kind]));
  return infra.monitoring.withoutAlerts.filter((name) => telling.has(name));
}

function losses(tier: Tier, host: Host) {
  return [
    { kind: "host", hosts: [host.name] },
    { kind: tier.role, hosts: [host.name] },
  ] as const;
}

function judged(infra: Infrastructure, silent: readonly { readonly tier: Tier; readonly alerts: readonly string[] }[]): Judgement {
  const alerts = [...new Set(silent.flatMap((it) => it.alerts))];
  const members = silent.map(({ tier }) => tier.members.map((host) => host.name));
  const [first = [], ...more] = members;
  const days = Math.round(PARAMETERS.unseenHours.value / 24);
  const others = more.length === 0 ? "" : ` So it is with ${listed(more.flat())}.`;
  return {
    entity: "site",
    title: `Nobody is told when one of ${listed([...new Set(members.flat())])} is lost.`,
    why: `When ${first[0] ?? ""} fails, ${infra.domain} goes on with ${listed(first.slice(1))}, and ${listed(alerts)} ${alerts.length === 1 ? "is" : "are"} left out: the loss is found when somebody happens to look, after ${days} days on average. Until then the next failure is an outage.${others}`,
    evidence: alerts.map((name) => `monitoring.withoutAlerts: ${name}`),
    fix: {
      kind: "edit",
      title: `Raise ${listed(alerts)} again.`,
      edits: [{ path: ["monitoring", "withoutAlerts"], value: infra.monitoring.withoutAlerts.filter((name) => !alerts.includes(name)) }],
    },
    hosts: [...new Set(members.flat())],
    path: "monitoring.withoutAlerts",
  };
}
