import { fail } from "../util/errors.ts";
import { cutSetsOf } from "./engine/cut-sets.ts";
import { type Dag, dagOf, isGate } from "./engine/dag.ts";
import type { LikelySet } from "./engine/likeliest.ts";
import { divide } from "./engine/modules.ts";
import { OverBudget } from "./engine/node-table.ts";
import type { Count } from "./engine/set-counts.ts";
import { simplify } from "./engine/simplify.ts";
import { importances, type SolvedTree, solveTree } from "./engine/solve-tree.ts";
import { type FaultTree, requireSound } from "./fault-tree.ts";

export interface AnalysisOptions {
  /** Nodes of decision diagrams, and states of the fallback, that may be made; 2,000,000 unless told. They take some 50 bytes each. */
  readonly nodeBudget?: number;
  /** Cut sets are counted and listed up to this order; 3 unless told. */
  readonly orders?: number | "all";
  /** How many cut sets are listed at most, lowest orders and of these the most probable first; 1,000 unless told. All are counted. */
  readonly limit?: number;
  /** Whether importance is worked out; it is unless told. */
  readonly importance?: boolean;
}

export interface CutSet {
  /** Names, sorted. */
  readonly events: readonly string[];
  /** Product of the events' unavailabilities. */
  readonly probability: number;
}

export interface CutSetCount {
  readonly order: number;
  /** Beyond 2^53 the nearest double. */
  readonly count: number;
  /** The count with all its digits, where `count` has not got them. */
  readonly exact?: string;
}

export interface Analysis {
  /** `bdd`: exact, in closed form or by binary decision diagrams. `classes`: by classes of interchangeable members. */
  readonly method: "bdd" | "classes";
  readonly unavailability: number;
  /** Upper bound of the probability mass that the method left out: unavailability is at most so much higher. 0 for `bdd`. */
  readonly unaccounted: number;
  /** Minimal cut sets: by order, then by probability descending, then by name. */
  readonly cutSets: readonly CutSet[];
  /** Numbers of minimal cut sets up to the order asked for; orders that have none are left out. */
  readonly cutSetCounts: readonly CutSetCount[];
  /** Birnbaum importance of every basic event, dU/dq: by how much the outage is likelier when it has failed than when it has not. */
  readonly importance: ReadonlyMap<string, number>;
  /** Nodes of diagrams and states that were made. */
  readonly nodes: number;
}

const NODE_BUDGET = 2_000_000;
const ORDERS = 3;
const LIMIT = 1_000;

/**
 * Analyses a fault tree whose basic events are independent. Pure and deterministic. Throws BZ_FAULT_TREE_* if the tree is not sound, and
 * BZ_AVAILABILITY_BUDGET if neither the exact method nor the fallback stays within the budget.
 */
export function analyse(tree: FaultTree, options: AnalysisOptions = {}): Analysis {
  requireSound(tree);
  const { nodeBudget = NODE_BUDGET, orders = ORDERS, limit = LIMIT, importance = true } = options;
  try {
    const solved = solveTree(divide(simplify(dagOf(tree))), nodeBudget);
    const { counts, listed } = cutSetsOf(solved, orders === "all" ? Number.POSITIVE_INFINITY : orders, limit, nodeBudget);
    const solutions = [...solved.solutions.values()];
    return {
      method: solutions.some(({ method }) => method === "classes") ? "classes" : "bdd",
      unavailability: solved.chances.at(-1) ?? 0,
      unaccounted: solutions.reduce((sum, { unaccounted }) => sum + unaccounted, 0),
      cutSets: named(listed, solved.divided.dag),
      cutSetCounts: counts.flatMap((count, order) => (count === 0 ? [] : [countOf(order, count)])),
      importance: importance ? importanceByName(tree, solved) : new Map(),
      nodes: solutions.reduce((sum, { nodes }) => sum + nodes, 0),
    };
  } catch (cause) {
    if (!(cause instanceof OverBudget)) throw cause;
    const found = `a tree of ${tree.gates.size} gates and ${tree.events.size} basic events`;
    throw fail("BZ_AVAILABILITY_BUDGET", { found, allowed: `${nodeBudget} nodes`, cause });
  }
}

function countOf(order: number, count: Count): CutSetCount {
  return typeof count === "number" ? { order, count } : { order, count: Number(count), exact: String(count) };
}

function named(sets: readonly LikelySet[], { nodes }: Dag): readonly CutSet[] {
  const nameOf = (event: number): string => {
    const node = nodes[event];
    return node === undefined || isGate(node) ? "" : node.name;
  };
  const cutSets = sets.map(({ events, probability }) => ({ events: events.map(nameOf).sort(), probability }));
  const byName = (a: readonly string[], b: readonly string[]): number => {
    const at = a.findIndex((name, index) => name !== b[index]);
    return at === -1 ? 0 : (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
  };
  return cutSets.sort((a, b) => a.events.length - b.events.length || b.probability - a.probability || byName(a.events, b.events));
}

function importanceByName(tree: FaultTree, solved: SolvedTree): ReadonlyMap<string, number> {
  const byName = new Map([...tree.events.keys()].map((name) => [name, 0]));
  const slopes = importances(solved);
  solved.divided.dag.nodes.forEach((node, id) => {
    if (!isGate(node)) byName.set(node.name, slopes[id] ?? 0);
  });
  return byName;
}
