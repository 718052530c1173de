import { anatomyOf } from "./anatomy.ts";
import { familyOfClasses } from "./class-family.ts";
import { planClasses } from "./class-plan.ts";
import { slopesOfWalk } from "./class-slopes.ts";
import { walkClasses } from "./class-walk.ts";
import type { Module } from "./modules.ts";
import { OverBudget } from "./node-table.ts";
import { scheduleOf } from "./schedule.ts";
import type { Solution } from "./solution.ts";

/** States that are less likely are not followed: at first, and how much less likely they may be from try to try. */
const LEAST = 1e-18;
const FINER = 1e-4;

/**
 * Solves a module by classes of interchangeable members: goes through the shared nodes and counts failed members, class by class, instead of
 * telling them apart. What it leaves out is at most `tolerance` of the result. Throws OverBudget.
 */
export function solveClasses(module: Module, chances: readonly number[], tolerance: number, budget: number, mostShared?: number): Solution {
  const anatomy = anatomyOf(module, (leaf) => String(chances[leaf] ?? 0), mostShared);
  const steps = scheduleOf(anatomy);
  const plan = planClasses(anatomy, chances, steps);
  let least = LEAST;
  let walk = walkClasses(plan, least, budget);
  while (walk.dropped > tolerance * walk.failed) {
    least *= FINER;
    if (least === 0) throw new OverBudget();
    walk = walkClasses(plan, least, budget);
  }
  return {
    method: "classes",
    chance: walk.failed,
    unaccounted: walk.dropped,
    nodes: walk.size,
    slopes: () => slopesOfWalk(plan, walk),
    family: (bound) => familyOfClasses(anatomy, steps, bound, budget),
  };
}
