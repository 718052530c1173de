import { ONE } from "./node-table.ts";
import type { Family } from "./solution.ts";

/** An exact number of sets: a bigint where a double could not count so far. */
export type Count = number | bigint;

/** Numbers of sets by order: `counts[i]` sets of `i` basic events. */
export type Counts = readonly Count[];

const NO_SET: Counts = [];
const EMPTY_SET: Counts = [1];
/** The cut sets of a basic event. */
export const ONE_EVENT: Counts = [0, 1];

/** Counts the sets of a family up to an order, given the counts of its leaves. */
export function countSets(family: Family, most: number, countsOf: (leaf: number) => Counts): Counts {
  if ("k" in family) return countExactly(family.k, family.leaves.map(countsOf), most);
  const { nodes } = family.zbdd;
  const marks = nodes.reach([family.root]);
  const counts: Counts[] = new Array(nodes.size);
  counts[0] = NO_SET;
  counts[ONE] = EMPTY_SET;
  const leaves = family.leafAt.map(countsOf);
  for (let id = 2; id <= family.root; id += 1) {
    if (marks[id] !== 1) continue;
    const high = counts[nodes.high[id] ?? 0] ?? NO_SET;
    const leaf = leaves[nodes.level[id] ?? 0] ?? NO_SET;
    counts[id] = sum(counts[nodes.low[id] ?? 0] ?? NO_SET, product(high, leaf, most));
  }
  return counts[family.root] ?? NO_SET;
}

/** Lowest order of which there is a set; Infinity if there is none. */
export function lowestOrder(counts: Counts): number {
  const lowest = counts.findIndex((count) => count > 0);
  return lowest === -1 ? Number.POSITIVE_INFINITY : lowest;
}

function add(a: Count, b: Count): Count {
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a + b)) return a + b;
  return BigInt(a) + BigInt(b);
}

function multiply(a: Count, b: Count): Count {
  if (a === 0 || b === 0) return 0;
  if (typeof a === "number" && typeof b === "number" && Number.isSafeInteger(a * b)) return a * b;
  return BigInt(a) * BigInt(b);
}

function sum(a: Counts, b: Counts): Counts {
  if (a.length === 0) return b;
  const result: Count[] = [];
  for (let order = 0; order < Math.max(a.length, b.length); order += 1) result.push(add(a[order] ?? 0, b[order] ?? 0));
  return result;
}

function product(a: Counts, b: Counts, most: number): Counts {
  if (a.length === 0 || b.length === 0) return NO_SET;
  if (b === ONE_EVENT) return [0, ...a.slice(0, most)];
  const result: Count[] = new Array(Math.min(most + 1, a.length + b.length - 1)).fill(0);
  a.forEach((left, i) => {
    if (left === 0) return;
    b.forEach((right, j) => {
      if (right !== 0 && i + j < result.length) result[i + j] = add(result[i + j] ?? 0, multiply(left, right));
    });
  });
  return result;
}

/** One set each of exactly `k` members. Members with the same counts are taken together: C(m, j) ways to choose j of m. */
function countExactly(k: number, members: readonly Counts[], most: number): Counts {
  // Every set has at least one event.
  if (k > most) return NO_SET;
  const groups = new Map<string, { readonly counts: Counts; size: number }>();
  for (const counts of members) {
    const group = groups.get(counts.join());
    if (group === undefined) groups.set(counts.join(), { counts, size: 1 });
    else group.size += 1;
  }
  let left = members.length;
  let chosen: Counts[] = [EMPTY_SET];
  for (const { counts, size } of groups.values()) {
    left -= size;
    const fewest = Math.max(0, k - left);
    const next: Counts[] = new Array(k + 1).fill(NO_SET);
    let power: Counts = EMPTY_SET;
    let ways: Count = 1;
    for (let j = 0; j <= Math.min(size, k); j += 1) {
      for (let c = Math.max(fewest, j); c <= k; c += 1) {
        const before = chosen[c - j] ?? NO_SET;
        if (before.length > 0)
          next[c] = sum(
            next[c] ?? NO_SET,
            product(
              before,
              power.map((count) => multiply(count, ways)),
              most,
            ),
          );
      }
      power = product(power, counts, most);
      ways = choose(ways, size - j, j + 1);
    }
    chosen = next;
  }
  return chosen[k] ?? NO_SET;
}

/** Goes on from C(n, j) to C(n, j + 1) = C(n, j) (n - j) / (j + 1). */
function choose(ways: Count, left: number, taken: number): Count {
  const more = multiply(ways, left);
  if (typeof more === "number") return more / taken;
  const exact = more / BigInt(taken);
  return exact <= Number.MAX_SAFE_INTEGER ? Number(exact) : exact;
}
