import pc from "picocolors";
import type { Topic } from "../../check/explain/topic.ts";
import type { Rule } from "../../check/rule.ts";
import type { Block } from "../../kit/faces/block.ts";
import type { Finding, JudgedFinding } from "../../kit/faces/finding.ts";
import { findingLines } from "./check.ts";
import { tableLines } from "./columns.ts";
import { breakAtSpaces } from "./table.ts";

const WIDTH = 80;

/** A question and its answer. */
export function topicLines(topic: Pick<Topic, "question">, blocks: readonly Block[]): readonly string[] {
  return [pc.bold(topic.question), "", ...blockLines(blocks)];
}

/** Blocks as text, a blank line between them. */
export function blockLines(blocks: readonly Block[], width = WIDTH): readonly string[] {
  return blocks.flatMap((block, index) => [...(index === 0 ? [] : [""]), ...linesOf(block, width)]);
}

function linesOf(block: Block, width: number): readonly string[] {
  switch (block.kind) {
    case "paragraph":
      return breakAtSpaces(block.text, width);
    case "list":
      return block.items.flatMap((item) => hanging("- ", item, width));
    case "table":
      return fittedTable(block, width);
  }
}

function hanging(mark: string, text: string, width: number): readonly string[] {
  return breakAtSpaces(text, width - mark.length).map((line, index) => `${index === 0 ? mark : " ".repeat(mark.length)}${line}`);
}

/** A table whose widest columns are broken at spaces until it fits. */
function fittedTable({ columns, rows }: Extract<Block, { readonly kind: "table" }>, width: number): readonly string[] {
  const natural = columns.map(({ head }, index) => Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)));
  const words = columns.map(({ head }, index) => longestWord([head, ...rows.map((row) => row[index] ?? "")]));
  const widths = narrowed(natural, words, width - 2 * (columns.length - 1));
  const lines = rows.flatMap((row) => {
    const cells = columns.map((_, index) => breakAtSpaces(row[index] ?? "", widths[index] ?? width));
    const height = Math.max(...cells.map((cell) => cell.length));
    return [...Array(height).keys()].map((line) => cells.map((cell) => cell[line] ?? ""));
  });
  return tableLines(columns, lines, pc.bold);
}

/** Takes from the widest column that can give, one character after the other, until all fit. */
function narrowed(natural: readonly number[], least: readonly number[], room: number): readonly number[] {
  const widths = [...natural];
  for (let over = widths.reduce((sum, it) => sum + it, 0) - room; over > 0; over -= 1) {
    const giving = widths.map((width, index) => (width > (least[index] ?? 0) ? width : 0));
    const widest = giving.indexOf(Math.max(...giving));
    if ((giving[widest] ?? 0) === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

function longestWord(texts: readonly string[]): number {
  return Math.max(...texts.flatMap((text) => text.split(" ")).map((word) => word.length));
}

/** A rule in full, and what it finds here; no findings when there is no file. */
export function ruleLines(rule: Rule, findings: readonly Finding[] | undefined): readonly string[] {
  const here =
    findings === undefined
      ? []
      : ["", pc.bold("Here"), ...(findings.length === 0 ? ["Nothing of this kind."] : findings.flatMap(titleLines))];
  return [`${pc.bold(rule.id)}  ${rule.severity}, ${rule.section}`, ...breakAtSpaces(rule.title, WIDTH), ...here, ...generalLines(rule)];
}

/** What a rule says whatever the infrastructure. */
function generalLines(rule: Rule): readonly string[] {
  const part = (label: string, text: string): readonly string[] => ["", pc.bold(label), ...breakAtSpaces(text, WIDTH)];
  const references = rule.references.flatMap((it) => hanging("- ", `${it.title}: ${it.url}`, WIDTH));
  return [
    ...part("Why", rule.why),
    ...part("How it is mended", rule.mend),
    ...part("When it would be wrong to act on it", rule.falsePositive),
    ...part("What proves it on the running system", rule.drill),
    ...(references.length === 0 ? [] : ["", pc.bold("References"), ...references]),
  ];
}

/** A finding in full: here, then in general. */
export function explainedFindingLines(finding: JudgedFinding, rule: Rule | undefined): readonly string[] {
  const editable =
    finding.fix.kind === "advice"
      ? []
      : [
          "",
          `bartizan fix '${finding.id}' shows the patch${finding.fix.kind === "options" ? "es, what they save and what they cost" : ""}.`,
        ];
  return [...findingLines(finding, rule?.drill ?? ""), ...editable, ...(rule === undefined ? [] : generalLines(rule))];
}

/** What can be asked. */
export function overviewLines(topics: readonly Topic[], findings: readonly JudgedFinding[]): readonly string[] {
  const width = Math.max(...topics.map((it) => it.id.length)) + 4;
  return [
    pc.bold("TOPICS"),
    ...topics.flatMap((it) => hanging(`  ${it.id}`.padEnd(width), it.question, WIDTH)),
    "",
    pc.bold("FINDINGS"),
    ...(findings.length === 0 ? ["  none"] : findings.flatMap(titleLines)),
    "",
    pc.dim("bartizan explain TOPIC | FINDING | RULE"),
  ];
}

function titleLines(finding: Finding): readonly string[] {
  return [`  ${finding.id}`, ...hanging("    ", finding.title, WIDTH)];
}
