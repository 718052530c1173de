import { type FaultTree, threshold } from "../fault-tree.ts";
import { postorder } from "./postorder.ts";

/** A gate that fails when `k` of its inputs have failed; 1 makes it an OR, the number of inputs an AND. */
export interface Threshold {
  readonly k: number;
  readonly inputs: readonly number[];
}

export interface Leaf {
  readonly name: string;
  readonly chance: number;
}

export type DagNode = Threshold | Leaf;

/** A fault tree by numbers. Nodes are at their own index, inputs before the gates that use them; the root is the last one. */
export interface Dag {
  readonly nodes: readonly DagNode[];
}

/** Instead of the number of a node: what never fails, and what has failed already. Sorted, these come first. */
export const NEVER = -1;
export const ALWAYS = -2;

export function isGate(node: DagNode | undefined): node is Threshold {
  return node !== undefined && "inputs" in node;
}

/** Collects nodes. A gate that says the same as an earlier one is that one. */
export class DagBuilder {
  readonly nodes: DagNode[] = [];
  /** Numbers of gates by their hash; where it is taken, by the next free number. */
  readonly #gates = new Map<number, number>();

  leaf(leaf: Leaf): number {
    return this.nodes.push(leaf) - 1;
  }

  /** The number of a gate, or of the simpler thing that it comes to. Inputs may be constants. */
  gate(k: number, inputs: readonly number[]): number {
    if (isAscending(inputs)) return this.#ofDistinct(k, inputs);
    const sorted = inputs.toSorted((a, b) => a - b);
    const open = sorted.filter((input) => input >= 0);
    const needed = k - (sorted.lastIndexOf(ALWAYS) + 1);
    if (needed <= 0) return ALWAYS;
    if (needed > open.length) return NEVER;
    // An AND or an OR does not count: to name an input twice changes nothing.
    const distinct = open.filter((input, index) => input !== open[index - 1]);
    if (needed === open.length) return this.#ofDistinct(distinct.length, distinct);
    return this.#ofDistinct(needed, needed === 1 ? distinct : open);
  }

  #ofDistinct(k: number, inputs: readonly number[]): number {
    if (k > inputs.length) return NEVER;
    return inputs.length === 1 ? (inputs[0] ?? NEVER) : this.#once(k, inputs);
  }

  #once(k: number, inputs: readonly number[]): number {
    let hash = k;
    for (const input of inputs) hash = (Math.imul(hash, 31) + input) | 0;
    for (let id = this.#gates.get(hash); id !== undefined; id = this.#gates.get(hash)) {
      const other = this.nodes[id];
      const same =
        isGate(other) && other.k === k && other.inputs.length === inputs.length && other.inputs.every((it, at) => it === inputs[at]);
      if (same) return id;
      hash += 1;
    }
    this.#gates.set(hash, this.nodes.length);
    return this.nodes.push({ k, inputs }) - 1;
  }
}

/** Whether each input is greater than the one before, and none is a constant. */
function isAscending(inputs: readonly number[]): boolean {
  let last = -1;
  for (const input of inputs) {
    if (input <= last) return false;
    last = input;
  }
  return true;
}

/** Numbers what `tree.top` needs. The tree must be sound. */
export function dagOf(tree: FaultTree): Dag {
  const build = new DagBuilder();
  const numbers = new Map<string, number>();
  for (const name of postorder(tree.top, (it) => tree.gates.get(it)?.inputs ?? NO_INPUTS)) {
    const gate = tree.gates.get(name);
    const number =
      gate === undefined
        ? build.leaf({ name, chance: tree.events.get(name) ?? 0 })
        : build.gate(
            threshold(gate),
            gate.inputs.map((input) => numbers.get(input) ?? NEVER),
          );
    numbers.set(name, number);
  }
  const root = numbers.get(tree.top) ?? NEVER;
  return root === build.nodes.length - 1 ? { nodes: build.nodes } : compact(build.nodes, root);
}

const NO_INPUTS: readonly never[] = [];

/** Keeps what the root needs, in depth-first order from it. */
export function compact(nodes: readonly DagNode[], root: number): Dag {
  const inputsOf = (id: number): readonly number[] => {
    const node = nodes[id];
    return isGate(node) ? node.inputs : NO_INPUTS;
  };
  const order = postorder(root, inputsOf);
  const numbers = new Int32Array(nodes.length);
  order.forEach((id, number) => {
    numbers[id] = number;
  });
  return {
    nodes: order.map((id) => {
      const node = nodes[id] ?? NOTHING;
      return isGate(node) ? { k: node.k, inputs: node.inputs.map((input) => numbers[input] ?? NEVER) } : node;
    }),
  };
}

const NOTHING: Leaf = { name: "", chance: 0 };

/** How many inputs of gates each node is. */
export function fanOut(dag: Dag): Int32Array {
  const uses = new Int32Array(dag.nodes.length);
  for (const node of dag.nodes) {
    if (isGate(node)) for (const input of node.inputs) uses[input] = (uses[input] ?? 0) + 1;
  }
  return uses;
}
