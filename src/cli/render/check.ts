import pc from "picocolors";
import { fails, type Judged } from "../../check/formats/format.ts";
import {
  assumptionWords,
  availabilityWords,
  changeOverMinutes,
  cutSetWords,
  downtimeWords,
  fixLines,
  methodWords,
  tallied,
  tallyWords,
} from "../../check/words.ts";
import { type JudgedFinding, SEVERITIES, type Severity } from "../../kit/faces/finding.ts";
import { counted } from "../../util/number.ts";
import { breakAtSpaces } from "./table.ts";

const HEADINGS = { error: "ERRORS", warning: "WARNINGS", info: "WORTH KNOWING" } as const satisfies Record<Severity, string>;
/** Where the text of `why`, `evidence`, `mend` and `drill` begins. */
const MARGIN = 12;

export type Colours = Pick<typeof pc, "bold" | "dim" | "red" | "yellow" | "cyan" | "green">;

/** The verdict for people: the findings, then what it comes to, since the end is what a terminal shows. */
export function checkLines(judged: Judged, colours: Colours = pc, width = 80): readonly string[] {
  const { findings, rules } = judged.verdict;
  const drills = new Map(rules.map((rule) => [rule.id, rule.drill]));
  const open = findings.filter((it) => it.waived === undefined);
  const sections = SEVERITIES.flatMap((severity) => {
    const those = open.filter((it) => it.severity === severity);
    if (those.length === 0) return [];
    return [
      colours.bold(HEADINGS[severity]),
      "",
      ...those.flatMap((it) => [...findingLines(it, drills.get(it.rule) ?? "", colours, width), ""]),
    ];
  });
  return [...sections, ...waivedLines(findings, colours, width), ...summaryLines(judged, colours, width)];
}

/** A finding in full. */
export function findingLines(finding: JudgedFinding, drill: string, colours: Colours = pc, width = 80): readonly string[] {
  const { id, severity, title, why, evidence, fix, expired } = finding;
  const note = expired === undefined ? [] : [`The waiver of ${expired.owner} ended on ${expired.until}: ${expired.reason}`];
  return [
    colour(severity, colours)(id),
    ...wrapped(title, 2, width),
    ...labelled("waiver", note, colours, width),
    ...labelled("why", [why], colours, width),
    ...labelled("evidence", evidence, colours, width),
    ...labelled("mend", fixLines(fix), colours, width),
    ...labelled("drill", [drill], colours, width),
  ];
}

function colour(severity: Severity, colours: Colours): (text: string) => string {
  return severity === "error" ? colours.red : severity === "warning" ? colours.yellow : colours.cyan;
}

/** Texts beside their label; of several, the lines after the first one of each are set in. */
function labelled(label: string, texts: readonly string[], colours: Colours, width: number): readonly string[] {
  const inset = texts.length > 1 ? "  " : "";
  const lines = texts.flatMap((text) =>
    breakAtSpaces(text, width - MARGIN - inset.length).map((line, index) => (index === 0 ? line : `${inset}${line}`)),
  );
  return lines.map((line, index) => `${index === 0 ? `  ${colours.dim(label.padEnd(MARGIN - 2))}` : " ".repeat(MARGIN)}${line}`);
}

function wrapped(text: string, indent: number, width: number): readonly string[] {
  return breakAtSpaces(text, width - indent).map((line) => `${" ".repeat(indent)}${line}`);
}

function waivedLines(findings: readonly JudgedFinding[], colours: Colours, width: number): readonly string[] {
  const lines = findings.flatMap(({ id, waived }) =>
    waived === undefined ? [] : [colours.dim(id), ...wrapped(`${waived.owner}, until ${waived.until}: ${waived.reason}`, 2, width)],
  );
  return lines.length === 0 ? [] : [colours.bold("WAIVED"), "", ...lines, ""];
}

/** What it all comes to. */
export function summaryLines({ infra, verdict, failOn }: Judged, colours: Colours = pc, width = 80): readonly string[] {
  const { findings, availability, rules } = verdict;
  const failed = findings.some((it) => fails(it, failOn));
  const tally = tallyWords(tallied(findings));
  const worst = availability.cutSets.toSorted((a, b) => b.minutes - a.minutes).slice(0, 3);
  const causes = worst.map((it) => `${downtimeWords(it.minutes)}: ${cutSetWords(availability, it.components)}`);
  const windows = changeOverMinutes(availability);
  return [
    `${colours.bold(infra.name)}  ${failed ? colours.red(tally) : colours.green(tally)}, ${counted(rules.length, "rule")}`,
    ...labelled(
      "downtime",
      [`${downtimeWords(availability.downtimeMinutes)} a year by the model: ${availabilityWords(availability.unavailability)} available`],
      colours,
      width,
    ),
    ...labelled("of these", [...causes, ...(windows === 0 ? [] : [`${downtimeWords(windows)}: change-overs`])], colours, width),
    ...labelled("method", [`${methodWords(availability)}; ${assumptionWords(availability)}`], colours, width),
    ...labelled("next", nextSteps(findings.filter((it) => it.waived === undefined)), colours, width),
  ];
}

/** What can be done about the findings, with the first of its kind as the example. */
function nextSteps(open: readonly JudgedFinding[]): readonly string[] {
  const edits = open.filter((it) => it.fix.kind === "edit");
  const [choice] = open.filter((it) => it.fix.kind === "options");
  const [first] = open;
  return [
    ...(edits.length === 0 ? [] : [`bartizan fix: mends ${counted(edits.length, "finding")} in the file`]),
    ...(choice === undefined ? [] : [`bartizan fix "${choice.id}": what its options cost and save`]),
    ...(first === undefined ? [] : [`bartizan explain "${first.id}": more about it`]),
  ];
}
