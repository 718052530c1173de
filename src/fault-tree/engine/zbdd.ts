import { NodeTable, ONE, ResultCache, ZERO } from "./node-table.ts";

/** The family without a set. */
export const NONE = ZERO;
/** The family of the empty set alone. */
export const EMPTY_SET = ONE;

type Operation = "union" | "difference" | "product" | "without";

/**
 * Families of sets as zero-suppressed decision diagrams (Minato 1993): the high branch of a node holds the sets with its element in
 * them, the low branch those without.
 */
export class Zbdd {
  readonly nodes: NodeTable;
  readonly #caches: Readonly<Record<Operation, ResultCache>> = {
    union: new ResultCache(),
    difference: new ResultCache(),
    product: new ResultCache(),
    without: new ResultCache(),
  };
  readonly #stack: number[] = [];

  constructor(budget: number) {
    this.nodes = new NodeTable(budget);
  }

  node(level: number, low: number, high: number): number {
    return high === NONE ? low : this.nodes.find(level, low, high);
  }

  element(level: number): number {
    return this.node(level, NONE, EMPTY_SET);
  }

  union(f: number, g: number): number {
    return this.#apply("union", f, g);
  }

  /** The sets of `f` that are not in `g`. */
  difference(f: number, g: number): number {
    return this.#apply("difference", f, g);
  }

  /** Each set of `f` with each of `g`. All elements of `f` must come before those of `g` in the order. */
  product(f: number, g: number): number {
    return this.#apply("product", f, g);
  }

  /** The sets of `f` that contain no set of `g`. No set of `g` may contain another one of `g`. */
  without(f: number, g: number): number {
    return this.#apply("without", f, g);
  }

  /** Sets made of one set each of exactly `k` families, which come in the order of their elements. */
  exactly(k: number, families: readonly number[]): number {
    const n = families.length;
    const counts = new Int32Array(k + 1).fill(NONE);
    counts[0] = EMPTY_SET;
    families.toReversed().forEach((family, index) => {
      const fewest = Math.max(1, k - (n - 1 - index));
      for (let c = Math.min(k, index + 1); c >= fewest; c -= 1) {
        counts[c] = this.union(this.product(family, counts[c - 1] ?? NONE), counts[c] ?? NONE);
      }
    });
    return counts[k] ?? NONE;
  }

  /** The result where it is plain to see, else -1. */
  #settled(operation: Operation, f: number, g: number): number {
    if (operation === "union") {
      if (f === NONE || f === g) return g;
      return g === NONE ? f : -1;
    }
    if (operation === "product") {
      if (f === NONE || g === NONE) return NONE;
      if (f === EMPTY_SET) return g;
      return g === EMPTY_SET ? f : -1;
    }
    if (f === NONE || f === g) return NONE;
    if (operation === "difference") return g === NONE ? f : -1;
    if (g === EMPTY_SET) return NONE;
    // The empty set contains no other than itself.
    return g === NONE || f === EMPTY_SET ? f : -1;
  }

  /** Walks with a stack of its own. A frame is four numbers: the operands, the result of the low branch, and how far it has come. */
  #apply(operation: Operation, left: number, right: number): number {
    const { nodes } = this;
    const cache = this.#caches[operation];
    const stack = this.#stack;
    let depth = 0;
    let f = left;
    let g = right;
    for (;;) {
      if (operation === "union" && f > g) {
        const lesser = g;
        g = f;
        f = lesser;
      } else if (operation === "difference" || operation === "without") {
        // Sets of `g` with an element that no set of `f` has do not matter.
        while ((nodes.level[g] ?? 0) < (nodes.level[f] ?? 0)) g = nodes.low[g] ?? 0;
      }
      let result = this.#settled(operation, f, g);
      if (result === -1) result = cache.get(f, g);
      if (result === -1) {
        stack[depth] = f;
        stack[depth + 1] = g;
        stack[depth + 3] = 0;
        depth += 4;
        const { level, low } = nodes;
        const ofF = level[f] ?? 0;
        const ofG = level[g] ?? 0;
        if (ofF <= ofG) f = low[f] ?? 0;
        if (ofG <= ofF) g = low[g] ?? 0;
        continue;
      }
      // Hand the result up until a frame has something left to do.
      for (;;) {
        if (depth === 0) return result;
        const { level, low, high } = nodes;
        f = stack[depth - 4] ?? 0;
        g = stack[depth - 3] ?? 0;
        const step = stack[depth - 1] ?? 0;
        const ofF = level[f] ?? 0;
        const ofG = level[g] ?? 0;
        stack[depth - 1] = step + 1;
        if (step === 0) {
          stack[depth - 2] = result;
          f = ofF <= ofG ? (high[f] ?? 0) : NONE;
          if (operation === "without") g = ofG <= ofF ? (low[g] ?? 0) : g;
          else if (operation !== "product") g = ofG <= ofF ? (high[g] ?? 0) : NONE;
          break;
        }
        if (step === 1 && operation === "without") {
          // With the element a set may contain one of `g` that has it, too.
          g = ofG <= ofF ? (high[g] ?? 0) : NONE;
          f = result;
          break;
        }
        result = this.node(Math.min(ofF, ofG), stack[depth - 2] ?? 0, result);
        cache.set(f, g, result);
        depth -= 4;
      }
    }
  }
}
