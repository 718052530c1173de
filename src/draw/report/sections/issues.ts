import type { Rule } from "../../../check/rule.ts";
import { editWords } from "../../../check/words.ts";
import { type Fix, type JudgedFinding, SEVERITIES, type Severity } from "../../../kit/faces/finding.ts";
import { groupedBy } from "../../../util/grouped-by.ts";
import { grouped as thousands } from "../../../util/number.ts";
import type { ReportContext } from "../context.ts";
import { type ReportCard, type ReportPart, type ReportSection, reportParagraph, reportTable } from "../document.ts";
import { firstOf } from "../inline.ts";

const HEADINGS = { error: "Errors", warning: "Warnings", info: "Worth knowing" } as const satisfies Record<Severity, string>;

/** Facts of a card that are written out. */
const FACTS = 20;

/** Findings of one rule that are told in full; of more the first few, and the names of the others. */
const TOLD = 6;
const FIRST = 3;

/** What the check found, the worst first. */
export function issuesSection({ open, waived, verdict }: ReportContext): ReportSection {
  const findings = open.map((it) => it.finding);
  const rules = new Map(verdict.rules.map((rule) => [rule.id, rule]));
  const bySeverity = SEVERITIES.flatMap((severity): readonly ReportPart[] => {
    const its = findings.filter((it) => it.severity === severity);
    if (its.length === 0) return [];
    return [{ kind: "heading", text: `${HEADINGS[severity]} (${its.length})` }, ...cardsOf(its, rules)];
  });
  const none = reportParagraph(`${thousands(verdict.rules.length)} rules were looked at. Nothing is held against the file.`);
  return { id: "issues", title: "Issues", parts: [...(bySeverity.length === 0 ? [none] : bySeverity), ...waivedParts(waived)] };
}

/** One card for each rule: what it says of several entities is told once. */
function cardsOf(findings: readonly JudgedFinding[], rules: ReadonlyMap<string, Rule>): readonly ReportCard[] {
  const byRule = groupedBy(findings, (it) => it.rule);
  return [...byRule.values()].map((its) => card(its, rules.get(its[0]?.rule ?? "")));
}

function card(findings: readonly JudgedFinding[], rule: Rule | undefined): ReportCard {
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
      reportParagraph(first?.why),
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
      ["Drill", rule === undefined ? [] : [reportParagraph(rule.drill)]],
      ["Leave it if", rule === undefined ? [] : [reportParagraph(rule.falsePositive)]],
      ["Read", rule === undefined || rule.references.length === 0 ? [] : [{ kind: "links", links: rule.references }]],
    ],
  };
}

function expiredNote({ expired, severity }: JudgedFinding): readonly ReportPart[] {
  if (expired === undefined) return [];
  return [{ kind: "remark", text: `The waiver of ${expired.owner} ended on ${expired.until}: ${expired.reason}`, tone: severity }];
}

/** What mends them; one way that mends several is told once. */
function mend(findings: readonly JudgedFinding[]): readonly ReportPart[] {
  const fixes = groupedBy(findings, (it) => JSON.stringify(it.fix));
  return [...fixes.values()].flatMap((its): readonly ReportPart[] => {
    const [first] = its;
    if (first === undefined) return [];
    const which: readonly ReportPart[] =
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

function fixParts(fix: Fix): readonly ReportPart[] {
  switch (fix.kind) {
    case "edit":
      return [reportParagraph(fix.title), { kind: "list", items: fix.edits.map((it) => code(editWords(it))) }];
    case "options":
      if (fix.options.length === 1) return fix.options.map(({ title, note }) => reportParagraph(title, note));
      return [{ kind: "steps", items: fix.options.map(({ title, note }) => (note === undefined ? title : `${title} ${note}`)) }];
    case "advice":
      return [reportParagraph(fix.title)];
  }
}

/** Between backquotes, of which the text itself may have none. */
function code(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``;
}

function waivedParts(findings: readonly JudgedFinding[]): readonly ReportPart[] {
  if (findings.length === 0) return [];
  return [
    { kind: "heading", text: `Waived (${findings.length})` },
    reportParagraph("Their owners have decided to live with them. They are not held against the file, but the availability counts them."),
    ...reportTable(
      ["Finding", "What was found", "Reason", "Owner", "Until"],
      findings.map(({ id, title, waived }) => [code(id), title, waived?.reason ?? "", waived?.owner ?? "", waived?.until ?? ""]),
    ),
  ];
}
