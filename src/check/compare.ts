import type { JudgedFinding } from "../kit/faces/finding.ts";
import type { FlowGroup } from "../model/flow-group.ts";
import type { Availability } from "./availability/availability.ts";
import type { Verdict } from "./check.ts";
import { type FlowChanges, flowChanges } from "./flow-changes.ts";

/** One of two infrastructures, judged. */
export interface Side {
  readonly verdict: Verdict;
  readonly flowGroups: readonly FlowGroup[];
}

export type CutSetMinutes = Availability["cutSets"][number];

/** What it means to go from one infrastructure to another. */
export interface Comparison {
  readonly before: Side;
  readonly after: Side;
  /** Waived or not. */
  readonly findings: { readonly new: readonly JudgedFinding[]; readonly gone: readonly JudgedFinding[] };
  /** Minimal cut sets up to order 3. */
  readonly cutSets: { readonly gained: readonly CutSetMinutes[]; readonly lost: readonly CutSetMinutes[] };
  readonly flows: FlowChanges;
}

export function compare(before: Side, after: Side): Comparison {
  const findings = differences(before.verdict.findings, after.verdict.findings, (it) => it.id);
  const cutSets = differences(before.verdict.availability.cutSets, after.verdict.availability.cutSets, ({ components }) =>
    components.toSorted().join(" "),
  );
  return {
    before,
    after,
    findings: { new: findings.added, gone: findings.removed },
    cutSets: { gained: cutSets.added, lost: cutSets.removed },
    flows: flowChanges(before.flowGroups, after.flowGroups),
  };
}

function differences<T>(
  before: readonly T[],
  after: readonly T[],
  key: (item: T) => string,
): { readonly added: readonly T[]; readonly removed: readonly T[] } {
  const old = new Set(before.map(key));
  const now = new Set(after.map(key));
  return { added: after.filter((it) => !old.has(key(it))), removed: before.filter((it) => !now.has(key(it))) };
}
