import fc from "fast-check";
import { expect, it } from "vitest";
import { bruteForce, randomTree } from "../../../test/fixtures/fault-trees/random.ts";
import type { FaultTree } from "../fault-tree.ts";
import { cutSetsOf } from "./cut-sets.ts";
import { dagOf, isGate } from "./dag.ts";
import { divide, type Module } from "./modules.ts";
import { depthFirstOrder, sharingOrder } from "./order.ts";
import { simplify } from "./simplify.ts";
import type { Solution } from "./solution.ts";
import { solveClasses } from "./solve-classes.ts";
import { solveDiagram } from "./solve-diagram.ts";
import { solveGate } from "./solve-gate.ts";
import { importances, solveTree } from "./solve-tree.ts";

const shape = { events: { min: 1, max: 12 }, gates: { min: 1, max: 10 }, inputs: { min: 1, max: 5 } } as const;
// With few different chances there are members that are alike.
const small = fc.oneof(
  randomTree(shape),
  randomTree(shape, fc.constantFrom(0.02, 0.3)),
  randomTree({ ...shape, inputs: { min: 1, max: 9 } }, fc.constant(0.1)),
);

/** What an analysis with a method of our choice comes to, in the form of `bruteForce`. */
function solvedBy(solver: (module: Module, chances: readonly number[]) => Solution, tree: FaultTree, plain = false) {
  const dag = dagOf(tree);
  const solved = solveTree(divide(plain ? dag : simplify(dag)), Number.POSITIVE_INFINITY, solver);
  const { nodes } = solved.divided.dag;
  const nameOf = (id: number): string => {
    const node = nodes[id];
    return node === undefined || isGate(node) ? "" : node.name;
  };
  const slopes = importances(solved);
  const importance = new Map([...tree.events.keys()].map((name) => [name, 0]));
  nodes.forEach((node, id) => {
    if (!isGate(node)) importance.set(node.name, slopes[id] ?? 0);
  });
  const { counts, listed } = cutSetsOf(solved, tree.events.size, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
  const cutSets = listed.map(({ events }) => events.map(nameOf).sort().join(" ")).sort();
  expect(counts.reduce<number>((sum, count) => sum + Number(count), 0)).toBe(cutSets.length);
  return { unavailability: solved.chances.at(-1) ?? 0, importance, cutSets };
}

function expectSame(actual: ReturnType<typeof solvedBy>, tree: FaultTree): void {
  const truth = bruteForce(tree);
  expect(actual.cutSets).toEqual(truth.cutSets);
  expect(Math.abs(actual.unavailability - truth.unavailability)).toBeLessThanOrEqual(1e-12 * truth.unavailability);
  for (const [name, slope] of truth.importance) expect(actual.importance.get(name)).toBeCloseTo(slope, 10);
}

const methods = {
  "a BDD in depth-first order": (module: Module, chances: readonly number[]) =>
    solveDiagram(module, chances, depthFirstOrder(module), Number.POSITIVE_INFINITY),
  "closed form, and a BDD in the order of sharing": (module: Module, chances: readonly number[]) =>
    solveGate(module, chances) ?? solveDiagram(module, chances, sharingOrder(module), Number.POSITIVE_INFINITY),
  "classes, gates with one shared node counted": (module: Module, chances: readonly number[]) =>
    solveClasses(module, chances, 0, Number.POSITIVE_INFINITY, 0),
  "classes, gates with two shared nodes counted": (module: Module, chances: readonly number[]) =>
    solveClasses(module, chances, 0, Number.POSITIVE_INFINITY, 1),
  classes: (module: Module, chances: readonly number[]) => solveClasses(module, chances, 0, Number.POSITIVE_INFINITY),
};

for (const [name, solver] of Object.entries(methods)) {
  it(`solves small trees by ${name} as trying every state does`, () => {
    fc.assert(
      fc.property(small, fc.boolean(), (tree, plain) => expectSame(solvedBy(solver, tree, plain), tree)),
      { numRuns: 300 },
    );
  });
}
