import { ROLES } from "../../../catalog/roles.ts";
import { availabilityWords, downtimeWords, tallied, tallyWords } from "../../../check/words.ts";
import type { JudgedFinding } from "../../../kit/faces/finding.ts";
import { groupedBy } from "../../../util/grouped-by.ts";
import { listed } from "../../../util/names.ts";
import { counted, grouped as thousands } from "../../../util/number.ts";
import type { ReportContext } from "../context.ts";
import { type Figure, type ReportPart, reportParagraph } from "../document.ts";
import { stepsToTake } from "../next-steps.ts";
import { requirementsOf } from "./requirements.ts";

/** Rules that the summary names. */
const NAMED = 5;

/** The numbers that are read first. */
export function figures(context: ReportContext): readonly Figure[] {
  const { infra, flows, verdict } = context;
  const { availability, findings } = verdict;
  const requirements = requirementsOf(context);
  const met = requirements.filter((it) => it.met === "met").length;
  const tally = tallied(findings);
  return [
    {
      value: availabilityWords(availability.unavailability),
      label: `available by the model: down ${downtimeWords(availability.downtimeMinutes)} a year`,
    },
    { value: `${met} of ${requirements.length}`, label: "requirements met", tone: met === requirements.length ? "good" : "warning" },
    { value: thousands(tally.error), label: tally.error === 1 ? "error" : "errors", tone: tally.error === 0 ? "good" : "error" },
    {
      value: thousands(tally.warning),
      label: tally.warning === 1 ? "warning" : "warnings",
      tone: tally.warning === 0 ? "good" : "warning",
    },
    { value: thousands(infra.hosts.length), label: infra.hosts.length === 1 ? "host" : "hosts" },
    { value: thousands(flows.length), label: flows.length === 1 ? "flow" : "flows" },
  ];
}

/** The report in a few sentences. */
export function summary(context: ReportContext): readonly ReportPart[] {
  const { infra, verdict, open } = context;
  const { downtimeMinutes } = verdict.availability;
  const roles = ROLES.flatMap((role) => {
    const count = infra.hosts.filter((host) => host.roles.includes(role)).length;
    return count === 0 ? [] : [`${role} on ${thousands(count)}`];
  });
  const bad = open.flatMap(({ finding }) => (finding.severity === "info" ? [] : [finding]));
  const worst = [...groupedBy(bad, (it) => it.rule).values()].slice(0, NAMED);
  const found =
    open.length === 0
      ? `The check holds nothing against it.`
      : `The check says: ${tallyWords(tallied(verdict.findings))}${worst.length === 0 ? "." : "; the worst:"}`;
  return [
    reportParagraph(
      `${infra.domain} is served by ${counted(infra.hosts.length, "host")} (${listed(roles)}), and is down ${downtimeWords(downtimeMinutes)} a year by the model.`,
      found,
    ),
    ...(worst.length === 0 ? [] : [{ kind: "list", items: worst.map(worstWords) } as const]),
    ...firstStep(context),
  ];
}

/** The first of the findings of one rule, and how many more there are. */
function worstWords([first, ...others]: readonly JudgedFinding[]): string {
  return `${first?.title} ${first?.id}${others.length === 0 ? "" : `, and ${thousands(others.length)} more of the kind`}`;
}

function firstStep(context: ReportContext): readonly ReportPart[] {
  const saves = stepsToTake(context).find(({ option }) => (option.worth?.minutes ?? 0) > 1);
  if (saves?.option.worth === undefined) return [];
  const { title, worth } = saves.option;
  return [reportParagraph(`The cheapest way to less downtime saves ${downtimeWords(worth.minutes)} a year: ${title}`)];
}
