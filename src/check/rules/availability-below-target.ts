import type { Fix, FixOption } from "../../kit/faces/finding.ts";
import type { Improvement } from "../../kit/faces/role.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { type Availability, availabilityOf } from "../availability/availability.ts";
import { isWatched } from "../availability/notice.ts";
import { minutesAYear } from "../availability/reliability-table.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { availabilityWords, cutSetWords, downtimeWords } from "../words.ts";
import { improvementsOf } from "./shared/changes.ts";
import { canBeBuilt } from "./shared/options.ts";
import { byPrice, type Worth, withWorth, worthOf, worthWords } from "./shared/worth.ts";

const SHOWN_CHANGES = 5;
const SHOWN_CUT_SETS = 3;

/** The modelled downtime against the one that the objective allows. */
export const availabilityBelowTarget: Rule = {
  id: "availability-below-target",
  section: "availability",
  severity: "error",
  title: "The modelled downtime is longer than the objective allows.",
  why: "A target that the design cannot reach is missed every year, however well the site is run. What is missing is told by the combinations of failures that take most of the time, and by what it would cost to take them away.",
  mend: "The changes that save the most minutes for their price, until the target is reached; or another target.",
  drill: "every kill",
  falsePositive: "The failure and repair times are assumed and yours are known to be better: write them down.",
  references: [
    {
      title: "Site Reliability Engineering, Embracing Risk",
      url: "https://sre.google/sre-book/embracing-risk/",
    },
    {
      title: "Treynor et al., The Calculus of Service Availability, ACM Queue 15(2), 2017",
      url: "https://queue.acm.org/detail.cfm?id=3096459",
    },
  ],
  judge: (context) => {
    const { infra, availability } = context;
    const target = infra.objectives.availability;
    if (target === undefined) return [];
    const budget = minutesAYear(1 - target);
    const change = availability.failover.reduce((sum, it) => sum + it.secondsEach * it.timesPerYear, 0) / 60;
    if (availability.downtimeMinutes <= budget) return [];
    // Where the change-overs alone are too long, failover-window-over-budget says what to do.
    if (change > budget && availability.downtimeMinutes - change <= budget) return [];
    const weighed = weighedChanges(context);
    return [
      {
        entity: "site",
        title: `${infra.domain} is modelled to be down for ${downtimeWords(availability.downtimeMinutes)} a year; the objective allows ${downtimeWords(budget)}.`,
        why: `By the file, ${infra.domain} answers ${availabilityWords(availability.unavailability)} of the time; promised are ${availabilityWords(1 - target)}. ${worstWords(availability)}`,
        evidence: [
          `objectives.availability: ${target}`,
          ...availability.cutSets
            .toSorted((a, b) => b.minutes - a.minutes)
            .slice(0, SHOWN_CUT_SETS)
            .map(({ components, minutes }) => `${cutSetWords(availability, components)}: ${downtimeWords(minutes)} a year`),
          ...(change > 0 ? [`change-overs: ${downtimeWords(change)} a year`] : []),
          ...alertWords(infra, availability),
          ...weighed
            .slice(0, SHOWN_CHANGES)
            .map(({ change, worth }) => `${change.option.title} ${worthWords(worth, infra.costs?.currency)}`),
        ],
        fix: fixOf(context, weighed, budget),
        hosts: [],
        path: "objectives.availability",
      },
    ];
  },
};

function worstWords(availability: Availability): string {
  const [worst] = availability.cutSets.toSorted((a, b) => b.minutes - a.minutes);
  return worst === undefined ? "" : `Most of it comes from ${cutSetWords(availability, worst.components)}.`;
}

/** What it would save if somebody were told: no edit can say who. */
function alertWords(infra: Infrastructure, availability: Availability): readonly string[] {
  if (isWatched(infra)) return [];
  const told = { ...infra, monitoring: { ...infra.monitoring, receivers: [{ kind: "email", to: "somebody" }] } } as const;
  const saved = availability.downtimeMinutes - availabilityOf(told).downtimeMinutes;
  return saved < 1 ? [] : [`alerts that reach somebody (monitoring.receivers) would save ${downtimeWords(saved)} a year`];
}

interface Weighed {
  readonly change: Improvement;
  readonly worth: Worth;
}

/** What each change alone would save, the cheapest first. */
function weighedChanges({ infra, availability, variant }: CheckContext): readonly Weighed[] {
  const weighed = improvementsOf(infra).flatMap((change): readonly Weighed[] => {
    const after = variant(change.option.edits);
    if (after === undefined) return [];
    const worth = worthOf(infra, after, availability.downtimeMinutes);
    return worth.minutes > 0 ? [{ change, worth }] : [];
  });
  return weighed.sort((a, b) => byPrice(a.worth, b.worth));
}

/** The sets of changes that reach the target: the cheapest ones first, and those that save most. */
function fixOf(context: CheckContext, weighed: readonly Weighed[], budget: number): Fix {
  const byMinutes = weighed.toSorted((a, b) => b.worth.minutes - a.worth.minutes);
  const [cheap, large] = [reaching(context, weighed, budget), reaching(context, byMinutes, budget)];
  const options = [cheap, large?.title === cheap?.title ? undefined : large].filter((it) => it !== undefined);
  if (options.length > 0) return { kind: "options", options };
  const rest = weighed.length === 0 ? "" : " The changes above do not suffice.";
  return {
    kind: "advice",
    title: `Shorten the repair: alerts that reach somebody, spares at hand, a practised recovery.${rest}`,
  };
}

/** The changes one after the other, until together they reach the target; nothing when they do not. */
function reaching({ infra, availability, variant }: CheckContext, weighed: readonly Weighed[], budget: number): FixOption | undefined {
  const chosen: Improvement[] = [];
  for (const { change } of weighed) {
    if (chosen.some((it) => it.about === change.about)) continue;
    const edits = [...chosen, change].flatMap(({ option }) => option.edits);
    const after = variant(edits);
    if (after === undefined) return undefined;
    if (!canBeBuilt(infra, after)) continue;
    chosen.push(change);
    const worth = worthOf(infra, after, availability.downtimeMinutes);
    if (availability.downtimeMinutes - worth.minutes > budget) continue;
    const titles = chosen.map(({ option }) => option.title.replace(/\.$/, ""));
    const option = { title: `${titles.join("; ")}.`, edits, addedHosts: chosen.flatMap((it) => it.option.addedHosts) };
    return withWorth(option, worth, infra.costs?.currency);
  }
  return undefined;
}
