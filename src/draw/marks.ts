import type { JudgedFinding, Severity } from "../kit/faces/finding.ts";
import { groupedBy } from "../util/grouped-by.ts";

/** The rules that name something whose loss alone is an outage. */
const SINGLE_POINTS: ReadonlySet<string> = new Set(["lb-spof", "single-writer-database", "cut-set-order-1", "tier-single-instance"]);

/** What the check says of one host or one flow. */
export interface Mark {
  /** The worst of its findings. */
  readonly severity: Severity;
  /** Ids of the rules, in the order of `Marks.remarks`. */
  readonly rules: readonly string[];
  readonly singlePointOfFailure: boolean;
}

/** A rule that has found something that can be shown in the picture. */
export interface Remark {
  readonly rule: string;
  readonly severity: Severity;
  /** What it found, in one line. */
  readonly text: string;
}

/** What the check found, by what is drawn of it. */
export interface Marks {
  /** By host name. */
  readonly hosts: ReadonlyMap<string, Mark>;
  /** By flow id. */
  readonly flows: ReadonlyMap<string, Mark>;
  /** By the entity of a finding that is about neither: `zone:fsn1`, `dependency:dns`. */
  readonly others: ReadonlyMap<string, Mark>;
  /** Errors first. */
  readonly remarks: readonly Remark[];
}

export const NO_MARKS: Marks = { hosts: new Map(), flows: new Map(), others: new Map(), remarks: [] };

/**
 * Errors and warnings that are about something in the picture; what is merely worth knowing would hide them. What its owner lives
 * with is not held against the file, but a single point of failure stays one.
 */
export function marksOf(findings: readonly JudgedFinding[]): Marks {
  const bad = findings.filter((it) => it.severity !== "info" && (drawn(it) || /^(zone|dependency):/.test(it.entity)));
  const remarks = remarksOf(bad.filter((it) => it.waived === undefined));
  return {
    // What is about lines is shown at the lines, not at both of their ends as well.
    hosts: markEach(bad, remarks, (finding) => ((finding.flows?.length ?? 0) > 0 ? [] : finding.hosts)),
    flows: markEach(bad, remarks, (finding) => finding.flows ?? []),
    others: markEach(bad, remarks, (finding) => (drawn(finding) ? [] : [finding.entity])),
    remarks,
  };
}

function drawn(finding: JudgedFinding): boolean {
  return finding.hosts.length + (finding.flows?.length ?? 0) > 0;
}

function remarksOf(findings: readonly JudgedFinding[]): readonly Remark[] {
  const remarks = [...groupedBy(findings, (it) => it.rule)].map(([rule, its]): Remark => {
    const first = its[0]?.title ?? "";
    const more = its.length - 1;
    const severity = its.some((it) => it.severity === "error") ? "error" : "warning";
    return { rule, severity, text: more === 0 ? first : `${first} And ${more} more.` };
  });
  return [...remarks.filter((it) => it.severity === "error"), ...remarks.filter((it) => it.severity !== "error")];
}

function markEach(
  findings: readonly JudgedFinding[],
  remarks: readonly Remark[],
  about: (finding: JudgedFinding) => readonly string[],
): ReadonlyMap<string, Mark> {
  const pairs = findings.flatMap((finding) => about(finding).map((name) => ({ name, finding })));
  const marks = [...groupedBy(pairs, (it) => it.name)].flatMap(([name, its]): readonly (readonly [string, Mark])[] => {
    const open = its.flatMap(({ finding }) => (finding.waived === undefined ? [finding] : []));
    const rules = new Set(open.map((finding) => finding.rule));
    const mark: Mark = {
      severity: open.some((finding) => finding.severity === "error") ? "error" : "warning",
      rules: remarks.flatMap(({ rule }) => (rules.has(rule) ? [rule] : [])),
      singlePointOfFailure: its.some(({ finding }) => isSinglePoint(finding, name)),
    };
    return mark.rules.length > 0 || mark.singlePointOfFailure ? [[name, mark]] : [];
  });
  return new Map(marks);
}

/** Whether a finding says so of this very thing: one about a primary names the replicas, too. */
function isSinglePoint(finding: JudgedFinding, name: string): boolean {
  return SINGLE_POINTS.has(finding.rule) && (finding.entity === name || !finding.hosts.includes(finding.entity));
}

/** The marks of several things that are drawn as one. */
export function together(its: readonly Mark[], { remarks }: Pick<Marks, "remarks">): Mark | undefined {
  if (its.length === 0) return undefined;
  const rules = new Set(its.flatMap((it) => it.rules));
  return {
    severity: its.some((it) => it.severity === "error") ? "error" : "warning",
    rules: remarks.flatMap(({ rule }) => (rules.has(rule) ? [rule] : [])),
    singlePointOfFailure: its.some((it) => it.singlePointOfFailure),
  };
}
