import type { Block, Column } from "../../kit/faces/block.ts";
import type { Severity } from "../../kit/faces/finding.ts";
import type { Reference } from "../../kit/faces/rule.ts";

/** How good or bad a thing is, besides the severities of findings. */
export type Tone = Severity | "good" | "soft";

/** A cell that is more than its text. */
export interface Cell {
  /** As in a block: plain, but for words between backquotes; a line break parts lines. */
  readonly text: string;
  readonly tone?: Tone;
  /** 0 to 1: shown as a bar, too. */
  readonly share?: number;
  readonly links?: readonly Reference[];
}

/** A row of a table, or a line that heads those below it. */
export type Row = readonly (string | Cell)[] | { readonly group: string };

/** One of several findings of a card. */
export interface CardHead {
  /** Identity of the finding, which is also what a link to it says. */
  readonly id: string;
  readonly title: string;
}

/** Findings of one rule that are told together. */
export interface ReportCard {
  readonly kind: "card";
  readonly severity: Severity;
  readonly heads: readonly CardHead[];
  /** Of many findings those that are told by their names alone. */
  readonly others: readonly CardHead[];
  readonly parts: readonly ReportPart[];
  /** Label and what stands beside it. */
  readonly facts: readonly (readonly [label: string, parts: readonly ReportPart[]])[];
}

/**
 * A piece of the report. Texts are plain, but for words between backquotes, which are shown as they are typed; the identity of a finding
 * becomes a link to it wherever it stands.
 */
export type ReportPart =
  | Exclude<Block, { readonly kind: "table" }>
  | { readonly kind: "table"; readonly columns: readonly Column[]; readonly rows: readonly Row[] }
  | { readonly kind: "heading"; readonly text: string }
  | { readonly kind: "remark"; readonly text: string; readonly tone: Tone }
  | { readonly kind: "steps"; readonly items: readonly string[] }
  | { readonly kind: "links"; readonly links: readonly Reference[] }
  /** The same picture as SVG, and as Mermaid text for where SVG cannot stand. */
  | { readonly kind: "picture"; readonly svg: string; readonly mermaid: string }
  | ReportCard;

export interface ReportSection {
  /** Kebab-case; its anchor. */
  readonly id: string;
  readonly title: string;
  readonly parts: readonly ReportPart[];
}

/** A number to begin with, and what it is the number of. */
export interface Figure {
  readonly value: string;
  readonly label: string;
  readonly tone?: Tone;
}

/** The report, before it is written down in any language. */
export interface Report {
  readonly name: string;
  readonly domain: string;
  /** From what it was made and for which day. */
  readonly origin: string;
  readonly figures: readonly Figure[];
  readonly summary: readonly ReportPart[];
  /** Those with something to say. */
  readonly sections: readonly ReportSection[];
  /** Identities of the findings that a card is about, which texts may link to. */
  readonly findings: readonly string[];
}

/** A paragraph, of sentences; what is undefined is left out. */
export function reportParagraph(...sentences: readonly (string | undefined)[]): ReportPart {
  return { kind: "paragraph", text: sentences.filter((it) => it !== undefined && it !== "").join(" ") };
}

/** A table; nothing when it has no rows. */
export function reportTable(heads: readonly (string | Column)[], rows: readonly Row[]): readonly ReportPart[] {
  if (rows.length === 0) return [];
  return [{ kind: "table", columns: heads.map((it) => (typeof it === "string" ? { head: it } : it)), rows }];
}

/** The head of a column of numbers. */
export function right(head: string): Column {
  return { head, right: true };
}
