import { type Anatomy, foldSubtree } from "./anatomy.ts";
import { layOut, type StateLayout } from "./layout.ts";
import type { Counter, InputClass, WalkStep } from "./schedule.ts";
import { chanceOfAtLeast, type Group, groupByChance } from "./tally.ts";

/** A counter keeps at most so many groups of members apart, by their chance, until it is closed. */
const MOST_POOLS = 4;

/** All that is known before the walk through the states begins. */
export interface ClassPlan {
  readonly anatomy: Anatomy;
  readonly chances: readonly number[];
  readonly steps: readonly WalkStep[];
  readonly layout: StateLayout;
  /**
   * Members whose failures are not counted before the counter is closed, by their chance: as long as none of the shared nodes that they ask
   * for has failed, it does not matter which they are. Of the first `extras` of these groups members may leave because one has; the state
   * holds how many.
   */
  readonly pools: ReadonlyMap<Counter, readonly Group[]>;
  /** Chance that an input of a class has failed, given which of its support have. */
  readonly chanceOf: (inputs: InputClass, failed: number) => number;
  /** Which pool a class is in; -1 for none. */
  readonly poolOf: (counter: Counter, inputs: InputClass) => number;
}

export function planClasses(anatomy: Anatomy, chances: readonly number[], steps: readonly WalkStep[]): ClassPlan {
  const known = new Map<InputClass, Map<number, number>>();
  const chanceOf = (inputs: InputClass, failed: number): number => {
    if (inputs.direct) return failed;
    const byCase = known.get(inputs) ?? new Map<number, number>();
    known.set(inputs, byCase);
    const chance = byCase.get(failed) ?? chanceOfSubtree(anatomy, chances, inputs.members[0] ?? 0, failed);
    byCase.set(failed, chance);
    return chance;
  };
  const pools = new Map<Counter, readonly Group[]>();
  const leaving = new Map<Counter, number>();
  for (const step of steps) {
    if (step.kind !== "close") continue;
    const { counter } = step;
    const deferred = commonChances(counter.classes, (inputs) => chanceOf(inputs, 0));
    const groups = new Map(deferred.map((chance) => [chance, 0]));
    leaving.set(counter, groups.size);
    for (const inputs of counter.classes)
      add(groups, chanceOf(inputs, 0), deferred.includes(chanceOf(inputs, 0)) ? inputs.members.length : 0);
    for (const inputs of counter.plain) add(groups, chanceOf(inputs, 0), inputs.members.length);
    pools.set(
      counter,
      [...groups].map(([chance, members]) => ({ chance, members })),
    );
  }
  const extrasOf = (counter: Counter): number => leaving.get(counter) ?? 0;
  const poolOf = (counter: Counter, inputs: InputClass): number => {
    const chance = chanceOf(inputs, 0);
    return (pools.get(counter) ?? []).slice(0, extrasOf(counter)).findIndex((pool) => pool.chance === chance);
  };
  return { anatomy, chances, steps, layout: layOut(steps, extrasOf), pools, chanceOf, poolOf };
}

function add(groups: Map<number, number>, chance: number, members: number): void {
  if (members > 0) groups.set(chance, (groups.get(chance) ?? 0) + members);
}

/** The chances that most members have. */
function commonChances(classes: readonly InputClass[], chanceOf: (inputs: InputClass) => number): readonly number[] {
  const members = new Map<number, number>();
  for (const inputs of classes) {
    const chance = chanceOf(inputs);
    if (chance > 0) add(members, chance, inputs.members.length);
  }
  return [...members]
    .sort(([a, many], [b, more]) => more - many || a - b)
    .slice(0, MOST_POOLS)
    .map(([chance]) => chance);
}

/** Chance that a node has failed, given which of its support have. */
export function chanceOfSubtree(anatomy: Anatomy, chances: readonly number[], node: number, failed: number): number {
  return foldSubtree(anatomy, node, failed, {
    leaf: (leaf) => chances[leaf] ?? 0,
    constant: (it) => (it ? 1 : 0),
    gate: (k, inputs) => chanceOfAtLeast(k, groupByChance(inputs)),
  });
}
