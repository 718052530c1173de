import type { Anatomy } from "./anatomy.ts";
import type { StateLayout } from "./layout.ts";
import { type Counter, causesOf, type InputClass, MOST_CAUSES, type WalkStep } from "./schedule.ts";

/** Whether the root can still fail from the state in the row, with at most so many further events. It may say yes where it cannot. */
export type Reachable = (row: Int32Array, events: number) => boolean;

/** What can still come of a counter, gathered from the last step to the first. */
interface Future {
  readonly counter: Counter;
  /** By shared node: inputs not counted yet that may fail with it. */
  readonly dependent: Map<number, number>;
  /** Inputs that may fail without a further event, for all that is looked into. */
  free: number;
  /** The most inputs that single events bring to fail, in falling order. */
  readonly jumps: number[];
}

/** The same, as it is before a step. */
interface Prospects {
  readonly k: number;
  /** Place in the state of the count; -1 before anything has been counted. */
  readonly place: number;
  /** Places of shared nodes that have been drawn, each with the number of inputs not counted yet that may fail with it. */
  readonly drawn: readonly (readonly [place: number, inputs: number])[];
  readonly free: number;
  /** How many inputs so many further events can bring to fail at most. */
  readonly most: readonly number[];
  /** Index of the prospects of the counter above; -1 for the root. */
  readonly above: number;
}

/** With more numbers to look at than this, to ask costs more than it saves. */
const MOST_NUMBERS = 256;

/** For each step, what is reachable before it: so that a few failures are not followed to the end where many are needed. */
export function reachabilityOf(anatomy: Anatomy, steps: readonly WalkStep[], layout: StateLayout, events: number): readonly Reachable[] {
  const begun = beginnings(steps);
  const futures: Future[] = [];
  const live = new Set<number>();
  const reachable: Reachable[] = [];
  for (let index = steps.length - 1; index >= 0; index -= 1) {
    const step = steps[index];
    if (step?.kind === "count") {
      const future = futures.find(({ counter }) => counter === step.counter);
      if (future !== undefined) foresee(anatomy, future, step.inputs, events);
      for (const node of step.inputs.support) live.add(node);
    } else if (step?.kind === "draw") {
      live.delete(step.node);
      for (const future of futures) jump(future, future.dependent.get(step.node) ?? 0, events);
      for (const node of step.support) live.add(node);
    } else if (step?.kind === "close") {
      const { counter } = step;
      live.delete(counter.node);
      // Whether a shared gate fails that is counted for itself is not looked into: it may.
      for (const future of futures) future.free += future.dependent.get(counter.node) ?? 0;
      if (counter.above !== undefined || counter.node === anatomy.root) {
        const plain = counter.plain.reduce((sum, { members }) => sum + members.length, 0);
        futures.unshift({ counter, dependent: new Map(), free: 0, jumps: new Array<number>(Math.min(plain, events)).fill(1) });
      }
    }
    reachable.push(reachableBefore(futures, live, layout, events, (counter) => (begun.get(counter) ?? 0) < index));
  }
  return reachable.reverse();
}

/** The first step that may count an input of a counter. */
function beginnings(steps: readonly WalkStep[]): ReadonlyMap<Counter, number> {
  const begun = new Map<Counter, number>();
  steps.forEach((step, index) => {
    if (step.kind === "draw") return;
    for (let at: Counter | undefined = step.counter; at !== undefined && !begun.has(at); at = at.above) begun.set(at, index);
  });
  return begun;
}

/** Takes up a class that is still to be counted. */
function foresee(anatomy: Anatomy, future: Future, { members, direct, support }: InputClass, events: number): void {
  const causes = causesOf(anatomy, support);
  if (causes.length >= MOST_CAUSES) future.free += members.length;
  else for (const cause of causes) future.dependent.set(cause, (future.dependent.get(cause) ?? 0) + members.length);
  if (!direct) for (let member = 0; member < Math.min(members.length, events); member += 1) jump(future, 1, events);
}

function jump({ jumps }: Future, inputs: number, events: number): void {
  if (inputs <= (jumps[events - 1] ?? 0)) return;
  jumps.push(inputs);
  jumps.sort((a, b) => b - a);
  if (jumps.length > events) jumps.pop();
}

function reachableBefore(
  futures: readonly Future[],
  live: ReadonlySet<number>,
  layout: StateLayout,
  events: number,
  hasBegun: (counter: Counter) => boolean,
): Reachable {
  if (futures.length * live.size > MOST_NUMBERS) return () => true;
  const prospects = futures.map(({ counter, dependent, free, jumps }): Prospects => {
    const most = [0];
    for (let n = 0; n < events; n += 1) most.push((most[n] ?? 0) + (jumps[n] ?? 0));
    return {
      k: counter.k,
      place: hasBegun(counter) ? (layout.ofCounter.get(counter) ?? -1) : -1,
      drawn: [...live].map((node) => [layout.ofNode.get(node) ?? 0, dependent.get(node) ?? 0] as const).filter(([, inputs]) => inputs > 0),
      free,
      most,
      above: futures.findIndex((other) => other.counter === counter.above),
    };
  });
  const inner = new Int32Array(prospects.length);
  return (row, left) => {
    inner.fill(0);
    let can = false;
    // Inner counters come before those above them, the root last.
    prospects.forEach(({ k, place, drawn, free, most, above }, index) => {
      let inputs = (place === -1 ? 0 : (row[place] ?? 0)) + free + (most[left] ?? 0) + (inner[index] ?? 0);
      for (const [at, many] of drawn) if (row[at] === 1) inputs += many;
      can = inputs >= k;
      if (can && above !== -1) inner[above] = (inner[above] ?? 0) + 1;
    });
    return can;
  };
}
