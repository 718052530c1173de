import type { JudgedFinding } from "../../kit/faces/finding.ts";
import type { Flow } from "../../model/flow.ts";
import type { Comparison, CutSetMinutes, Side } from "../compare.ts";
import { availabilityWords, changeWords, cutSetWords, downtimeWords, flowWords, tallied, tallyWords } from "../words.ts";
import { code, escapeMarkdown, markdownTable, prose } from "./markdown-text.ts";

/** As many rows of a kind as a reviewer reads. */
const MOST = 20;

/** What a change does, for a pull request. */
export function formatComparisonMarkdown(comparison: Comparison, files: { readonly before: string; readonly after: string }): string {
  const { before, after, findings, cutSets, flows } = comparison;
  return [
    `## ${code(files.before)} → ${code(files.after)}: ${escapeMarkdown(changeWords(comparison))}`,
    "",
    markdownTable(
      ["", "before", "after"],
      [
        ["findings", tally(before), tally(after)],
        [
          "downtime a year",
          downtimeWords(before.verdict.availability.downtimeMinutes),
          downtimeWords(after.verdict.availability.downtimeMinutes),
        ],
        [
          "available",
          availabilityWords(before.verdict.availability.unavailability),
          availabilityWords(after.verdict.availability.unavailability),
        ],
      ],
    ),
    "",
    ...list("New findings", findings.new.map(findingLine)),
    ...list("Findings that are gone", findings.gone.map(findingLine)),
    ...list("Cut sets gained", cutSets.gained.map(cutSetLine(after))),
    ...list("Cut sets lost", cutSets.lost.map(cutSetLine(before))),
    ...list("Flows opened", flows.opened.map(flowLine)),
    ...list("Flows closed", flows.closed.map(flowLine)),
    ...list(
      "Flows that are protected in another way",
      flows.changed.map((it) => `${flowLine(it.after)}; before: ${escapeMarkdown(flowWords(it.before))}`),
    ),
  ]
    .join("\n")
    .trimEnd();
}

function tally({ verdict }: Side): string {
  return tallyWords(tallied(verdict.findings));
}

function list(title: string, lines: readonly string[]): readonly string[] {
  if (lines.length === 0) return [];
  const more = lines.length > MOST ? [`- and ${lines.length - MOST} more`] : [];
  return [`### ${title} (${lines.length})`, "", ...lines.slice(0, MOST).map((line) => `- ${line}`), ...more, ""];
}

function findingLine({ severity, id, title }: JudgedFinding): string {
  return `${severity} ${code(id)}: ${prose(title)}`;
}

function cutSetLine({ verdict }: Side): (cutSet: CutSetMinutes) => string {
  return ({ components, minutes }) => `${escapeMarkdown(cutSetWords(verdict.availability, components))}: ${downtimeWords(minutes)} a year`;
}

function flowLine(flow: Flow): string {
  return `${escapeMarkdown(flowWords(flow))}: ${escapeMarkdown(flow.purpose)}`;
}
