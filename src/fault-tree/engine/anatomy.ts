import type { Module } from "./modules.ts";

/** With more shared nodes than this below it, a gate is not looked at as a whole, unless told otherwise: there are 2 to this power cases. */
const MOST_SHARED = 6;

/**
 * How the nodes of a module hang together, for the method of classes. Numbers are the module's own: leaves, then gates. The subtree of a
 * node ends at leaves and at shared nodes, those that are an input more than once; given whether these have failed, the subtrees of different
 * gates are independent.
 */
export interface Anatomy {
  readonly module: Module;
  readonly root: number;
  readonly isShared: (node: number) => boolean;
  /** The shared nodes at which a node's subtree ends, in rising order; undefined where they are too many to try all cases. */
  readonly support: readonly (readonly number[] | undefined)[];
  /** Equal for nodes whose subtrees differ in nothing but the names of leaves of their own. */
  readonly likeness: readonly number[];
  /** Inputs of a gate by likeness: the same order for gates that are alike. */
  readonly inputsOf: (node: number) => readonly number[];
  readonly thresholdOf: (node: number) => number;
}

/** `kindOf` tells leaves apart that must not be taken for alike. */
export function anatomyOf(module: Module, kindOf: (leaf: number) => string, mostShared = MOST_SHARED): Anatomy {
  const { leaves, gates } = module;
  const count = leaves.length;
  const uses = new Int32Array(count + gates.length);
  for (const { inputs } of gates) for (const input of inputs) uses[input] = (uses[input] ?? 0) + 1;
  const isShared = (node: number): boolean => (uses[node] ?? 0) > 1;
  const known = new Map<string, number>();
  const kind = (description: string): number => {
    const found = known.get(description) ?? known.size;
    known.set(description, found);
    return found;
  };
  const support: (readonly number[] | undefined)[] = leaves.map(() => []);
  const likeness = leaves.map((_, leaf) => kind(`leaf ${kindOf(leaf)}`));
  const sorted = gates.map(({ k, inputs }) => {
    support.push(
      union(
        inputs.map((input) => (isShared(input) ? [input] : support[input])),
        mostShared,
      ),
    );
    const tokens = new Map(inputs.map((input) => [input, isShared(input) ? kind(`node ${input}`) : (likeness[input] ?? 0)]));
    const order = inputs.toSorted((a, b) => (tokens.get(a) ?? 0) - (tokens.get(b) ?? 0));
    likeness.push(kind(`${k} of ${order.map((input) => tokens.get(input))}`));
    return order;
  });
  return {
    module,
    root: count + gates.length - 1,
    isShared,
    support,
    likeness,
    // An index below 0 would be looked up by name, which is slow.
    inputsOf: (node) => (node < count ? NO_INPUTS : (sorted[node - count] ?? NO_INPUTS)),
    thresholdOf: (node) => (node < count ? 1 : (gates[node - count]?.k ?? 1)),
  };
}

const NO_INPUTS: readonly number[] = [];

function union(sets: readonly (readonly number[] | undefined)[], most: number): readonly number[] | undefined {
  const all = new Set<number>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const node of set) all.add(node);
    if (all.size > most) return undefined;
  }
  return [...all].sort((a, b) => a - b);
}

/** What to make of the parts of a subtree, from the bottom up. */
export interface Fold<T> {
  readonly leaf: (leaf: number) => T;
  readonly constant: (failed: boolean) => T;
  readonly gate: (k: number, inputs: readonly T[], node: number) => T;
}

/**
 * Works a subtree out, given which of its support have failed: the bit of `failed` at a node's place in the support is set. The node itself is
 * looked into, though it may be shared.
 */
export function foldSubtree<T>(anatomy: Anatomy, node: number, failed: number, fold: Fold<T>): T {
  const support = anatomy.support[node] ?? [];
  const results = new Map<number, T>();
  const resultOf = (id: number): T => {
    if (id !== node && anatomy.isShared(id)) return fold.constant(((failed >> support.indexOf(id)) & 1) === 1);
    const inputs = anatomy.inputsOf(id);
    if (inputs.length === 0) return fold.leaf(id);
    return results.get(id) ?? fold.gate(anatomy.thresholdOf(id), inputs.map(resultOf), id);
  };
  // Gates from the bottom up, so that none has to ask for more than its inputs.
  const gates = subtree(anatomy, node).filter((id) => id !== node && anatomy.inputsOf(id).length > 0);
  for (const id of gates.reverse()) results.set(id, resultOf(id));
  return resultOf(node);
}

/** Gates and leaves of a subtree, shared ones left out, each gate before what is below it; leaves of like subtrees come in like order. */
export function subtree(anatomy: Anatomy, node: number): readonly number[] {
  const order: number[] = [];
  const stack = [node];
  for (let id = stack.pop(); id !== undefined; id = stack.pop()) {
    order.push(id);
    const inputs = anatomy.inputsOf(id);
    for (let index = inputs.length - 1; index >= 0; index -= 1) {
      const input = inputs[index] ?? 0;
      if (!anatomy.isShared(input)) stack.push(input);
    }
  }
  return order;
}
