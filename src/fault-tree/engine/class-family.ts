import { type Anatomy, foldSubtree } from "./anatomy.ts";
import { casesAt, countFailed, FAILED, isSettled, weightOfState } from "./class-walk.ts";
import { layOut, type StateLayout } from "./layout.ts";
import { minimalSets } from "./minimal-sets.ts";
import { OverBudget } from "./node-table.ts";
import { type Reachable, reachabilityOf } from "./reachable.ts";
import { leafOrder, type WalkStep } from "./schedule.ts";
import type { Family, OrderBound } from "./solution.ts";
import { StateTable } from "./state-table.ts";
import { EMPTY_SET, NONE, Zbdd } from "./zbdd.ts";

/** Where a step leads from the states before it. */
interface Moves {
  /** The moves from state i are those from `starts[i]` to `starts[i + 1]`. */
  readonly starts: number[];
  /** A state after the step, or FAILED. */
  readonly to: number[];
  /** How many of the step's nodes fail, and which of their support have failed. */
  readonly chosen: number[];
  readonly failed: number[];
  readonly next: StateTable;
}

interface Plan {
  readonly anatomy: Anatomy;
  readonly layout: StateLayout;
  readonly bound: OrderBound;
}

/**
 * Minimal cut sets of a module up to an order, without a diagram of its function: follows only what so few failures lead to. Throws
 * OverBudget.
 */
export function familyOfClasses(anatomy: Anatomy, steps: readonly WalkStep[], bound: OrderBound, budget: number): Family {
  const plan: Plan = { anatomy, layout: layOut(steps, () => 0), bound };
  const walked: Moves[] = [];
  // The last place of a state holds how many events have failed at least.
  let states = new StateTable(plan.layout.width + 1);
  states.indexOf(new Int32Array(states.width));
  const weight = weightOfState(states.width);
  let size = 0;
  const reachable = Number.isFinite(bound.most) ? reachabilityOf(anatomy, steps, plan.layout, bound.most) : [];
  steps.forEach((step, index) => {
    const moves = walk(plan, step, states, plan.layout.cleared[index] ?? [], reachable[index]);
    walked.push(moves);
    size += states.size * weight + moves.to.length;
    states = moves.next;
    if (size > budget) throw new OverBudget();
  });
  const zbdd = new Zbdd(budget);
  const leafAt = leafOrder(anatomy, steps);
  const sets = collect(plan, steps, walked, zbdd, leafAt);
  const weights = leafAt.map((leaf) => bound.weights[leaf] ?? 1);
  return { zbdd, root: minimalSets(sets, zbdd, { most: bound.most, weights }), leafAt };
}

/** Adds a move: so many of the step's nodes fail, with so many events. The row holds where it leads to. */
type Move = (chosen: number, events: number, failed: number, rootFailed: boolean) => void;

function walk(plan: Plan, step: WalkStep, states: StateTable, cleared: readonly number[], canFail: Reachable = () => true): Moves {
  const moves: Moves = { starts: [0], to: [], chosen: [], failed: [], next: new StateTable(states.width) };
  const row = new Int32Array(states.width);
  const last = states.width - 1;
  let from = 0;
  const move: Move = (chosen, events, failed, rootFailed) => {
    for (const place of cleared) row[place] = 0;
    row[last] = (row[last] ?? 0) + events;
    moves.to.push(rootFailed ? FAILED : moves.next.indexOf(row));
    moves.chosen.push(chosen);
    moves.failed.push(failed);
    states.read(from, row);
  };
  const moveFrom = mover(plan, step);
  for (from = 0; from < states.size; from += 1) {
    states.read(from, row);
    const left = plan.bound.most - (row[last] ?? 0);
    if (canFail(row, left)) moveFrom(row, left, move);
    moves.starts.push(moves.to.length);
  }
  return moves;
}

