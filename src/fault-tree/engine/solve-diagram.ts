import { Bdd, birnbaum, chances as chancesOf } from "./bdd.ts";
import { minimalCutSets } from "./minimal-sets.ts";
import type { Module } from "./modules.ts";
import type { Solution } from "./solution.ts";
import { Zbdd } from "./zbdd.ts";

/** Solves a module exactly by a BDD with its leaves in the given order. Throws OverBudget. */
export function solveDiagram(module: Module, chances: readonly number[], order: readonly number[], budget: number): Solution {
  const levels = new Int32Array(order.length);
  order.forEach((leaf, level) => {
    levels[leaf] = level;
  });
  const bdd = new Bdd(budget);
  const functions = module.leaves.map((_, leaf) => bdd.event(levels[leaf] ?? 0));
  for (const { k, inputs } of module.gates) {
    const { level } = bdd.nodes;
    const lowestFirst = inputs.map((input) => functions[input] ?? 0).sort((f, g) => (level[g] ?? 0) - (level[f] ?? 0));
    functions.push(bdd.atLeast(k, lowestFirst));
  }
  const root = functions.at(-1) ?? 0;
  const byLevel = Float64Array.from(order, (leaf) => chances[leaf] ?? 0);
  const values = chancesOf(bdd.nodes, byLevel);
  return {
    method: "bdd",
    chance: values[root] ?? 0,
    unaccounted: 0,
    nodes: bdd.nodes.size,
    slopes: () => {
      const slopes = birnbaum(bdd.nodes, root, byLevel, values);
      return Float64Array.from(module.leaves, (_, leaf) => slopes[levels[leaf] ?? 0] ?? 0);
    },
    family: ({ most, weights }) => {
      const zbdd = new Zbdd(budget);
      const weightAt = order.map((leaf) => weights[leaf] ?? 1);
      const heaviest = weightAt.reduce((sum, weight) => sum + weight, 0);
      const bound = most < heaviest ? { most, weights: weightAt } : undefined;
      return { zbdd, root: minimalCutSets(bdd.nodes, root, zbdd, bound), leafAt: order };
    },
  };
}
