import type { HostPlan, Step, StepOf } from "./step.ts";

// What waits for a unit to be well with it, and what a unit goes on with meanwhile.

/** Whether the unit begins something anew, so that it has to be seen to do its work. */
export function begins({ actions }: StepOf<"unit">): boolean {
  return actions.some((action) => action === "start" || action === "restart" || action === "reload");
}

/** The unit step of a plan that judges what has this key before it stays; undefined when it takes effect by itself. */
function judgeOf(plan: HostPlan, key: string): StepOf<"unit"> | undefined {
  return plan.steps.find(
    (it): it is StepOf<"unit"> => it.kind === "unit" && begins(it) && it.resource.switches?.together.includes(key) === true,
  );
}

/** Whether a step of a plan waits for a unit to be well with it. */
export function waits(plan: HostPlan, step: Step): boolean {
  return judgeOf(plan, step.key) !== undefined;
}

/** The steps that wait for this unit to be well with them. */
export function waitingFor(plan: HostPlan, unit: StepOf<"unit">): readonly (StepOf<"file"> | StepOf<"release">)[] {
  return plan.steps.filter(
    (it): it is StepOf<"file"> | StepOf<"release"> => (it.kind === "file" || it.kind === "release") && judgeOf(plan, it.key) === unit,
  );
}

/** Where a held file waits within the archive of a script. */
export const heldPath = (path: string): string => `held${path}`;

/** Units that do not run on with what they have until their switch: something that they read is replaced before. */
export function disturbed(plan: HostPlan): readonly string[] {
  const replaced = new Set(plan.steps.filter((it) => it.kind !== "unit" && !waits(plan, it)).map((it) => it.key));
  const untouched = plan.steps.flatMap((it) => {
    if (it.kind !== "unit" || it.resource.switches === undefined) return [];
    const read = [...(it.resource.restartOn ?? []), ...(it.resource.reloadOn ?? [])];
    return read.some((key) => replaced.has(key)) ? [] : [it.resource.name];
  });
  return plan.touchedUnits.filter((unit) => !untouched.includes(unit));
}
