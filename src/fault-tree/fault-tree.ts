import { BartizanError, type Problem, problem } from "../util/errors.ts";

/** A gate fails when all (`and`), at least one (`or`), or at least `k` of its inputs have failed. */
export type Gate =
  | { readonly op: "and" | "or"; readonly inputs: readonly string[] }
  | { readonly op: "at-least"; readonly k: number; readonly inputs: readonly string[] };

/** A coherent fault tree: `top` names a gate (or an event); inputs name gates or events. A DAG; shared gates and events are the normal case. */
export interface FaultTree {
  readonly top: string;
  readonly gates: ReadonlyMap<string, Gate>;
  /** Unavailability of each basic event, from 0 to 1. */
  readonly events: ReadonlyMap<string, number>;
}

/** How many of its inputs must have failed for a gate to fail. */
export function threshold(gate: Gate): number {
  if (gate.op === "or") return 1;
  return gate.op === "at-least" ? gate.k : gate.inputs.length;
}

/** Refuses a tree that means nothing, with all that is wrong with it. `where` is put before each place: a file, or nothing. */
export function requireSound(tree: FaultTree, where = ""): void {
  const problems = [...eventProblems(tree, where), ...gateProblems(tree, where)];
  if (!tree.gates.has(tree.top) && !tree.events.has(tree.top)) {
    problems.push(problem("BZ_FAULT_TREE_UNDEFINED", { ...place(where), found: `the top event ${tree.top}, which nothing defines` }));
  }
  // A cycle can be told from other mistakes only where every input leads somewhere.
  if (problems.length === 0) problems.push(...cycleProblems(tree, where));
  if (problems.length > 0) throw new BartizanError(problems);
}

function place(where: string, name?: string): { readonly where?: string } {
  const parts = [where, name ?? ""].filter((part) => part !== "");
  return parts.length === 0 ? {} : { where: parts.join(": ") };
}

function eventProblems(tree: FaultTree, where: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, chance] of tree.events) {
    if (!(chance >= 0 && chance <= 1)) {
      problems.push(
        problem("BZ_FAULT_TREE_PROBABILITY", { ...place(where, name), found: String(chance), allowed: "a probability from 0 to 1" }),
      );
    }
    if (tree.gates.has(name)) problems.push(problem("BZ_FAULT_TREE_TWICE", { ...place(where, name), found: "a gate and a basic event" }));
  }
  return problems;
}

function gateProblems(tree: FaultTree, where: string): readonly Problem[] {
  const problems: Problem[] = [];
  for (const [name, gate] of tree.gates) {
    const { length } = gate.inputs;
    if (length === 0) problems.push(problem("BZ_FAULT_TREE_GATE", { ...place(where, name), found: `${gate.op} of no inputs` }));
    if (gate.op === "at-least") {
      if (length > 0 && !(Number.isInteger(gate.k) && gate.k >= 1 && gate.k <= length)) {
        const allowed = `a whole number from 1 to ${length}, the number of inputs`;
        problems.push(problem("BZ_FAULT_TREE_GATE", { ...place(where, name), found: `at least ${gate.k} of ${length}`, allowed }));
      }
      const twice = firstRepeated(gate.inputs);
      if (twice !== undefined) problems.push(problem("BZ_FAULT_TREE_GATE", { ...place(where, name), found: `${twice} counted twice` }));
    }
    const missing = gate.inputs.filter((input) => !tree.gates.has(input) && !tree.events.has(input));
    for (const input of new Set(missing)) {
      problems.push(problem("BZ_FAULT_TREE_UNDEFINED", { ...place(where, name), found: `the input ${input}, which nothing defines` }));
    }
  }
  return problems;
}

function firstRepeated(names: readonly string[]): string | undefined {
  const seen = new Set<string>();
  for (const name of names) {
    if (seen.has(name)) return name;
    seen.add(name);
  }
  return undefined;
}

/** Walks depth first with a stack of its own: a chain of gates may be longer than the call stack is deep. */
function cycleProblems(tree: FaultTree, where: string): readonly Problem[] {
  const done = new Set<string>();
  for (const start of tree.gates.keys()) {
    if (done.has(start)) continue;
    const path: { readonly name: string; next: number }[] = [{ name: start, next: 0 }];
    const onPath = new Set([start]);
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const input = done.has(top.name) ? undefined : tree.gates.get(top.name)?.inputs[top.next];
      if (input === undefined) {
        done.add(top.name);
        onPath.delete(top.name);
        path.pop();
        continue;
      }
      top.next += 1;
      if (onPath.has(input)) {
        const names = path.map(({ name }) => name);
        const circle = [...names.slice(names.indexOf(input)), input];
        return [problem("BZ_FAULT_TREE_CYCLE", { ...place(where, input), found: circle.join(" -> ") })];
      }
      if (!tree.gates.has(input) || done.has(input)) continue;
      onPath.add(input);
      path.push({ name: input, next: 0 });
    }
  }
  return [];
}
