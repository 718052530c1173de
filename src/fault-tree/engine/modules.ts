import { type Dag, type DagNode, fanOut, isGate, type Threshold } from "./dag.ts";

/**
 * A part of the tree that shares nothing with the rest, reduced to what is its own: inner modules are leaves here. Inputs below
 * `leaves.length` are leaves, others are gates, counted on; the last gate is the root.
 */
export interface Module {
  /** Numbers, in the divided tree, of events and of inner modules' roots. */
  readonly leaves: readonly number[];
  readonly gates: readonly Threshold[];
}

export interface DividedTree {
  readonly dag: Dag;
  /** By the number of their root, inner ones first; the last is the whole tree. Empty if the tree is an event alone. */
  readonly modules: ReadonlyMap<number, Module>;
}

/** Divides the tree into its modules, after Dutuit and Rauzy, "A linear-time algorithm to find modules of fault trees" (1996). */
export function divide(dag: Dag): DividedTree {
  const grouped = groupPrivateInputs(dag, moduleRoots(dag));
  const isRoot = moduleRoots(grouped);
  const modules = new Map<number, Module>();
  grouped.nodes.forEach((node, id) => {
    if (isGate(node) && isRoot[id] === 1) modules.set(id, moduleAt(grouped, id, isRoot));
  });
  return { dag: grouped, modules };
}

/**
 * Marks the nodes below which nothing is used from elsewhere. In a depth-first walk, these are the nodes whose descendants are all
 * first met after the node is entered, and last met before it is left.
 */
function moduleRoots(dag: Dag): Uint8Array {
  const { nodes } = dag;
  const entered = new Int32Array(nodes.length);
  const left = new Int32Array(nodes.length);
  const lastMet = new Int32Array(nodes.length);
  const next = new Int32Array(nodes.length);
  let date = 0;
  const stack = [nodes.length - 1];
  entered[nodes.length - 1] = lastMet[nodes.length - 1] = ++date;
  for (let id = stack.at(-1); id !== undefined; id = stack.at(-1)) {
    const node = nodes[id];
    const turn = next[id] ?? 0;
    const input = isGate(node) ? node.inputs[turn] : undefined;
    next[id] = turn + 1;
    if (input === undefined) {
      left[id] = ++date;
      stack.pop();
      continue;
    }
    lastMet[input] = ++date;
    if (entered[input] !== 0) continue;
    entered[input] = date;
    stack.push(input);
  }
  const earliest = Int32Array.from(entered);
  const latest = Int32Array.from(lastMet);
  const isRoot = new Uint8Array(nodes.length);
  nodes.forEach((node, id) => {
    if (!isGate(node)) {
      isRoot[id] = 1;
      return;
    }
    let first = Number.POSITIVE_INFINITY;
    let last = 0;
    for (const input of node.inputs) {
      first = Math.min(first, earliest[input] ?? 0);
      last = Math.max(last, latest[input] ?? 0);
    }
    if (first > (entered[id] ?? 0) && last < (left[id] ?? 0)) isRoot[id] = 1;
    earliest[id] = Math.min(earliest[id] ?? 0, first);
    latest[id] = Math.max(latest[id] ?? 0, last);
  });
  return isRoot;
}

/** Puts what an AND or OR alone uses into a gate of its own: a host's parts are a module, though its rack is shared. */
function groupPrivateInputs(dag: Dag, isRoot: Uint8Array): Dag {
  const uses = fanOut(dag);
  const nodes: DagNode[] = [];
  const moved = new Int32Array(dag.nodes.length);
  dag.nodes.forEach((node, id) => {
    if (!isGate(node)) {
      moved[id] = nodes.push(node) - 1;
      return;
    }
    const { k, inputs } = node;
    const move = (input: number): number => moved[input] ?? 0;
    const isMine = (input: number): boolean => isRoot[input] === 1 && uses[input] === 1;
    const mine = k === 1 || k === inputs.length ? inputs.filter(isMine) : [];
    if (mine.length < 2 || mine.length === inputs.length) {
      moved[id] = nodes.push({ k, inputs: inputs.map(move) }) - 1;
      return;
    }
    const group = nodes.push({ k: k === 1 ? 1 : mine.length, inputs: mine.map(move) }) - 1;
    const rest = inputs.filter((input) => !isMine(input)).map(move);
    moved[id] = nodes.push({ k: k === 1 ? 1 : rest.length + 1, inputs: [group, ...rest] }) - 1;
  });
  return { nodes };
}

function moduleAt({ nodes }: Dag, root: number, isRoot: Uint8Array): Module {
  const top = nodes[root];
  if (isGate(top) && top.inputs.every((input) => isRoot[input] === 1) && new Set(top.inputs).size === top.inputs.length) {
    // Most modules are a gate of their own leaves.
    return { leaves: top.inputs, gates: [{ k: top.k, inputs: top.inputs.map((_, index) => index) }] };
  }
  const leaves: number[] = [];
  const gates: number[] = [];
  const seen = new Set([root]);
  for (const id of seen) {
    const node = nodes[id];
    if (!isGate(node) || (id !== root && isRoot[id] === 1)) {
      leaves.push(id);
      continue;
    }
    gates.push(id);
    for (const input of node.inputs) seen.add(input);
  }
  gates.sort((a, b) => a - b);
  const numbers = new Map([...leaves, ...gates].map((id, number) => [id, number]));
  return {
    leaves,
    gates: gates.map((id) => {
      const gate = nodes[id];
      return isGate(gate) ? { k: gate.k, inputs: gate.inputs.map((input) => numbers.get(input) ?? 0) } : { k: 1, inputs: [] };
    }),
  };
}
