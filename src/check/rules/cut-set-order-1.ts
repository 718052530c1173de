import type { Judgement } from "../../kit/faces/finding.ts";
import { hoursWords } from "../../util/durations.ts";
import { grouped } from "../../util/number.ts";
import { minutesAYear } from "../availability/reliability-table.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { downtimeWords } from "../words.ts";
import { ruleOfSinglePoint } from "./shared/single-points.ts";

/** Single points of failure that no other rule speaks of: what the site depends on, and whatever else the fault tree finds. */
export const cutSetOrderOne: Rule = {
  id: "cut-set-order-1",
  section: "availability",
  severity: "error",
  title: "The loss of a single component is an outage.",
  why: "What everything needs and what exists once sets an upper limit to the availability of the site, however many hosts there are: a NAT gateway, the name service, one provider of payments.",
  mend: "A second one that takes over by itself, or a way to serve without it.",
  drill: "kill-component",
  falsePositive: "The component is redundant in itself and its reliability in the file says so; then the owner may waive it.",
  references: [
    {
      title: "AWS Well-Architected, Reliability Pillar: availability with hard dependencies",
      url: "https://docs.aws.amazon.com/wellarchitected/latest/reliability-pillar/availability.html",
    },
    {
      title: "NUREG-0492, Fault Tree Handbook: minimal cut sets",
      url: "https://www.nrc.gov/reading-rm/doc-collections/nuregs/staff/sr0492/",
    },
  ],
  judge: (context) => {
    const spokenOf = ruleOfSinglePoint(context.infra);
    return context.availability.cutSets.flatMap(({ components: [id, ...more] }) => {
      const component = id === undefined ? undefined : context.availability.components.get(id);
      if (component === undefined || more.length > 0 || spokenOf(component) !== undefined) return [];
      return [judged(context, component.id)];
    });
  },
};

function judged({ infra, availability }: CheckContext, id: string): Judgement {
  const component = availability.components.get(id);
  const label = component?.label ?? id;
  const { mtbfHours = 0, mttrHours = 0 } = component?.reliability ?? {};
  const needed = infra.dependencies.find((it) => `dependency:${it.name}` === id)?.neededBy;
  const whom = needed === undefined || needed === "site" ? infra.domain : `the ${needed} tier, and with it ${infra.domain},`;
  const minutes = downtimeWords(minutesAYear(availability.tree.events.get(id) ?? 0));
  return {
    entity: id,
    title: `${infra.domain} cannot do without ${label}, and nothing takes its place.`,
    why: `When ${label} fails, ${whom} is down until it is back: ${hoursWords(mttrHours)} each time, once in ${grouped(mtbfHours)} hours by ${component?.assumed.length === 0 ? "the file" : "assumption"}.`,
    evidence: [`${label} alone: ${minutes} a year`],
    fix: {
      kind: "advice",
      title: `Have a second ${label} that takes over by itself, or let the app serve without it; say how reliable it is in dependencies or reliability, if it is better than assumed.`,
    },
    hosts: component?.host === undefined ? [] : [component.host],
    ...(needed === undefined ? {} : { path: `dependencies.${label}` }),
  };
}
