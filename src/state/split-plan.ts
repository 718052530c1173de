import type { HostPlan } from "./step.ts";

/** The parts of a plan: in the host's turn, and when the other hosts are ready for it. */
export interface Parts {
  readonly inTurn?: HostPlan;
  readonly late?: HostPlan;
}

/** The steps with these keys are late. A host with both parts stays locked in between, and counts as changed only when both are done. */
export function splitPlan(plan: HostPlan, keys: ReadonlySet<string>): Parts {
  const late = plan.steps.filter((step) => keys.has(step.key));
  if (late.length === 0) return { inTurn: plan };
  if (late.length === plan.steps.length) return { late: plan };
  const part = (steps: HostPlan["steps"]): HostPlan => ({
    ...plan,
    steps,
    touchedUnits: plan.touchedUnits.filter((name) => steps.some((step) => step.key === `unit:${name}`)),
  });
  return { inTurn: { ...part(plan.steps.filter((step) => !keys.has(step.key))), unfinished: true }, late: part(late) };
}
