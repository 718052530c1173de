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
export interface FamilyPart {
  readonly family: Family;
  readonly leaves: readonly number[];
}

/**
 * Puts the families of inner modules in the place of the leaves that stand for them. Inner modules come first in `parts`, the whole
 * tree last. `isSmall` says of which events and modules some set is small enough to be listed. Throws OverBudget.
 */
export function flatten(
  parts: ReadonlyMap<number, FamilyPart>,
  root: number,
  isSmall: (number: number) => boolean,
  budget: number,
): EventSets {
  const whole = parts.get(root);
  if (whole !== undefined && "zbdd" in whole.family && !whole.leaves.some((leaf) => parts.has(leaf))) {
    const { zbdd, root: sets, leafAt } = whole.family;
    return { zbdd, root: sets, eventAt: leafAt.map((leaf) => whole.leaves[leaf] ?? -1) };
  }
  const used = orderParts(parts, root, isSmall);
  const eventAt = used.filter((number) => !parts.has(number));
  const zbdd = new Zbdd(budget);
  const sets = new Map(eventAt.map((event, level) => [event, zbdd.element(level)]));
  // Backwards, inner modules come before the outer ones.
  for (const number of used.toReversed()) {
    const part = parts.get(number);
    if (part !== undefined)
      sets.set(
        number,
        substitute(zbdd, part.family, (leaf) => sets.get(part.leaves[leaf] ?? -1) ?? NONE),
      );
  }
  return { zbdd, root: sets.get(root) ?? NONE, eventAt };
}

/** The events and modules of which there are sets in the whole tree's, events in the order of their module's leaves. */
function orderParts(parts: ReadonlyMap<number, FamilyPart>, root: number, isSmall: (number: number) => boolean): readonly number[] {
  const order: number[] = [];
  const stack = [root];
  for (let number = stack.pop(); number !== undefined; number = stack.pop()) {
    order.push(number);
    const part = parts.get(number);
    if (part === undefined) continue;
    for (const leaf of leavesOf(part.family).toReversed()) {
      const inner = part.leaves[leaf] ?? -1;
      if (isSmall(inner)) stack.push(inner);
    }
  }
  return order;
}

/** The leaves that are in some set, in the order of the family. */
function leavesOf(family: Family): readonly number[] {
  if ("k" in family) return family.leaves;
  const { nodes } = family.zbdd;
  const marks = nodes.reach([family.root]);
  const levels = new Set<number>();
  for (let id = 2; id <= family.root; id += 1) if (marks[id] === 1) levels.add(nodes.level[id] ?? 0);
  return [...levels].sort((a, b) => a - b).map((level) => family.leafAt[level] ?? -1);
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
