import { type ClassPlan, chanceOfSubtree } from "./class-plan.ts";
import { OverBudget } from "./node-table.ts";
import type { Counter, InputClass } from "./schedule.ts";
import { StateTable } from "./state-table.ts";
import { binomial, chanceOfAtLeast, type Group } from "./tally.ts";

/** In place of a state: the root has failed for sure. */
export const FAILED = -1;

/** The states before a step, and where the step leads from each. */
export interface Layer {
  readonly states: StateTable;
  /** Chance to come to each state; 0 for those that are not followed further. */
  readonly mass: Float64Array;
  /** The moves from state i are those from `starts[i]` to `starts[i + 1]`; `to` is a state before the next step, or FAILED. */
  readonly starts: readonly number[];
  readonly to: readonly number[];
  readonly chance: readonly number[];
}

export interface Walk {
  readonly layers: readonly Layer[];
  /** Chance that the root has failed, as far as it was followed. */
  readonly failed: number;
  /** Chance of what was not followed. */
  readonly dropped: number;
  /** States and moves. */
  readonly size: number;
}

/** Makes the moves from the state in `row`. */
type Mover = (row: Int32Array, moves: Moves) => void;

/**
 * Goes through the steps of a plan with all states at once, each with its chance. States that are less likely than `least` are not
 * followed further. Throws OverBudget.
 */
export function walkClasses(plan: ClassPlan, least: number, budget: number): Walk {
  const layers: Layer[] = [];
  const row = new Int32Array(plan.layout.width);
  const weight = weightOfState(row.length);
  let states = new StateTable(row.length);
  states.indexOf(row);
  let mass = Float64Array.of(1);
  let failed = 0;
  let dropped = 0;
  let size = 0;
  plan.steps.forEach((step, index) => {
    const moves = new Moves(states, row, plan.layout.cleared[index] ?? []);
    const mover =
      step.kind === "draw"
        ? draw(plan, step.node, step.support)
        : step.kind === "count"
          ? count(plan, step.counter, step.inputs)
          : close(plan, step.counter);
    for (let state = 0; state < states.size; state += 1) {
      const chance = mass[state] ?? 0;
      if (chance >= least) {
        moves.from(state, chance);
        mover(row, moves);
      } else {
        dropped += chance;
        mass[state] = 0;
      }
      moves.starts.push(moves.to.length);
      if (size + moves.next.size * weight + moves.to.length > budget) throw new OverBudget();
    }
    layers.push({ states, mass, starts: moves.starts, to: moves.to, chance: moves.chance });
    failed += moves.failed;
    size += states.size * weight + moves.to.length;
    states = moves.next;
    mass = Float64Array.from(moves.mass);
  });
  return { layers, failed, dropped, size };
}

/** How many nodes of a diagram take the memory of one state. */
export function weightOfState(width: number): number {
  return 1 + width / 16;
}

/** Collects the moves of one step. */
class Moves {
  readonly next: StateTable;
  readonly mass: number[] = [];
  failed = 0;
  readonly starts = [0];
  readonly to: number[] = [];
  readonly chance: number[] = [];
  readonly #states: StateTable;
  readonly #row: Int32Array;
  readonly #cleared: readonly number[];
  #state = 0;
  #mass = 0;

  constructor(states: StateTable, row: Int32Array, cleared: readonly number[]) {
    this.next = new StateTable(states.width);
    this.#states = states;
    this.#row = row;
    this.#cleared = cleared;
  }

  /** Begins with the moves from a state, and puts it into the row. */
  from(state: number, mass: number): void {
    this.#state = state;
    this.#mass = mass;
    this.#states.read(state, this.#row);
  }

  /** Moves to the state in the row, and puts the one it came from there again. */
  add(chance: number, rootFailed = false): void {
    if (chance > 0) this.#add(chance, this.#mass * chance, rootFailed);
    this.#states.read(this.#state, this.#row);
  }

