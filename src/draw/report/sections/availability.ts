import { FAILING } from "../../../catalog/roles.ts";
import type { Availability } from "../../../check/availability/availability.ts";
import type { FailoverWindow } from "../../../check/availability/failover.ts";
import { ASSUMED, PARAMETERS, type Parameter } from "../../../check/availability/reliability-table.ts";
import { assumptionWords, availabilityWords, cutSetWords, downtimeWords, methodWords } from "../../../check/words.ts";
import type { Component } from "../../../kit/faces/component.ts";
import { YEAR_HOURS } from "../../../kit/faces/reliability.ts";
import type { Reliability } from "../../../model/infrastructure.ts";
import { secondsWords } from "../../../util/durations.ts";
import { groupedBy } from "../../../util/grouped-by.ts";
import { counted, grouped as thousands } from "../../../util/number.ts";
import type { ReportContext } from "../context.ts";
import { type ReportPart, type ReportSection, type Row, reportParagraph, reportTable, right } from "../document.ts";

/** Rows of a table that are written out; the rest is one row. */
const SHOWN = 20;

/** How available the site is by the model, and what that rests on. */
export function availabilitySection({ infra, verdict: { availability } }: ReportContext): ReportSection {
  const target = infra.objectives.availability;
  const asked = target === undefined ? undefined : `The file asks for ${availabilityWords(1 - target)}.`;
  return {
    id: "availability",
    title: "Availability",
    parts: [
      reportParagraph(
        `By the model ${infra.domain} is down ${downtimeWords(availability.downtimeMinutes)} of a year of ${thousands(YEAR_HOURS)} hours: ${availabilityWords(availability.unavailability)} available.`,
        asked,
        `Down means that a request which reads and writes is not served. The number is ${methodWords(availability)}; ${assumptionWords(availability)}.`,
      ),
      ...causes(availability),
      ...windows(availability),
      ...components(availability),
      ...assumptions(availability),
    ],
  };
}

function causes(availability: Availability): readonly ReportPart[] {
  const sets = availability.cutSets.toSorted((a, b) => b.minutes - a.minutes);
  const total = availability.downtimeMinutes;
  if (sets.length === 0 || total === 0) return [];
  const row = (what: string, minutes: number): Row => [
    what,
    downtimeWords(minutes),
    { text: shareWords(minutes / total), share: Math.min(1, minutes / total) },
  ];
  const rest = sets.slice(SHOWN);
  const orders = [1, 2, 3].flatMap((order) => {
    const count = sets.filter((it) => it.components.length === order).length;
    return count === 0 ? [] : [order === 1 ? counted(count, "single failure") : `${thousands(count)} ${ORDERS[order]}`];
  });
  const changeOvers = windowMinutes(availability.failover);
  return [
    { kind: "heading", text: "Where the downtime comes from" },
    reportParagraph(
      `These take the site down (minimal cut sets): ${orders.join(", ")}. They overlap a little, as two things can be broken at the same time, so they add up to somewhat more than the whole.`,
    ),
    ...reportTable(
      ["Lost together", right("Down a year"), "Share"],
      [
        ...sets.slice(0, SHOWN).map((it) => row(cutSetWords(availability, it.components), it.minutes)),
        ...(rest.length === 0
          ? []
          : [
              row(
                `${thousands(rest.length)} more`,
                rest.reduce((sum, it) => sum + it.minutes, 0),
              ),
            ]),
        ...(changeOvers === 0 ? [] : [row("change-overs, see below", changeOvers)]),
      ],
    ),
  ];
}

const ORDERS: Readonly<Record<number, string>> = { 2: "pairs", 3: "triples" };

function windowMinutes(failover: readonly FailoverWindow[]): number {
  return failover.reduce((sum, it) => sum + (it.secondsEach * it.timesPerYear) / 60, 0);
}

