import type { Module } from "./modules.ts";
import type { Solution } from "./solution.ts";
import { chanceOfAtLeast, groupByChance, slopes } from "./tally.ts";

/** Solves a module that is one gate over leaves of its own, in closed form. Undefined for any other. */
export function solveGate({ leaves, gates }: Module, chances: readonly number[]): Solution | undefined {
  const [gate] = gates;
  if (gate === undefined || gates.length > 1 || gate.inputs.length > leaves.length) return undefined;
  const { k } = gate;
  const groups = groupByChance(gate.inputs.map((leaf) => chances[leaf] ?? 0));
  return {
    method: "bdd",
    chance: chanceOfAtLeast(k, groups),
    unaccounted: 0,
    nodes: leaves.length,
    slopes: () => {
      const byGroup = slopes(k, groups);
      const byChance = new Map(groups.map(({ chance }, index) => [chance, byGroup[index] ?? 0]));
      return Float64Array.from(leaves, (_, leaf) => byChance.get(chances[leaf] ?? 0) ?? 0);
    },
    family: () => ({ k, leaves: gate.inputs }),
  };
}
