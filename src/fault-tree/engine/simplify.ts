import { ALWAYS, compact, type Dag, DagBuilder, fanOut, isGate, NEVER } from "./dag.ts";

/** Rewriting ends by itself, for every rule takes inputs away; the bound keeps the time linear. */
const ROUNDS = 4;

/** So many causes of an OR are looked at for one that it has in common with others. */
const CAUSES = 16;

/** Writes the same function with less sharing, so that more of the tree falls apart into independent modules. */
export function simplify(dag: Dag): Dag {
  let current = dag;
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = settleRoot(factorCauses(current));
    if (next === current) break;
    current = next;
  }
  return current;
}

/**
 * Merges an AND or OR into the only gate that uses it, if that is of the same kind. And takes a cause that would fail enough of
 * the inputs of a gate out of them: two of {A or x, A or y, z} is A or two of {x, y, z}. So the loss of a rack is not asked for at each of
 * its hosts, where losing the rack is losing the quorum.
 */
function factorCauses(dag: Dag): Dag {
  const build = new DagBuilder();
  const uses = fanOut(dag);
  const moved = new Int32Array(dag.nodes.length);
  let changed = false;
  dag.nodes.forEach((node, id) => {
    if (!isGate(node)) {
      moved[id] = build.leaf(node);
      return;
    }
    const { k } = node;
    const like = (input: number): readonly number[] | undefined => {
      const gate = build.nodes[moved[input] ?? -1];
      if (uses[input] !== 1 || !isGate(gate)) return undefined;
      const same = k === 1 ? gate.k === 1 : k === node.inputs.length && gate.k === gate.inputs.length;
      return same ? gate.inputs : undefined;
    };
    const inputs: number[] = [];
    for (const input of node.inputs) {
      const merged = like(input);
      if (merged === undefined) inputs.push(moved[input] ?? NEVER);
      else for (const it of merged) inputs.push(it);
      changed ||= merged !== undefined;
    }
    const needed = k === node.inputs.length ? inputs.length : k;
    const causes = sufficientCauses(build, needed, inputs);
    changed ||= causes.size > 0;
    moved[id] = causes.size === 0 ? build.gate(needed, inputs) : factored(build, needed, inputs, causes);
  });
  return changed ? compact(build.nodes, moved.at(-1) ?? NEVER) : dag;
}

/** What fails at least `k` of the inputs, each by itself. */
function sufficientCauses(build: DagBuilder, k: number, inputs: readonly number[]): ReadonlySet<number> {
  // An OR of its inputs is all of them already.
  if (k === 1) return new Set();
  const counts = new Map<number, number>();
  for (const input of inputs) for (const cause of causesOf(build, input)) counts.set(cause, (counts.get(cause) ?? 0) + 1);
  const sufficient = new Set<number>();
  for (const [cause, count] of counts) if (count >= k) sufficient.add(cause);
  return sufficient;
}

function factored(build: DagBuilder, k: number, inputs: readonly number[], causes: ReadonlySet<number>): number {
  const known = new Map<number, number>();
  const rest = inputs.map((input) => without(build, input, causes, known));
  return build.gate(1, [...causes, build.gate(k, rest)]);
}

/** The node, and if it is an OR whatever fails it, if that is not too much. */
function causesOf(build: DagBuilder, id: number): readonly number[] {
  const causes = [id];
  for (const cause of causes) {
    const node = build.nodes[cause];
    if (!isGate(node) || node.k !== 1 || causes.length + node.inputs.length > CAUSES) continue;
    for (const input of node.inputs) if (!causes.includes(input)) causes.push(input);
  }
  return causes;
}

/** The node, given that none of `causes` has failed. Recursion goes as deep as `causesOf` looks, at most CAUSES ORs. */
function without(build: DagBuilder, id: number, causes: ReadonlySet<number>, known: Map<number, number>): number {
  if (causes.has(id)) return NEVER;
  const found = known.get(id);
  if (found !== undefined) return found;
  const node = build.nodes[id];
  const touched = isGate(node) && node.k === 1 && causesOf(build, id).some((cause) => causes.has(cause));
  const rest = touched
    ? build.gate(
        1,
        node.inputs.map((input) => without(build, input, causes, known)),
      )
    : id;
  known.set(id, rest);
  return rest;
}

/**
 * Beside an input of the topmost OR, that input need not be looked at again anywhere below: A or f(A) is A or f(never). With an
 * AND at the top: A and f(A) is A and f(always).
 */
function settleRoot(dag: Dag): Dag {
  const root = dag.nodes.at(-1);
  if (!isGate(root) || (root.k !== 1 && root.k !== root.inputs.length)) return dag;
  const uses = fanOut(dag);
  const settled = new Set(root.inputs.filter((input) => (uses[input] ?? 0) > 1));
  if (settled.size === 0) return dag;
  const value = root.k === 1 ? NEVER : ALWAYS;
  const build = new DagBuilder();
  const moved = new Int32Array(dag.nodes.length);
  dag.nodes.forEach((node, id) => {
    const inner = node !== root;
    moved[id] = isGate(node)
      ? build.gate(
          node.k,
          node.inputs.map((input) => (inner && settled.has(input) ? value : (moved[input] ?? NEVER))),
        )
      : build.leaf(node);
  });
  return compact(build.nodes, moved.at(-1) ?? NEVER);
}
