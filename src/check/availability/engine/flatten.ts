import { ONE } from "./node-table.ts";
import type { Family } from "./solution.ts";
import { EMPTY_SET, NONE, Zbdd } from "./zbdd.ts";

/** The minimal cut sets of a whole tree in terms of basic events. */
export interface EventSets {
  readonly zbdd: Zbdd;
  readonly root: number;
  /** Number, in the tree, of the event of each level. */
  readonly eventAt: readonly number[];
}

/** A module's family by the numbers, in the tree, of its leaves: of events, or of the inner modules' roots. */
export interface Part {
  readonly family: Family;
  readonly leaves: readonly number[];
}

/**
 * Puts the families of inner modules in the place of the leaves that stand for them. Inner modules come first in `parts`, the whole
 * tree last. `wanted` says of which events and modules some set is small enough to be listed. Throws OverBudget.
 */
export function flatten(parts: ReadonlyMap<number, Part>, root: number, wanted: (number: number) => boolean, budget: number): EventSets {
  const eventAt = orderEvents(parts, root);
  const zbdd = new Zbdd(budget);
  const sets = new Map(eventAt.map((event, level) => [event, wanted(event) ? zbdd.element(level) : NONE]));
  for (const [number, part] of parts) {
    const setsOf = (leaf: number): number => sets.get(part.leaves[leaf] ?? -1) ?? NONE;
    sets.set(number, wanted(number) ? substitute(zbdd, part.family, setsOf) : NONE);
  }
  return { zbdd, root: sets.get(root) ?? NONE, eventAt };
}

/** Events in the order of their module's leaves, an inner module's in its place. */
function orderEvents(parts: ReadonlyMap<number, Part>, root: number): readonly number[] {
  const order: number[] = [];
  const stack = [root];
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    const part = parts.get(number);
    if (part === undefined) {
      order.push(number);
      continue;
    }
    const { family, leaves } = part;
    const ordered = "k" in family ? family.leaves : family.leafAt;
    for (const leaf of ordered.toReversed()) stack.push(leaves[leaf] ?? -1);
  }
  return order;
}

function substitute(into: Zbdd, family: Family, setsOf: (leaf: number) => number): number {
  if ("k" in family) return into.exactly(family.k, family.leaves.map(setsOf));
  const { nodes } = family.zbdd;
  const marks = nodes.reach([family.root]);
  const sets = new Int32Array(nodes.size).fill(NONE);
  sets[ONE] = EMPTY_SET;
  for (let id = 2; id <= family.root; id += 1) {
    if (marks[id] !== 1) continue;
    const leaf = setsOf(family.leafAt[nodes.level[id] ?? 0] ?? -1);
    sets[id] = into.union(into.product(leaf, sets[nodes.high[id] ?? 0] ?? NONE), sets[nodes.low[id] ?? 0] ?? NONE);
  }
  return sets[family.root] ?? NONE;
}
