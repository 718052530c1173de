import { isGate } from "./dag.ts";
import type { DividedTree } from "./modules.ts";
import type { Solution } from "./solution.ts";
import { solveModule } from "./solve-module.ts";

/** A tree with its modules solved. */
export interface SolvedTree {
  readonly divided: DividedTree;
  /** By the number of the module's root. */
  readonly solutions: ReadonlyMap<number, Solution>;
  /** Chance of each event and of each module's root. */
  readonly chances: Float64Array;
}

/** Solves the modules, inner ones first: to the outer ones they are like events. Throws OverBudget. */
export function solveTree(divided: DividedTree, budget: number, solve = solveModule): SolvedTree {
  const { dag, modules } = divided;
  const chances = Float64Array.from(dag.nodes, (node) => (isGate(node) ? 0 : node.chance));
  const solutions = new Map<number, Solution>();
  let left = budget;
  for (const [root, module] of modules) {
    const solution = solve(
      module,
      module.leaves.map((leaf) => chances[leaf] ?? 0),
      left,
    );
    left -= solution.nodes;
    chances[root] = solution.chance;
    solutions.set(root, solution);
  }
  return { divided, solutions, chances };
}

/** How much the chance of the root grows with that of each event: by the chain rule, from the outer modules to the inner ones. */
export function importances({ divided: { dag, modules }, solutions }: SolvedTree): Float64Array {
  const slopes = new Float64Array(dag.nodes.length);
  slopes[dag.nodes.length - 1] = 1;
  for (const [root, module] of [...modules].reverse()) {
    const inner = solutions.get(root)?.slopes();
    module.leaves.forEach((leaf, index) => {
      slopes[leaf] = (slopes[root] ?? 0) * (inner?.[index] ?? 0);
    });
  }
  return slopes;
}