/** Pauses while another one takes over. */
function windows({ failover, components }: Availability): readonly ReportPart[] {
  const alike = groupedBy(failover, (it) =>
    [it.tier, components.get(it.component)?.kind, it.secondsEach, it.timesPerYear, it.from].join(" "),
  );
  const rows = [...alike.values()].flatMap((its): readonly Row[] => {
    const [first] = its;
    if (first === undefined) return [];
    const labels = its.map((it) => components.get(it.component)?.label ?? it.component);
    const times = first.timesPerYear * its.length;
    return [[several(labels), secondsWords(first.secondsEach), times.toFixed(1), downtimeWords(windowMinutes(its)), first.from]];
  });
  if (rows.length === 0) return [];
  return [
    { kind: "heading", text: "Change-overs" },
    reportParagraph(
      "When one that has a spare fails, requests are lost until the spare has taken over. No fault tree holds that time; it is added.",
    ),
    ...reportTable(["When this fails", right("Each time"), right("Times a year"), right("Down a year"), "Which follows from"], rows),
  ];
}

/** What fails, how often and for how long. */
function components({ components: all, analysis }: Availability): readonly ReportPart[] {
  const alike = groupedBy([...all.values()], (it) =>
    [it.kind, it.reliability.mtbfHours, it.reliability.mttrHours, ...it.assumed].join(" "),
  );
  const rows = [...alike.values()].flatMap((its): readonly Row[] => {
    const [first] = its;
    if (first === undefined) return [];
    const importance = Math.max(...its.map((it) => analysis.importance.get(it.id) ?? 0));
    return [[several(its.map((it) => it.label)), time(first, "mtbfHours"), time(first, "mttrHours"), shareWords(importance)]];
  });
  return [
    { kind: "heading", text: "Components" },
    reportParagraph(
      "Mean times between failures (MTBF) and to repair (MTTR, with the time until somebody is at work). Those with a star are assumed, as the file does not say. The last column is by how much likelier an outage is while this is broken than while it works (Birnbaum importance).",
    ),
    ...reportTable(["What fails", right("MTBF"), right("MTTR"), right("Importance")], rows),
  ];
}

function time({ reliability, assumed }: Component, key: keyof Reliability): string {
  const hours = reliability[key];
  return `${thousands(hours, hours < 100 && !Number.isInteger(hours) ? 1 : 0)} h${assumed.includes(key) ? "*" : ""}`;
}

/** `49.5 %`, `0.06 %`. */
function shareWords(share: number): string {
  const percent = share * 100;
  if (percent === 0 || percent >= 0.1) return `${percent.toFixed(1)} %`;
  return percent < 0.0001 ? "< 0.0001 %" : `${Number(percent.toPrecision(1))} %`;
}

/** The kinds whose times are taken from the table, where the table has them from, and what else is taken for true. */
function assumptions({ components: all }: Availability): readonly ReportPart[] {
  const kinds = FAILING.filter((kind) => [...all.values()].some((it) => it.kind === kind && it.assumed.length > 0));
  const parameters: readonly Parameter[] = Object.values(PARAMETERS);
  return [
    { kind: "heading", text: "Assumptions" },
    reportParagraph(
      "Whatever the file says is taken from there: `reliability` of the site or of one host, `dependencies`, failure domains. What it does not say is taken from this table. A drill measures your own times.",
    ),
    ...reportTable(
      ["Kind", right("MTBF"), right("Repair"), "Counts as failed when", "Where the times come from"],
      kinds.map((kind) => {
        const { mtbfHours, repairHours, failure, basis, sources } = ASSUMED[kind];
        return [kind, `${thousands(mtbfHours)} h`, `${thousands(repairHours)} h`, failure, { text: basis, links: sources }];
      }),
    ),
    ...reportTable(
      ["What else is assumed", right("Value"), "Where it comes from"],
      parameters.map(({ meaning, value, unit, basis, sources }) => [
        meaning,
        `${unit === "" ? `${value * 100} %` : `${value} ${unit}`}`,
        { text: basis, links: sources },
      ]),
    ),
    reportParagraph(
      "Components fail independently of each other, but for the failure domains of the file and the common faults above. Not in the model: planned interruptions, mistakes that reach several tiers at once, overload, attacks.",
    ),
  ];
}

/** All of a few; of many the first, the last and their number. */
function several(labels: readonly string[]): string {
  return labels.length <= 4 ? labels.join(", ") : `${labels[0]} … ${labels.at(-1)} (${thousands(labels.length)})`;
}
