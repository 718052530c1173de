import type { Module } from "./modules.ts";
import { OverBudget } from "./node-table.ts";
import { depthFirstOrder, sharingOrder } from "./order.ts";
import type { Solution } from "./solution.ts";
import { solveClasses } from "./solve-classes.ts";
import { solveDiagram } from "./solve-diagram.ts";
import { solveGate } from "./solve-gate.ts";

/** A diagram that will be small is small soon: the first tries get so many nodes, before others are made. */
const FIRST_TRY = 1 << 16;

/** What the method of classes may leave out, as a share of the result, before and after exact methods have been given all they may have. */
const NEGLIGIBLE = 1e-9;
const TOLERABLE = 1e-2;

/**
 * Solves a module by the first method that stays within the budget: closed form; a BDD in depth-first order, or in an order that keeps the
 * members of shared nodes together; classes, if what they leave out is negligible; a larger BDD; classes again. Throws OverBudget.
 */
export function solveModule(module: Module, chances: readonly number[], budget: number): Solution {
  const gate = solveGate(module, chances);
  if (gate !== undefined) return gate;
  const first = isSmall(module) ? Math.min(budget, FIRST_TRY) : 0;
  const diagram = (orderOf: (module: Module) => readonly number[], nodes: number): Solution | undefined =>
    within(() => solveDiagram(module, chances, orderOf(module), nodes));
  return (
    diagram(depthFirstOrder, first) ??
    diagram(sharingOrder, first) ??
    within(() => solveClasses(module, chances, NEGLIGIBLE, budget)) ??
    diagram(sharingOrder, budget) ??
    diagram(depthFirstOrder, budget) ??
    solveClasses(module, chances, TOLERABLE, budget)
  );
}

/** Whether a BDD may be small: for a gate of k of n it takes k (n - k + 1) nodes, in whatever order. */
function isSmall({ gates }: Module): boolean {
  return gates.reduce((sum, { k, inputs }) => sum + k * (inputs.length - k + 1), 0) < FIRST_TRY;
}

function within(attempt: () => Solution): Solution | undefined {
  try {
    return attempt();
  } catch (error) {
    if (error instanceof OverBudget) return undefined;
    throw error;
  }
}
