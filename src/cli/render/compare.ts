import pc from "picocolors";
import type { Comparison, Side } from "../../check/compare.ts";
import { availabilityWords, changeWords, cutSetWords, downtimeWords, flowWords, tallied, tallyWords } from "../../check/words.ts";
import type { Colours } from "./check.ts";
import { tableLines } from "./columns.ts";
import { breakAtSpaces } from "./table.ts";

/** As many lines of a kind as fit in one view; the others are counted. */
const MOST = 20;

/** What it means to go from one file to another: what is gained is marked `+`, what is lost `-`. */
export function comparisonLines(
  comparison: Comparison,
  files: { readonly before: string; readonly after: string },
  colours: Colours = pc,
  width = 80,
): readonly string[] {
  const { before, after, findings, cutSets, flows } = comparison;
  const worse = (text: string): string => colours.red(text);
  const better = (text: string): string => colours.green(text);
  const section = (title: string, entries: readonly Entry[]): readonly string[] => sectionLines(title, entries, colours, width);
  return [
    ...tableLines([{ head: "" }, { head: "BEFORE" }, { head: "AFTER" }], rows(before, after, files), colours.bold),
    "",
    ...section("FINDINGS", [
      ...findings.gone.map((it) => ({ mark: "-", style: better, text: `${it.id} (${it.severity}): ${it.title}` })),
      ...findings.new.map((it) => ({ mark: "+", style: worse, text: `${it.id} (${it.severity}): ${it.title}` })),
    ]),
    ...section("CUT SETS", [
      ...cutSets.lost.map((it) => ({ mark: "-", style: better, text: cutSetText(before, it) })),
      ...cutSets.gained.map((it) => ({ mark: "+", style: worse, text: cutSetText(after, it) })),
    ]),
    ...section("FLOWS", [
      ...flows.closed.map((it) => ({ mark: "-", style: plain, text: flowWords(it) })),
      ...flows.opened.map((it) => ({ mark: "+", style: plain, text: flowWords(it) })),
      ...flows.changed.map((it) => ({ mark: "~", style: plain, text: `${flowWords(it.after)}; before: ${flowWords(it.before)}` })),
    ]),
    colours.bold(changeWords(comparison)),
  ];
}

interface Entry {
  readonly mark: string;
  readonly style: (text: string) => string;
  readonly text: string;
}

function plain(text: string): string {
  return text;
}

function rows(before: Side, after: Side, files: { readonly before: string; readonly after: string }): readonly (readonly string[])[] {
  const of = (words: (side: Side) => string): readonly string[] => [words(before), words(after)];
  return [
    ["file", files.before, files.after],
    ["findings", ...of(({ verdict }) => tallyWords(tallied(verdict.findings)))],
    ["downtime a year", ...of(({ verdict }) => downtimeWords(verdict.availability.downtimeMinutes))],
    ["available", ...of(({ verdict }) => availabilityWords(verdict.availability.unavailability))],
  ];
}

function cutSetText(
  { verdict }: Side,
  { components, minutes }: { readonly components: readonly string[]; readonly minutes: number },
): string {
  return `${cutSetWords(verdict.availability, components)}: ${downtimeWords(minutes)} a year`;
}

function sectionLines(title: string, entries: readonly Entry[], colours: Colours, width: number): readonly string[] {
  if (entries.length === 0) return [];
  const shown = entries.slice(0, MOST).flatMap(({ mark, style, text }) => {
    const lines = breakAtSpaces(text, width - 4);
    return lines.map((line, index) => (index === 0 ? `  ${style(mark)} ${line}` : `    ${line}`));
  });
  const more = entries.length > MOST ? [`    and ${entries.length - MOST} more`] : [];
  return [colours.bold(title), ...shown, ...more, ""];
}
