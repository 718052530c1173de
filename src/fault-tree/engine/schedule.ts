import { type Anatomy, subtree } from "./anatomy.ts";

/** Inputs of a counter that are alike and ask for the same shared nodes. */
export interface InputClass {
  /** Nodes of the inputs; the first stands for all. */
  readonly members: readonly number[];
  /** The inputs are one shared node, once or several times. */
  readonly direct: boolean;
  readonly support: readonly number[];
}

/** A gate with too many shared nodes below it to be looked at as a whole: its failed inputs are counted, one class after the other. */
export interface Counter {
  readonly node: number;
  readonly k: number;
  /** The gate that counts this one; undefined for the root and for a shared gate. */
  readonly above: Counter | undefined;
  /** Classes of inputs that ask for no shared node. They are taken when the gate is closed, all at once. */
  readonly plain: readonly InputClass[];
  /** Classes that ask for some. */
  readonly classes: readonly InputClass[];
  /** Inputs that are counters themselves. */
  readonly inner: readonly Counter[];
}

/** One step through a module: after the last one the root is decided. */
export type WalkStep =
  /** A shared node fails or does not, given its own support. */
  | { readonly kind: "draw"; readonly node: number; readonly support: readonly number[] }
  /** The failed inputs of a class are counted. */
  | { readonly kind: "count"; readonly counter: Counter; readonly inputs: InputClass }
  /** All inputs of a gate have been seen: it has failed or not. */
  | { readonly kind: "close"; readonly counter: Counter };

/**
 * The order in which the method of classes goes through a module. Shared nodes come just before the first class that asks for them; classes
 * are sorted so that those below the same widely shared nodes come together, and few of these have to be kept in mind at a time.
 */
export function scheduleOf(anatomy: Anatomy): readonly WalkStep[] {
  const counters = countersOf(anatomy);
  const rank = ranks(
    anatomy,
    [...counters.values()].flatMap(withInner).flatMap(({ classes }) => classes),
  );
  const steps: WalkStep[] = [];
  const settled = new Set<number>();
  // Each generator settles a node and yields those that it needs settled before it goes on. A stack of them instead of recursion,
  // for shared gates may stand on one another in a long chain.
  const stack = [settle(anatomy.root)];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const needed = top.next();
    if (needed.done === true) stack.pop();
    else if (!settled.has(needed.value)) stack.push(settle(needed.value));
  }
  return steps;

  function* settle(node: number): Generator<number, void> {
    settled.add(node);
    const counter = counters.get(node);
    if (counter !== undefined) {
      yield* settleCounter(counter);
      return;
    }
    const support = anatomy.support[node] ?? [];
    for (const other of support) yield other;
    steps.push({ kind: "draw", node, support });
  }

  function* settleCounter(counter: Counter): Generator<number, void> {
    const all = withInner(counter);
    const open = new Map(all.map((it) => [it, it.classes.length + it.inner.length]));
    const close = (it: Counter): void => {
      for (let at: Counter | undefined = it; at !== undefined && open.get(at) === 0; at = at.above) {
        steps.push({ kind: "close", counter: at });
        if (at.above !== undefined) open.set(at.above, (open.get(at.above) ?? 0) - 1);
      }
    };
    const classes = all.flatMap((it) => it.classes.map((inputs) => ({ counter: it, inputs, rank: rank(inputs) })));
    for (const { counter: it, inputs } of classes.sort((a, b) => compare(a.rank, b.rank))) {
      for (const node of inputs.support) yield node;
      steps.push({ kind: "count", counter: it, inputs });
      open.set(it, (open.get(it) ?? 0) - 1);
      close(it);
    }
    if (classes.length === 0) close(counter);
  }
}

/** The counters of the root and of shared gates; those of other gates are inside. */
function countersOf(anatomy: Anatomy): ReadonlyMap<number, Counter> {
  const tops = anatomy.support.flatMap((support, node) => (support === undefined && anatomy.isShared(node) ? [node] : []));
  return new Map([...tops, anatomy.root].map((node) => [node, counterAt(anatomy, node)]));
}

function withInner(counter: Counter): readonly Counter[] {
  const all = [counter];
  for (const it of all) all.push(...it.inner);
  return all;
}

/** Makes the counter of a gate, and those of its inputs that have to be counters. */
function counterAt(anatomy: Anatomy, root: number): Counter {
  const make = (node: number, above: Counter | undefined) => {
    const counter = {
      node,
      k: anatomy.thresholdOf(node),
      above,
      plain: [] as InputClass[],
      classes: [] as InputClass[],
      inner: [] as Counter[],
    };
    const classes = new Map<string, number[]>();
    const open: number[] = [];
    for (const input of anatomy.inputsOf(node)) {
      const shared = anatomy.isShared(input);
      if (!shared && anatomy.support[input] === undefined) {
        open.push(input);
        continue;
      }
      const key = shared ? `node ${input}` : `like ${anatomy.likeness[input]}`;
      const members = classes.get(key);
      if (members === undefined) classes.set(key, [input]);
      else members.push(input);
    }
    for (const members of classes.values()) {
      const [first = 0] = members;
      const direct = anatomy.isShared(first);
      const support = direct ? [first] : (anatomy.support[first] ?? []);
      (support.length === 0 ? counter.plain : counter.classes).push({ members, direct, support });
    }
    return { counter, open };
  };
  const top = make(root, undefined);
  const stack = [top];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    for (const node of next.open) {
      const inner = make(node, next.counter);
      next.counter.inner.push(inner.counter);
      stack.push(inner);
    }
  }
  return top.counter;
}

/** A shared node asks for others in turn; so many of them are looked at. */
export const MOST_CAUSES = 32;

/** The shared nodes that decide about what has this support, directly or not; if there are MOST_CAUSES, perhaps not all. */
export function causesOf(anatomy: Anatomy, support: readonly number[]): readonly number[] {
  const causes = new Set(support);
  for (const cause of causes) {
    for (const other of anatomy.support[cause] ?? []) if (causes.size < MOST_CAUSES) causes.add(other);
  }
  return [...causes];
}

/** Gives each class a key to sort by: its causes, the one that decides about most inputs first. So the classes of a zone come together. */
function ranks(anatomy: Anatomy, all: readonly InputClass[]): (inputs: InputClass) => readonly number[] {
  const reach = new Map<number, number>();
  for (const { members, support } of all) {
    for (const cause of causesOf(anatomy, support)) reach.set(cause, (reach.get(cause) ?? 0) + members.length);
  }
  const order = [...reach].sort(([a, many], [b, more]) => more - many || a - b);
  const place = new Map(order.map(([node], index) => [node, index]));
  return ({ support }) =>
    causesOf(anatomy, support)
      .map((cause) => place.get(cause) ?? 0)
      .sort((a, b) => a - b);
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? Number.NEGATIVE_INFINITY);
}

/** Leaves in the order in which the steps come to them, members of a class one after the other. */
export function leafOrder(anatomy: Anatomy, steps: readonly WalkStep[]): readonly number[] {
  const isLeaf = (node: number): boolean => anatomy.inputsOf(node).length === 0;
  return steps.flatMap((step) => nodesOf(step).flatMap((node) => subtree(anatomy, node).filter(isLeaf)));
}

/** The nodes whose subtrees a step decides about. */
function nodesOf(step: WalkStep): readonly number[] {
  if (step.kind === "draw") return [step.node];
  const classes = step.kind === "count" ? [step.inputs] : step.counter.plain;
  return classes.flatMap(({ direct, members }) => (direct ? [] : members));
}
