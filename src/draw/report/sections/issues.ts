import { type Fix, SEVERITIES, type Severity } from "../../../check/finding.ts";
import type { Rule } from "../../../check/rule.ts";
import type { JudgedFinding } from "../../../check/waivers.ts";
import { editWords } from "../../../check/words.ts";
import { grouped as thousands } from "../../../util/number.ts";
import { grouped } from "../../group.ts";
import type { ReportContext } from "../context.ts";
import { type Card, type Part, paragraph, type Section, table } from "../document.ts";
import { firstOf } from "../inline.ts";

const HEADINGS = { error: "Errors", warning: "Warnings", info: "Worth knowing" } as const satisfies Record<Severity, string>;

/** Facts of a card that are written out. */
const FACTS = 20;

/** Findings of one rule that are told in full; of more the first few, and the names of the others. */
const TOLD = 6;
const FIRST = 3;

/** What the check found, the worst first. */
export function issuesSection({ open, waived, verdict }: ReportContext): Section {
  const findings = open.map((it) => it.finding);
  const rules = new Map(verdict.rules.map((rule) => [rule.id, rule]));
  const bySeverity = SEVERITIES.flatMap((severity): readonly Part[] => {
    const its = findings.filter((it) => it.severity === severity);
    if (its.length === 0) return [];
    return [{ kind: "heading", text: `${HEADINGS[severity]} (${its.length})` }, ...cardsOf(its, rules)];
  });
  const none = paragraph(`${thousands(verdict.rules.length)} rules were looked at. Nothing is held against the file.`);
  return { id: "issues", title: "Issues", parts: [...(bySeverity.length === 0 ? [none] : bySeverity), ...waivedParts(waived)] };
}

/** One card for each rule: what it says of several entities is told once. */
function cardsOf(findings: readonly JudgedFinding[], rules: ReadonlyMap<string, Rule>): readonly Card[] {
  const byRule = grouped(findings, (it) => it.rule);
  return [...byRule.values()].map((its) => card(its, rules.get(its[0]?.rule ?? "")));
}

function card(findings: readonly JudgedFinding[], rule: Rule | undefined): Card {
  const [first] = findings;
  const heads = findings.map(({ id, title }) => ({ id, title }));
  const told = heads.length <= TOLD ? TOLD : FIRST;
  const same = findings.every((it) => it.why === first?.why);
  const evidence = [...new Set(findings.flatMap((it) => it.evidence))];
  const more = evidence.length - FACTS;
  const shown = more > 1 ? [...evidence.slice(0, FACTS), `${thousands(more)} more facts of this kind`] : evidence;
  return {
    kind: "card",
    severity: first?.severity ?? "info",
    heads: heads.slice(0, told),
    others: heads.slice(told),
    parts: [
      ...findings.flatMap(expiredNote),
      paragraph(first?.why),
      ...(same
        ? []
        : [
            {
              kind: "remark",
              text: `This is said of ${first?.id}; \`bartizan explain\` tells it of each of the others.`,
              tone: "soft",
            } as const,
          ]),
    ],
    facts: [
      ["Evidence", [{ kind: "list", items: shown }]],
      ["Mend", mend(findings)],
      ["Drill", rule === undefined ? [] : [paragraph(rule.drill)]],
      ["Leave it if", rule === undefined ? [] : [paragraph(rule.falsePositive)]],
      ["Read", rule === undefined || rule.references.length === 0 ? [] : [{ kind: "links", links: rule.references }]],
    ],
  };
}

function expiredNote({ expired, severity }: JudgedFinding): readonly Part[] {
  if (expired === undefined) return [];
  return [{ kind: "remark", text: `The waiver of ${expired.owner} ended on ${expired.until}: ${expired.reason}`, tone: severity }];
}

/** What mends them; one way that mends several is told once. */
function mend(findings: readonly JudgedFinding[]): readonly Part[] {
  const fixes = grouped(findings, (it) => JSON.stringify(it.fix));
  return [...fixes.values()].flatMap((its): readonly Part[] => {
    const [first] = its;
    if (first === undefined) return [];
    const which: readonly Part[] =
      fixes.size === 1
        ? []
        : [
            {
              kind: "remark",
              text: `${firstOf(
                its.map((it) => it.id),
                FIRST,
              ).replaceAll("\n", ", ")}:`,
              tone: "soft",
            },
          ];
    return [...which, ...fixParts(first.fix)];
  });
}

function fixParts(fix: Fix): readonly Part[] {
  switch (fix.kind) {
    case "edit":
      return [paragraph(fix.title), { kind: "list", items: fix.edits.map((it) => code(editWords(it))) }];
    case "options":
      if (fix.options.length === 1) return fix.options.map(({ title, note }) => paragraph(title, note));
      return [{ kind: "steps", items: fix.options.map(({ title, note }) => (note === undefined ? title : `${title} ${note}`)) }];
    case "advice":
      return [paragraph(fix.title)];
  }
}

/** Between backquotes, of which the text itself may have none. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function waivedParts(findings: readonly JudgedFinding[]): readonly Part[] {
  if (findings.length === 0) return [];
  return [
    { kind: "heading", text: `Waived (${findings.length})` },
    paragraph("Their owners have decided to live with them. They are not held against the file, but the availability counts them."),
    ...table(
      ["Finding", "What was found", "Reason", "Owner", "Until"],
      findings.map(({ id, title, waived }) => [code(id), title, waived?.reason ?? "", waived?.owner ?? "", waived?.until ?? ""]),
    ),
  ];
}
