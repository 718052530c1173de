import type { Counter, WalkStep } from "./schedule.ts";

/** Where a state keeps what; every place is used again as soon as nobody asks for what it holds. */
export interface StateLayout {
  readonly width: number;
  /** Place of a shared node's value: 1 if it has failed. */
  readonly ofNode: ReadonlyMap<number, number>;
  /** Place of the number of a counter's inputs that have failed. */
  readonly ofCounter: ReadonlyMap<Counter, number>;
  /** Places of the further numbers that a counter keeps. */
  readonly extras: ReadonlyMap<Counter, readonly number[]>;
  /** By step: places that are cleared after it. */
  readonly cleared: readonly (readonly number[])[];
}

/** Lays states out for a schedule. `extrasOf` says how many numbers beside its count a counter keeps. */
export function layOut(steps: readonly WalkStep[], extrasOf: (counter: Counter) => number): StateLayout {
  const lastUse = new Map<number, number>();
  steps.forEach((step, index) => {
    const support = step.kind === "draw" ? step.support : step.kind === "count" ? step.inputs.support : [];
    for (const node of support) lastUse.set(node, index);
  });
  const ofNode = new Map<number, number>();
  const ofCounter = new Map<Counter, number>();
  const extras = new Map<Counter, readonly number[]>();
  const cleared: number[][] = steps.map(() => []);
  const free: number[] = [];
  let width = 0;
  const take = (): number => free.pop() ?? width++;
  const value = (node: number): void => {
    if (lastUse.has(node)) ofNode.set(node, take());
  };
  steps.forEach((step, index) => {
    const freed: number[] = [];
    if (step.kind === "draw") value(step.node);
    else {
      // A gate that fails early is counted at once by those above it.
      for (let at: Counter | undefined = step.counter; at !== undefined && !ofCounter.has(at); at = at.above) {
        ofCounter.set(at, take());
        extras.set(at, Array.from({ length: extrasOf(at) }, take));
      }
    }
    if (step.kind === "close") {
      value(step.counter.node);
      freed.push(ofCounter.get(step.counter) ?? 0, ...(extras.get(step.counter) ?? []));
    }
    const support = step.kind === "draw" ? step.support : step.kind === "count" ? step.inputs.support : [];
    for (const node of support) if (lastUse.get(node) === index) freed.push(ofNode.get(node) ?? 0);
    cleared[index]?.push(...freed);
    free.push(...freed);
  });
  return { width, ofNode, ofCounter, extras, cleared };
}
