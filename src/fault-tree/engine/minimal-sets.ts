import { type NodeTable, ONE, ZERO } from "./node-table.ts";
import { EMPTY_SET, NONE, type Zbdd } from "./zbdd.ts";

/** Which minimal sets are wanted: those whose elements weigh at most `most` together. */
export interface Bound {
  readonly most: number;
  /** Weight of each level's element, at least 1. */
  readonly weights: ArrayLike<number>;
}

/**
 * Minimal cut sets of the coherent function that a BDD describes, after Rauzy, "New algorithms for fault trees analysis" (1993). What is
 * minimal with an event and brings the top about without it is minimal without it, so that equal sets are all there is to take away.
 */
export function minimalCutSets(nodes: NodeTable, root: number, zbdd: Zbdd, bound?: Bound): number {
  return upwards(nodes, root, zbdd, bound, (high, low) => zbdd.difference(high, low));
}

/** Those sets of a family that contain no other. */
export function minimalSets(family: number, zbdd: Zbdd, bound?: Bound): number {
  return upwards(zbdd.nodes, family, zbdd, bound, (high, low) => zbdd.without(high, low));
}

/** Goes through the nodes upwards, once for each weight that a path from the root leaves. */
function upwards(
  nodes: NodeTable,
  root: number,
  zbdd: Zbdd,
  bound: Bound | undefined,
  less: (high: number, low: number) => number,
): number {
  const most = bound?.most ?? 0;
  const width = most + 1;
  const weightOf = (id: number): number => bound?.weights[nodes.level[id] ?? 0] ?? 0;
  const wanted = new Uint8Array(width * (root + 1));
  wanted[root * width + most] = 1;
  for (let id = root; id > ONE; id -= 1) {
    const weight = weightOf(id);
    for (let left = 0; left <= most; left += 1) {
      if (wanted[id * width + left] !== 1) continue;
      wanted[(nodes.low[id] ?? 0) * width + left] = 1;
      if (weight <= left) wanted[(nodes.high[id] ?? 0) * width + left - weight] = 1;
    }
  }
  const sets = new Int32Array(width * (root + 1)).fill(NONE);
  if (root >= ONE) sets.fill(EMPTY_SET, ONE * width, 2 * width);
  for (let id = 2; id <= root; id += 1) {
    const weight = weightOf(id);
    for (let left = 0; left <= most; left += 1) {
      if (wanted[id * width + left] !== 1) continue;
      const low = sets[(nodes.low[id] ?? 0) * width + left] ?? NONE;
      const high = weight <= left ? (sets[(nodes.high[id] ?? 0) * width + left - weight] ?? NONE) : NONE;
      sets[id * width + left] = zbdd.node(nodes.level[id] ?? 0, low, less(high, low));
    }
  }
  return root === ZERO ? NONE : (sets[root * width + most] ?? NONE);
}