function mover(plan: Plan, step: WalkStep): (row: Int32Array, left: number, move: Move) => void {
  const { ofNode, ofCounter } = plan.layout;
  if (step.kind === "close") {
    const { counter } = step;
    const weights = nodesOf(step)
      .map((node) => lightest(plan, node, 0))
      .sort((a, b) => a - b);
    const value = ofNode.get(counter.node);
    return (row, left, move) => {
      const settled = isSettled(plan, counter, row);
      const missing = settled ? 0 : counter.k - (row[ofCounter.get(counter) ?? 0] ?? 0);
      const events = missing > weights.length ? Number.POSITIVE_INFINITY : weights.slice(0, missing).reduce((sum, it) => sum + it, 0);
      if (!settled) move(0, 0, 0, false);
      if (events > left) return;
      if (value !== undefined) row[value] = 1;
      const counted = !settled && counter.above !== undefined && countFailed(plan, row, counter.above, 1);
      move(missing, events, 0, counted || (!settled && counter.node === plan.anatomy.root));
    };
  }
  const support = supportOf(step);
  const caseAt = casesAt(plan, support);
  const weights = new Map<number, number>();
  const weightOf = (failed: number): number => {
    const weight = weights.get(failed) ?? Math.min(...nodesOf(step).map((node) => lightest(plan, node, failed)));
    weights.set(failed, weight);
    return weight;
  };
  if (step.kind === "draw") {
    const value = ofNode.get(step.node) ?? 0;
    return (row, left, move) => {
      const failed = caseAt(row);
      const weight = weightOf(failed);
      if (weight > 0) move(0, 0, failed, false);
      if (weight > left) return;
      row[value] = 1;
      move(1, weight, failed, false);
    };
  }
  const { counter, inputs } = step;
  const { length } = inputs.members;
  return (row, left, move) => {
    const failed = caseAt(row);
    if (isSettled(plan, counter, row)) {
      move(0, 0, failed, false);
    } else if (inputs.direct) {
      move(0, 0, failed, failed === 1 && countFailed(plan, row, counter, length));
    } else {
      const weight = weightOf(failed);
      const missing = counter.k - (row[ofCounter.get(counter) ?? 0] ?? 0);
      const most = weight === 0 ? length : Math.min(length, missing, Math.floor(left / weight));
      for (let chosen = weight === 0 ? length : 0; chosen <= most; chosen += 1) {
        move(chosen, chosen * weight, failed, chosen > 0 && countFailed(plan, row, counter, chosen));
      }
    }
  };
}

/** Nodes of which a step lets some fail. */
function nodesOf(step: WalkStep): readonly number[] {
  if (step.kind === "draw") return [step.node];
  if (step.kind === "count") return step.inputs.direct ? [] : step.inputs.members;
  return step.counter.plain.flatMap(({ members }) => members);
}

function supportOf(step: WalkStep): readonly number[] {
  if (step.kind === "close") return [];
  return step.kind === "draw" ? step.support : step.inputs.support;
}

/** Fewest events by which a node fails, given which of its support have failed. */
function lightest({ anatomy, bound }: Plan, node: number, failed: number): number {
  return foldSubtree(anatomy, node, failed, {
    leaf: (leaf) => bound.weights[leaf] ?? 1,
    constant: (it) => (it ? 0 : Number.POSITIVE_INFINITY),
    gate: (k, inputs) =>
      inputs
        .toSorted((a, b) => a - b)
        .slice(0, k)
        .reduce((sum, it) => sum + it, 0),
  });
}

/** The sets by which the root fails from the first state, from the last step backwards: what a move chooses, with what leads on. */
function collect(plan: Plan, steps: readonly WalkStep[], walked: readonly Moves[], zbdd: Zbdd, leafAt: readonly number[]): number {
  const levels = new Int32Array(plan.anatomy.module.leaves.length);
  leafAt.forEach((leaf, level) => {
    levels[leaf] = level;
  });
  let after = new Int32Array(walked.at(-1)?.next.size ?? 0).fill(NONE);
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const [step, moves] = [steps[index], walked[index]];
    if (step === undefined || moves === undefined) continue;
    const factors = new Map<string, number>();
    const factor = (chosen: number, failed: number): number => {
      const key = `${chosen} ${failed}`;
      const families = factors.has(key) || chosen === 0 ? [] : nodesOf(step).map((node) => sets(plan, node, failed, zbdd, levels));
      const found = factors.get(key) ?? zbdd.exactly(chosen, families);
      factors.set(key, found);
      return found;
    };
    const before = new Int32Array(moves.starts.length - 1).fill(NONE);
    before.forEach((_, state) => {
      let union = NONE;
      for (let move = moves.starts[state] ?? 0; move < (moves.starts[state + 1] ?? 0); move += 1) {
        const to = moves.to[move] ?? 0;
        const on = to === FAILED ? EMPTY_SET : (after[to] ?? NONE);
        if (on !== NONE) union = zbdd.union(union, zbdd.product(factor(moves.chosen[move] ?? 0, moves.failed[move] ?? 0), on));
      }
      before[state] = union;
    });
    after = before;
  }
  return after[0] ?? NONE;
}

/** Minimal sets by which a node fails, given which of its support have failed. */
function sets({ anatomy }: Plan, node: number, failed: number, zbdd: Zbdd, levels: Int32Array): number {
  return foldSubtree(anatomy, node, failed, {
    leaf: (leaf) => zbdd.element(levels[leaf] ?? 0),
    constant: (it) => (it ? EMPTY_SET : NONE),
    gate: (k, inputs) => {
      const open = inputs.filter((input) => input !== EMPTY_SET && input !== NONE);
      const missing = k - inputs.filter((input) => input === EMPTY_SET).length;
      return missing <= 0 ? EMPTY_SET : zbdd.exactly(missing, open);
    },
  });
}
