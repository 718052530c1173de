import type { ReportContext } from "../context.ts";
import { type ReportSection, reportParagraph, reportTable, type Tone } from "../document.ts";
import { firstOf } from "../inline.ts";
import { type Met, REQUIREMENTS } from "../requirements.ts";

/** Findings that a row names; the others stand with the issues. */
const NAMED = 3;

const TONES = { met: "good", "in part": "warning", "not met": "error" } as const satisfies Record<Met, Tone>;

interface Judged {
  readonly title: string;
  readonly met: Met;
  readonly where: string;
  readonly but: string;
}

/** Every requirement that applies. */
export function requirementsOf({ infra, source = "", verdict, open }: ReportContext): readonly Judged[] {
  return REQUIREMENTS.flatMap(({ title, rules, judge }): readonly Judged[] => {
    const judged = judge({ infra, availability: verdict.availability, source });
    if (judged === undefined) return [];
    const ids = open.flatMap(({ finding }) => (finding.severity !== "info" && rules.includes(finding.rule) ? [finding.id] : []));
    return [{ title, ...judged, but: firstOf(ids, NAMED) }];
  });
}

export function requirementsSection(context: ReportContext): ReportSection {
  const requirements = requirementsOf(context);
  const badly = requirements.some((it) => it.but !== "");
  return {
    id: "requirements",
    title: "Requirements",
    parts: [
      reportParagraph(
        "What a secured and monitored web infrastructure has to have, and where it is met here.",
        badly ? "That something is there does not yet make it good: the last column names what the check holds against it." : undefined,
      ),
      ...reportTable(
        ["Requirement", "", "Where", ...(badly ? ["But see"] : [])],
        requirements.map(({ title, met, where, but }) => [title, { text: met, tone: TONES[met] }, where, ...(badly ? [but] : [])]),
      ),
    ],
  };
}
