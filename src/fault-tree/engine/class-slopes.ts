import { foldSubtree, subtree } from "./anatomy.ts";
import type { ClassPlan } from "./class-plan.ts";
import { casesAt, FAILED, groupsAt, isSettled, type Layer, type Walk } from "./class-walk.ts";
import type { Counter, InputClass } from "./schedule.ts";
import { binomial, chanceOfAtLeast, groupByChance, slopes } from "./tally.ts";

/** By state: how much something is worth there, in chance of the root to fail. */
type Worth = Float64Array;

/** One step, looked at from behind. */
interface Behind {
  readonly plan: ClassPlan;
  readonly layer: Layer;
  /** Chance that the root fails, by state after the step. */
  readonly worth: Worth;
  /** For each group of members that a counter keeps until it is closed, by state after the step: the slope of one member who stays in the pool. */
  readonly staying: ReadonlyMap<Counter, readonly Worth[]>;
}

/** Slope of a node, by which of its support have failed. */
type SlopesByCase = ReadonlyMap<number, number>;

/**
 * How much the chance of the root grows with that of each leaf: the walk, gone through backwards. Of a leaf that never fails the walk knows
 * nothing; its slope comes out as 0.
 */
export function slopesOfWalk(plan: ClassPlan, { layers }: Walk): Float64Array {
  const result = new Float64Array(plan.chances.length);
  const staying = new Map<Counter, readonly Worth[]>();
  // The root has failed before the last step is done, or it has not.
  let worth: Worth = new Float64Array(1);
  for (let index = layers.length - 1; index >= 0; index -= 1) {
    const step = plan.steps[index];
    const layer = layers[index];
    if (step === undefined || layer === undefined) continue;
    const behind: Behind = { plan, layer, worth, staying };
    if (step.kind === "draw") spread(plan, [step.node], slopesOfDraw(behind, step.support), result);
    if (step.kind === "count" && !step.inputs.direct) {
      spread(plan, step.inputs.members, slopesOfClass(behind, step.counter, step.inputs), result);
    }
    const pools = step.kind === "close" ? slopesOfClose(behind, step.counter) : [];
    worth = expected(layer, worth, 1);
    for (const [counter, before] of staying) {
      staying.set(
        counter,
        before.map((pool) => expected(layer, pool, 0)),
      );
    }
    if (step.kind !== "close") continue;
    staying.set(step.counter, pools);
    const chances = plan.pools.get(step.counter)?.map(({ chance }) => chance) ?? [];
    for (const inputs of step.counter.plain) {
      const slope = pools[chances.indexOf(plan.chanceOf(inputs, 0))]?.reduce((sum, it, state) => sum + it * (layer.mass[state] ?? 0), 0);
      spread(plan, inputs.members, new Map([[0, slope ?? 0]]), result);
    }
  }
  return result;
}

/** What something is worth before a step, given what it is worth after it. */
function expected({ states, starts, to, chance }: Layer, after: Worth, ofFailure: number): Worth {
  const before = new Float64Array(states.size);
  for (let state = 0; state < states.size; state += 1) {
    let sum = 0;
    for (let move = starts[state] ?? 0; move < (starts[state + 1] ?? 0); move += 1) {
      sum += (chance[move] ?? 0) * at(after, to[move], ofFailure);
    }
    before[state] = sum;
  }
  return before;
}

function at(worth: Worth, state: number | undefined, ofFailure: number): number {
  return state === FAILED ? ofFailure : (worth[state ?? 0] ?? 0);
}

/** Calls `visit` with each state that was followed, in the row, and with its moves. */
function eachState(
  { plan, layer }: Behind,
  visit: (row: Int32Array, mass: number, first: number, moves: number, state: number) => void,
): void {
  const row = new Int32Array(plan.layout.width);
  for (let state = 0; state < layer.states.size; state += 1) {
    const mass = layer.mass[state] ?? 0;
    if (mass === 0) continue;
    layer.states.read(state, row);
    const first = layer.starts[state] ?? 0;
    visit(row, mass, first, (layer.starts[state + 1] ?? 0) - first, state);
  }
}

/** What it is worth that the first move of two is made, and not the second. */
function difference({ layer, worth }: Behind, first: number): number {
  return at(worth, layer.to[first], 1) - at(worth, layer.to[first + 1], 1);
}

