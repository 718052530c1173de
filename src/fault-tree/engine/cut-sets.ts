import { isGate } from "./dag.ts";
import { type FamilyPart, flatten } from "./flatten.ts";
import { type LikelySet, likeliest } from "./likeliest.ts";
import { type Counts, countSets, lowestOrder, ONE_EVENT } from "./set-counts.ts";
import type { SolvedTree } from "./solve-tree.ts";

export interface CutSets {
  /** Of all minimal cut sets up to the order asked for. */
  readonly counts: Counts;
  readonly listed: readonly LikelySet[];
}

/** Counts the minimal cut sets of up to `most` events, and lists at most `limit` of them, of the lowest orders. Throws OverBudget. */
export function cutSetsOf(solved: SolvedTree, most: number, limit: number, budget: number): CutSets {
  const { dag, modules } = solved.divided;
  const root = dag.nodes.length - 1;
  const parts = new Map<number, FamilyPart>();
  const counts: Counts[] = dag.nodes.map((node) => (isGate(node) ? [] : ONE_EVENT));
  const countsAt = (id: number): Counts => counts[id] ?? [];
  for (const [id, { leaves }] of modules) {
    const weights = leaves.map((leaf) => lowestOrder(countsAt(leaf)));
    const family = solved.solutions.get(id)?.family({ most, weights });
    if (family === undefined) continue;
    parts.set(id, { family, leaves });
    counts[id] = countSets(family, most, (leaf) => countsAt(leaves[leaf] ?? -1));
  }
  const total = countsAt(root).slice(0, most + 1);
  const wanted = share(total, limit);
  if (wanted.every((count) => count === 0)) return { counts: total, listed: [] };
  const sets = flatten(parts, root, (id) => lowestOrder(countsAt(id)) < wanted.length, budget);
  return { counts: total, listed: likeliest(sets, (event) => solved.chances[event] ?? 0, wanted) };
}

/** How many sets of each order are listed, up to the last order of which there are any. */
function share(counts: Counts, limit: number): readonly number[] {
  const wanted: number[] = [];
  let left = limit;
  for (const count of counts) {
    if (left <= 0) break;
    const listed = count < left ? Number(count) : left;
    wanted.push(listed);
    left -= listed;
  }
  return wanted;
}
