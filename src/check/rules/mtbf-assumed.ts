import { FAILING } from "../../catalog/roles.ts";
import type { Component } from "../../kit/faces/component.ts";
import type { Failing } from "../../model/infrastructure.ts";
import { hoursWords } from "../../util/durations.ts";
import { listed } from "../../util/names.ts";
import { grouped } from "../../util/number.ts";
import type { Availability } from "../availability/availability.ts";
import { isWatched } from "../availability/notice.ts";
import { ASSUMED, PARAMETERS } from "../availability/reliability-table.ts";
import type { CheckContext, Rule } from "../rule.ts";
import { downtimeWords } from "../words.ts";

/** The failure and repair times that come from the table of assumptions. */
export const mtbfAssumed: Rule = {
  id: "mtbf-assumed",
  section: "operations",
  severity: "info",
  title: "Failure and repair times are assumed rather than measured.",
  why: "The modelled downtime is as good as the times that it is made from. Those of the table are of the right order of magnitude for common servers and software; yours may differ by a factor of several. Comparisons between two designs are far more reliable than either number.",
  mend: "Your own numbers in `reliability`, or in `hosts.NAME.reliability` for a single machine: from incident reports, from the monitor, from drills.",
  drill: "every kill",
  falsePositive: "None: it only lists what was assumed.",
  references: [
    {
      title: "Google Cloud: Compute Engine Service Level Agreement",
      url: "https://cloud.google.com/compute/sla",
    },
    { title: "The Site Reliability Workbook, Results of Postmortem Analysis", url: "https://sre.google/workbook/postmortem-analysis/" },
  ],
  judge: (context) => {
    const { availability, infra } = context;
    const assumed = [...availability.components.values()].filter((it) => it.assumed.length > 0 && (it.host !== undefined || !isCommon(it)));
    if (assumed.length === 0) return [];
    const kinds = FAILING.filter((kind) => assumed.some((it) => it.kind === kind));
    return [
      {
        entity: "site",
        title: `${grouped(assumed.length)} components have assumed failure or repair times.`,
        why: `The ${downtimeWords(availability.downtimeMinutes)} of downtime a year modelled for ${infra.domain} rest on them.${domains(availability)}`,
        evidence: [...kinds.map((kind) => evidenceOf(kind, assumed)), ...noticing(context)],
        fix: {
          kind: "advice",
          title: `Write down what you know better, such as reliability: { ${kinds[0] ?? "host"}: { mtbfHours: ..., mttrHours: ... } }.`,
        },
        hosts: [...new Set(assumed.flatMap((it) => it.host ?? []))],
        path: "reliability",
      },
    ];
  },
};

/** A fault common to a tier: its share of the rate is always assumed, and nothing in the file could say it. */
function isCommon({ kind, host }: Component): boolean {
  return host === undefined && kind !== "zone" && kind !== "rack" && kind !== "dependency";
}

function evidenceOf(kind: Failing, assumed: readonly Component[]): string {
  const of = assumed.filter((it) => it.kind === kind && !isCommon(it));
  const { mtbfHours, repairHours } = ASSUMED[kind];
  const fails = of.some((it) => it.assumed.includes("mtbfHours")) ? [`fails once in ${grouped(mtbfHours)} hours`] : [];
  const repair = of.some((it) => it.assumed.includes("mttrHours"))
    ? [`repaired in ${hoursWords(repairHours)}, once somebody is at work`]
    : [];
  return `${kind} (${listed(of.map((it) => it.host ?? it.label))}): ${[...fails, ...repair].join("; ")}`;
}

/** How long it takes until somebody is at work. */
function noticing({ infra }: CheckContext): readonly string[] {
  const { alertedHours, complainedHours, unseenHours, commonCause } = PARAMETERS;
  const share = `${commonCause.value * 100} % of the failures of a redundant tier's software are common to all of its members`;
  if (isWatched(infra)) return [`an alert brings somebody to work within ${hoursWords(alertedHours.value)}`, share];
  return [
    `no alert reaches anybody: an outage is noticed after ${hoursWords(complainedHours.value)}, the loss of a redundant member after ${hoursWords(unseenHours.value)}`,
    share,
  ];
}

function domains({ components }: Availability): string {
  const known = [...components.values()].some((it) => it.kind === "zone" || it.kind === "rack");
  return known ? "" : " The file names no zone or rack: what takes several hosts at once is not in it.";
}