function slopesOfDraw(behind: Behind, support: readonly number[]): SlopesByCase {
  const byCase = new Map<number, number>();
  const caseAt = casesAt(behind.plan, support);
  eachState(behind, (row, mass, first, moves) => {
    if (moves === 2) add(byCase, caseAt(row), mass * difference(behind, first));
  });
  return byCase;
}

function slopesOfClass(behind: Behind, counter: Counter, inputs: InputClass): SlopesByCase {
  const { plan, layer, worth, staying } = behind;
  const byCase = new Map<number, number>();
  const caseAt = casesAt(plan, inputs.support);
  const pool = staying.get(counter)?.[plan.poolOf(counter, inputs)];
  const usual = plan.chanceOf(inputs, 0);
  eachState(behind, (row, mass, first, moves) => {
    const failed = caseAt(row);
    const chance = plan.chanceOf(inputs, failed);
    if (isSettled(plan, counter, row)) return;
    if (pool !== undefined && chance === usual) {
      add(byCase, failed, mass * at(pool, layer.to[first], 0));
    } else if (chance > 0 && chance < 1) {
      // One member decides, given how many of the others have failed.
      const all = binomial({ members: inputs.members.length, chance });
      const others = binomial({ members: inputs.members.length - 1, chance });
      const worthOf = (count: number): number => {
        const move = count - all.from;
        return move >= 0 && move < moves ? at(worth, layer.to[first + move], 1) : 0;
      };
      const slope = others.values.reduce((sum, share, index) => {
        const count = others.from + index;
        return sum + share * (worthOf(count + 1) - worthOf(count));
      }, 0);
      add(byCase, failed, mass * slope);
    }
  });
  return byCase;
}

/** For each group of members that a counter has kept until it is closed, by state: the slope of one of them. */
function slopesOfClose(behind: Behind, counter: Counter): readonly Worth[] {
  const { plan, layer } = behind;
  const pools = (plan.pools.get(counter) ?? []).map(() => new Float64Array(layer.states.size));
  const place = plan.layout.ofCounter.get(counter) ?? 0;
  const known = new Map<string, Float64Array>();
  eachState(behind, (row, _mass, first, moves, state) => {
    if (moves !== 2) return;
    const groups = groupsAt(plan, counter, row);
    const missing = counter.k - (row[place] ?? 0);
    const key = `${missing} ${groups.map(({ members }) => members)}`;
    const bySlope = known.get(key) ?? slopes(missing, groups);
    known.set(key, bySlope);
    const decided = difference(behind, first);
    pools.forEach((pool, index) => {
      pool[state] = decided * (bySlope[index] ?? 0);
    });
  });
  return pools;
}

/** Hands the slope of nodes that are alike down to their leaves. */
function spread(plan: ClassPlan, nodes: readonly number[], byCase: SlopesByCase, into: Float64Array): void {
  const [first] = nodes;
  if (first === undefined) return;
  for (const [failed, slope] of byCase) {
    const inner = slopesOfSubtree(plan, first, failed);
    for (const node of nodes) {
      subtree(plan.anatomy, node).forEach((id, index) => {
        if (id < into.length) into[id] = (into[id] ?? 0) + slope * (inner[index] ?? 0);
      });
    }
  }
}

/** How much the chance of a node grows with that of each node of its subtree, given which of its support have failed. */
function slopesOfSubtree({ anatomy, chances }: ClassPlan, node: number, failed: number): readonly number[] {
  const inputs = new Map<number, readonly number[]>();
  foldSubtree(anatomy, node, failed, {
    leaf: (leaf) => chances[leaf] ?? 0,
    constant: (it) => (it ? 1 : 0),
    gate: (k, values, gate) => {
      inputs.set(gate, values);
      return chanceOfAtLeast(k, groupByChance(values));
    },
  });
  const order = subtree(anatomy, node);
  const slopeOf = new Map([[node, 1]]);
  for (const gate of order) {
    const values = inputs.get(gate) ?? [];
    const groups = groupByChance(values);
    const byGroup = slopes(anatomy.thresholdOf(gate), groups);
    const byChance = new Map(groups.map(({ chance }, index) => [chance, byGroup[index] ?? 0]));
    anatomy.inputsOf(gate).forEach((input, index) => {
      slopeOf.set(input, (slopeOf.get(gate) ?? 0) * (byChance.get(values[index] ?? 0) ?? 0));
    });
  }
  return order.map((id) => slopeOf.get(id) ?? 0);
}

function add(sums: Map<number, number>, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