  #add(chance: number, share: number, rootFailed: boolean): void {
    this.chance.push(chance);
    if (rootFailed) {
      this.to.push(FAILED);
      this.failed += share;
      return;
    }
    for (const place of this.#cleared) this.#row[place] = 0;
    const to = this.next.indexOf(this.#row);
    this.to.push(to);
    this.mass[to] = (this.mass[to] ?? 0) + share;
  }
}

/** Which of some shared nodes have failed, one bit for each. */
export function casesAt({ layout }: Pick<ClassPlan, "layout">, support: readonly number[]): (row: Int32Array) => number {
  const places = support.map((node) => layout.ofNode.get(node) ?? 0);
  return (row) => places.reduce((failed, place, bit) => failed | ((row[place] ?? 0) << bit), 0);
}

function draw(plan: ClassPlan, node: number, support: readonly number[]): Mover {
  const caseAt = casesAt(plan, support);
  const place = plan.layout.ofNode.get(node) ?? 0;
  const known = new Map<number, number>();
  return (row, moves) => {
    const failed = caseAt(row);
    const chance = known.get(failed) ?? chanceOfSubtree(plan.anatomy, plan.chances, node, failed);
    known.set(failed, chance);
    row[place] = 1;
    moves.add(chance);
    moves.add(1 - chance);
  };
}

function count(plan: ClassPlan, counter: Counter, inputs: InputClass): Mover {
  const caseAt = casesAt(plan, inputs.support);
  const members = inputs.members.length;
  const pool = plan.poolOf(counter, inputs);
  const left = plan.layout.extras.get(counter)?.[pool];
  const usual = plan.chanceOf(inputs, 0);
  return (row, moves) => {
    const chance = plan.chanceOf(inputs, caseAt(row));
    if (isSettled(plan, counter, row) || (left !== undefined && chance === usual)) {
      moves.add(1);
      return;
    }
    const { from, values } = binomial({ members, chance });
    values.forEach((share, index) => {
      if (left !== undefined) row[left] = (row[left] ?? 0) + members;
      moves.add(share, countFailed(plan, row, counter, from + index));
    });
  };
}

function close(plan: ClassPlan, counter: Counter): Mover {
  const counted = plan.layout.ofCounter.get(counter) ?? 0;
  const value = plan.layout.ofNode.get(counter.node);
  const known = new Map<string, number>();
  const isRoot = counter.node === plan.anatomy.root;
  return (row, moves) => {
    const failed = row[counted] ?? 0;
    if (isSettled(plan, counter, row)) {
      if (value !== undefined) row[value] = 1;
      moves.add(1);
      return;
    }
    const groups = groupsAt(plan, counter, row);
    const key = `${failed} ${groups.map(({ members }) => members)}`;
    const chance = known.get(key) ?? chanceOfAtLeast(counter.k - failed, groups);
    known.set(key, chance);
    if (value !== undefined) row[value] = 1;
    moves.add(chance, isRoot || (counter.above !== undefined && countFailed(plan, row, counter.above, 1)));
    moves.add(1 - chance);
  };
}

/** Members that are looked at when a counter is closed, less those that have left. */
export function groupsAt(plan: ClassPlan, counter: Counter, row: Int32Array): readonly Group[] {
  const places = plan.layout.extras.get(counter) ?? [];
  return (plan.pools.get(counter) ?? []).map(({ members, chance }, index) => {
    const place = places[index];
    return { members: members - (place === undefined ? 0 : (row[place] ?? 0)), chance };
  });
}

/** Whether a counter, or one above it, has failed already. */
export function isSettled({ layout }: Pick<ClassPlan, "layout">, counter: Counter, row: Int32Array): boolean {
  for (let at: Counter | undefined = counter; at !== undefined; at = at.above) {
    if ((row[layout.ofCounter.get(at) ?? 0] ?? 0) >= at.k) return true;
  }
  return false;
}

/** Adds to a counter, and to those above it what fails with it. Whether the root has failed. */
export function countFailed(
  { layout, anatomy }: Pick<ClassPlan, "layout" | "anatomy">,
  row: Int32Array,
  counter: Counter,
  members: number,
): boolean {
  let more = members;
  for (let at: Counter | undefined = counter; at !== undefined; at = at.above) {
    const place = layout.ofCounter.get(at) ?? 0;
    const before = row[place] ?? 0;
    const now = Math.min(at.k, before + more);
    row[place] = now;
    if (before >= at.k || now < at.k) return false;
    // What it would be decided by is no longer of interest.
    for (const extra of layout.extras.get(at) ?? []) row[extra] = 0;
    if (at.node === anatomy.root) return true;
    more = 1;
  }
  return false;
}
