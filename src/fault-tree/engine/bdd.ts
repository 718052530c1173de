import { NodeTable, ONE, ResultCache, ZERO } from "./node-table.ts";

/** Reduced ordered binary decision diagrams (Bryant 1986) of coherent functions: the high branch is that of a failed event. */
export class Bdd {
  readonly nodes: NodeTable;
  readonly #ands = new ResultCache();
  readonly #ors = new ResultCache();
  readonly #stack: number[] = [];

  constructor(budget: number) {
    this.nodes = new NodeTable(budget);
  }

  /** The function of one event; levels count from 0 at the top. */
  event(level: number): number {
    return this.node(level, ZERO, ONE);
  }

  node(level: number, low: number, high: number): number {
    return low === high ? low : this.nodes.find(level, low, high);
  }

  and(f: number, g: number): number {
    return this.#apply(f, g, ZERO, this.#ands);
  }

  or(f: number, g: number): number {
    return this.#apply(f, g, ONE, this.#ors);
  }

  /**
   * At least `k` of the functions. One row of counters: `counts[c]` is "at least c of those so far"; nothing is expanded to
   * combinations. Cheapest if the functions come with the lowest in the order first.
   */
  atLeast(k: number, functions: readonly number[]): number {
    const n = functions.length;
    const counts = new Int32Array(k + 1).fill(ZERO);
    counts[0] = ONE;
    functions.forEach((f, index) => {
      const fewest = Math.max(1, k - (n - 1 - index));
      for (let c = Math.min(k, index + 1); c >= fewest; c -= 1) counts[c] = this.#either(f, counts[c - 1] ?? ZERO, counts[c] ?? ZERO);
    });
    return counts[k] ?? ZERO;
  }

  /** `yes` if `f`, else `no`; `yes` must hold wherever `no` does. */
  #either(f: number, yes: number, no: number): number {
    const { level, low, high } = this.nodes;
    const top = level[f] ?? 0;
    const alone = low[f] === ZERO && high[f] === ONE && top < (level[yes] ?? 0) && top < (level[no] ?? 0);
    return alone ? this.node(top, no, yes) : this.or(no, this.and(f, yes));
  }

  /**
   * AND or OR, told apart by the terminal that decides them. Walks with a stack of its own. A frame is four numbers: the two
   * operands, and the result of the low branch, or -1 while that is being worked out.
   */
  #apply(left: number, right: number, deciding: number, cache: ResultCache): number {
    const { nodes } = this;
    const stack = this.#stack;
    const neutral = deciding ^ 1;
    let depth = 0;
    let f = left;
    let g = right;
    for (;;) {
      let result: number;
      if (f > g) {
        const lesser = g;
        g = f;
        f = lesser;
      }
      if (f === deciding || g === deciding) result = deciding;
      else if (f === neutral || f === g) result = g;
      else if (g === neutral) result = f;
      else result = cache.get(f, g);
      if (result === -1) {
        stack[depth] = f;
        stack[depth + 1] = g;
        stack[depth + 2] = -1;
        depth += 3;
        const { level, low } = nodes;
        const ofF = level[f] ?? 0;
        const ofG = level[g] ?? 0;
        if (ofF <= ofG) f = low[f] ?? 0;
        if (ofG <= ofF) g = low[g] ?? 0;
        continue;
      }
      // Hand the result up until a frame has its high branch still to do.
      for (;;) {
        if (depth === 0) return result;
        const { level, high } = nodes;
        f = stack[depth - 3] ?? 0;
        g = stack[depth - 2] ?? 0;
        const low = stack[depth - 1] ?? 0;
        const ofF = level[f] ?? 0;
        const ofG = level[g] ?? 0;
        if (low === -1) {
          stack[depth - 1] = result;
          if (ofF <= ofG) f = high[f] ?? 0;
          if (ofG <= ofF) g = high[g] ?? 0;
          break;
        }
        result = this.node(Math.min(ofF, ofG), low, result);
        cache.set(f, g, result);
        depth -= 3;
      }
    }
  }
}

/** Chance of each node's function, given the chances of the events by level. */
export function chances(nodes: NodeTable, chanceOf: Float64Array): Float64Array {
  const values = new Float64Array(nodes.size);
  values[ONE] = 1;
  for (let id = 2; id < nodes.size; id += 1) {
    const chance = chanceOf[nodes.level[id] ?? 0] ?? 0;
    values[id] = chance * (values[nodes.high[id] ?? 0] ?? 0) + (1 - chance) * (values[nodes.low[id] ?? 0] ?? 0);
  }
  return values;
}

/** Birnbaum importance by level: how much the chance of `root` grows with that of the event there. `values` are the `chances` of the nodes. */
export function birnbaum(nodes: NodeTable, root: number, chanceOf: Float64Array, values: Float64Array): Float64Array {
  const arriving = new Float64Array(nodes.size);
  const slopes = new Float64Array(chanceOf.length);
  arriving[root] = 1;
  for (let id = root; id > ONE; id -= 1) {
    const share = arriving[id] ?? 0;
    if (share === 0) continue;
    const [level, low, high] = [nodes.level[id] ?? 0, nodes.low[id] ?? 0, nodes.high[id] ?? 0];
    const chance = chanceOf[level] ?? 0;
    slopes[level] = (slopes[level] ?? 0) + share * ((values[high] ?? 0) - (values[low] ?? 0));
    arriving[high] = (arriving[high] ?? 0) + share * chance;
    arriving[low] = (arriving[low] ?? 0) + share * (1 - chance);
  }
  return slopes;
}
