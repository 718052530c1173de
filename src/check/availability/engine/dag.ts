import { type FaultTree, threshold } from "../fault-tree.ts";

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

/** Instead of the number of a node: what never fails, and what has failed already. */
export const NEVER = -1;
export const ALWAYS = -2;

export function isGate(node: DagNode | undefined): node is Threshold {
  return node !== undefined && "inputs" in node;
}

/** Collects nodes. A gate that says the same as an earlier one is that one. */
export class DagBuilder {
  readonly nodes: DagNode[] = [];
  readonly #leaves = new Map<string, number>();
  readonly #gates = new Map<string, number>();

  leaf(leaf: Leaf): number {
    return this.#once(this.#leaves, leaf.name, leaf);
  }

  /** The number of a gate, or of the simpler thing that it comes to. Inputs may be constants. */
  gate(k: number, inputs: readonly number[]): number {
    const failed = inputs.filter((input) => input === ALWAYS).length;
    const open = failed === 0 && !inputs.includes(NEVER) ? inputs : inputs.filter((input) => input >= 0);
    const needed = k - failed;
    if (needed <= 0) return ALWAYS;
    if (needed > open.length) return NEVER;
    const every = needed === open.length;
    // An AND or an OR does not count: to name an input twice changes nothing.
    const distinct = every || needed === 1 ? [...new Set(open)] : open;
    if (distinct.length === 1) return distinct[0] ?? NEVER;
    const gate = { k: every ? distinct.length : needed, inputs: distinct };
    return this.#once(this.#gates, `${gate.k}:${Int32Array.from(distinct).sort().join()}`, gate);
  }

  #once(known: Map<string, number>, key: string, node: DagNode): number {
    const found = known.get(key);
    if (found !== undefined) return found;
    known.set(key, this.nodes.length);
    return this.nodes.push(node) - 1;
  }
}

/** Numbers what `tree.top` needs. The tree must be sound. */
export function dagOf(tree: FaultTree): Dag {
  const build = new DagBuilder();
  const numbers = new Map<string, number>();
  const stack = [tree.top];
  for (let name = stack.at(-1); name !== undefined; name = stack.at(-1)) {
    const gate = tree.gates.get(name);
    const missing = numbers.has(name) ? [] : (gate?.inputs.filter((input) => !numbers.has(input)) ?? []);
    if (missing.length > 0) {
      // Reversed, so that inputs are numbered in the order in which the author wrote them.
      for (const input of missing.reverse()) stack.push(input);
      continue;
    }
    stack.pop();
    if (numbers.has(name)) continue;
    const number =
      gate === undefined
        ? build.leaf({ name, chance: tree.events.get(name) ?? 0 })
        : build.gate(
            threshold(gate),
            gate.inputs.map((input) => numbers.get(input) ?? NEVER),
          );
    numbers.set(name, number);
  }
  return compact(build.nodes, numbers.get(tree.top) ?? NEVER);
}

/** Keeps what the root needs, in depth-first order from it. */
export function compact(nodes: readonly DagNode[], root: number): Dag {
  const kept: DagNode[] = [];
  const numbers = new Int32Array(nodes.length).fill(-1);
  const stack = [root];
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const node = nodes[id];
    if (node === undefined) throw new RangeError(`no node ${id}`);
    if (numbers[id] !== -1) {
      stack.pop();
      continue;
    }
    const missing = isGate(node) ? node.inputs.filter((input) => numbers[input] === -1) : [];
    if (missing.length > 0) {
      for (const input of missing.reverse()) stack.push(input);
      continue;
    }
    stack.pop();
    const moved = isGate(node) ? { k: node.k, inputs: node.inputs.map((input) => numbers[input] ?? -1) } : node;
    numbers[id] = kept.push(moved) - 1;
  }
  return { nodes: kept };
}

/** How many inputs of gates each node is. */
export function fanOut(dag: Dag): Int32Array {
  const uses = new Int32Array(dag.nodes.length);
  for (const node of dag.nodes) {
    if (isGate(node)) for (const input of node.inputs) uses[input] = (uses[input] ?? 0) + 1;
  }
  return uses;
}
