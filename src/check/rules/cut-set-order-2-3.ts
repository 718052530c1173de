import { BEHIND } from "../../catalog/roles.ts";
import type { Fix } from "../../kit/faces/finding.ts";
import { hostsOf, type Role } from "../../model/infrastructure.ts";
import { webWithoutApp } from "../../model/tiers.ts";
import { counted } from "../../util/number.ts";
import type { Availability } from "../availability/availability.ts";
import { isWatched } from "../availability/notice.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { cutSetWords, downtimeWords } from "../words.ts";
import { oneMore } from "./shared/changes.ts";
import { withWorth, worthOf } from "./shared/worth.ts";

const SHOWN = 5;
/** Minutes a year below which nobody would change anything for it: they fit into five nines. */
const WORTH_TELLING = 5;
/** Among so many hosts one more makes no difference. */
const LARGE_TIER = 20;
/** Minutes a year that one more machine has to save. */
const WORTH_A_MACHINE = 1;

type CutSet = Availability["cutSets"][number];

/** The combinations of two and three failures that the redundancy does not outlive. */
export const cutSetOrderTwoThree: Rule = {
  id: "cut-set-order-2-3",
  section: "availability",
  severity: "info",
  title: "These combinations of failures take most of the time that redundancy leaves.",
  why: "Two hosts for everything do not mean that two failures cannot meet: they do, the more often the longer a repair takes. A repairable pair fails once in MTBF² / (2 MTTR) hours, so a repair in half the time helps as much as machines that last twice as long.",
  mend: "Faster notice and repair first; a third member where that is not enough.",
  drill: "kill-cut-set",
  falsePositive: "None: it is information.",
  references: [
    {
      title: "NUREG-0492, Fault Tree Handbook: minimal cut sets",
      url: "https://www.nrc.gov/reading-rm/doc-collections/nuregs/staff/sr0492/",
    },
    {
      title: "Patterson, Gibson, Katz, A Case for Redundant Arrays of Inexpensive Disks: the reliability of a repairable group",
      url: "https://www2.eecs.berkeley.edu/Pubs/TechRpts/1987/5853.html",
    },
  ],
  judge: (context) => {
    const { infra, availability } = context;
    const sets = availability.cutSets.filter(({ components }) => components.length > 1).toSorted((a, b) => b.minutes - a.minutes);
    const minutes = sets.reduce((sum, set) => sum + set.minutes, 0);
    const [worst] = sets;
    if (worst === undefined || minutes < WORTH_TELLING) return [];
    const rest = sets.slice(SHOWN).reduce((sum, set) => sum + set.minutes, 0);
    return [
      {
        entity: "site",
        title: `Two or three failures at once take ${downtimeWords(minutes)} a year.`,
        why: `${infra.domain} goes on after the first of them, and stops when the next one comes before the first is repaired. The most likely one: ${cutSetWords(availability, worst.components)}.`,
        evidence: [
          ...sets.slice(0, SHOWN).map((set) => `${cutSetWords(availability, set.components)}: ${downtimeWords(set.minutes)} a year`),
          ...(sets.length > SHOWN ? [`${counted(sets.length - SHOWN, "other combination")}: ${downtimeWords(rest)} a year`] : []),
        ],
        fix: fixOf(context, sets),
        hosts: [
          ...new Set(
            sets.slice(0, SHOWN).flatMap(({ components }) => components.flatMap((id) => availability.components.get(id)?.host ?? [])),
          ),
        ],
      },
    ];
  },
};

/** One more member of the tier that takes part in most of it, if that helps. */
function fixOf(context: CheckContext, sets: readonly CutSet[]): Fix {
  const { infra, availability, variant } = context;
  const told = isWatched(infra) ? "" : "alerts that reach somebody, and ";
  const advice: Fix = { kind: "advice", title: `Repair the first failure sooner: ${told}hosts that can be made anew within minutes.` };
  const tier = tierOf(context, sets);
  const option = hostsOf(infra, tier).length > LARGE_TIER ? undefined : oneMore(infra, tier);
  const after = option === undefined ? undefined : variant(option.edits);
  if (option === undefined || after === undefined) return advice;
  const worth = worthOf(infra, after, availability.downtimeMinutes);
  return worth.minutes < WORTH_A_MACHINE ? advice : { kind: "options", options: [withWorth(option, worth, infra.costs?.currency)] };
}

/** The tier in which most of these minutes begin. */
function tierOf({ infra, availability }: CheckContext, sets: readonly CutSet[]): Role {
  const minutes = new Map<Role, number>();
  for (const set of sets) {
    for (const id of set.components) {
      const role = BEHIND.find((it) => it === availability.components.get(id)?.kind);
      if (role !== undefined) minutes.set(role, (minutes.get(role) ?? 0) + set.minutes);
    }
  }
  const most = [...BEHIND].reduce((a, b) => ((minutes.get(b) ?? 0) > (minutes.get(a) ?? 0) ? b : a));
  // An app beside its web server grows with it.
  return most === "app" && webWithoutApp(infra).length === 0 ? "web" : most;
}
