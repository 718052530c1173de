import type { Flow } from "../model/flow.ts";
import type { Availability } from "./availability/availability.ts";
import type { Verdict } from "./check.ts";
import type { JudgedFinding } from "./waivers.ts";

/** One of two infrastructures, judged. */
export interface Side {
  readonly verdict: Verdict;
  readonly flows: readonly Flow[];
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
  /** By who connects to whom on which port; `changed` are those whose encryption is another one. */
  readonly flows: {
    readonly opened: readonly Flow[];
    readonly closed: readonly Flow[];
    readonly changed: readonly { readonly before: Flow; readonly after: Flow }[];
  };
}

export function compare(before: Side, after: Side): Comparison {
  const findings = differences(before.verdict.findings, after.verdict.findings, (it) => it.id);
  const cutSets = differences(before.verdict.availability.cutSets, after.verdict.availability.cutSets, ({ components }) =>
    components.toSorted().join(" "),
  );
  const flows = differences(before.flows, after.flows, connection);
  const earlier = new Map(before.flows.map((flow) => [connection(flow), flow]));
  const changed = after.flows.flatMap((flow) => {
    const old = earlier.get(connection(flow));
    return old === undefined || old.encryption === flow.encryption ? [] : [{ before: old, after: flow }];
  });
  return {
    before,
    after,
    findings: { new: findings.added, gone: findings.removed },
    cutSets: { gained: cutSets.added, lost: cutSets.removed },
    flows: { opened: flows.added, closed: flows.removed, changed },
  };
}

function connection({ from, to, protocol, port }: Flow): string {
  return [from.kind === "host" ? `host ${from.host}` : from.kind, to, protocol, port].join(" ");
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
