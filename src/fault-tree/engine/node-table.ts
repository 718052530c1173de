/** The diagrams would take more nodes than they were allowed. */
export class OverBudget extends Error {}

/** Level of the two terminals: below every variable. */
export const BOTTOM = 0x7fffffff;

/** Numbers of the terminals. */
export const ZERO = 0;
export const ONE = 1;

/**
 * The nodes of decision diagrams, each there once. A node is a number; its children have smaller ones, so that one loop upwards meets
 * children before parents and no diagram is too deep for the call stack.
 */
export class NodeTable {
  level = new Int32Array(256);
  low = new Int32Array(256);
  high = new Int32Array(256);
  size = 2;
  readonly #budget: number;
  /** Open addressing; 0 is a free slot, for the terminals are never looked up. */
  #slots = new Int32Array(512);

  constructor(budget: number) {
    this.#budget = budget;
    this.level.fill(BOTTOM, 0, 2);
    this.high[ONE] = ONE;
    this.low[ONE] = ONE;
  }

  /** The node with these three, made if there is none yet. */
  find(level: number, low: number, high: number): number {
    const mask = this.#slots.length - 1;
    let slot = hash(level, low, high) & mask;
    for (let id = this.#slots[slot]; id !== 0 && id !== undefined; id = this.#slots[slot]) {
      if (this.level[id] === level && this.low[id] === low && this.high[id] === high) return id;
      slot = (slot + 1) & mask;
    }
    if (this.size >= this.#budget) throw new OverBudget();
    const id = this.size++;
    if (id === this.level.length) this.#grow();
    this.level[id] = level;
    this.low[id] = low;
    this.high[id] = high;
    if (this.size * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = id;
    return id;
  }

  /** Marks the nodes below some roots, terminals included. */
  reach(roots: Iterable<number>): Uint8Array {
    const marks = new Uint8Array(this.size);
    for (const root of roots) marks[root] = 1;
    for (let id = this.size - 1; id > ONE; id -= 1) {
      if (marks[id] !== 1) continue;
      marks[this.low[id] ?? 0] = 1;
      marks[this.high[id] ?? 0] = 1;
    }
    return marks;
  }

  #grow(): void {
    const length = this.level.length * 2;
    const copy = (from: Int32Array): Int32Array<ArrayBuffer> => {
      const to = new Int32Array(length);
      to.set(from);
      return to;
    };
    this.level = copy(this.level);
    this.low = copy(this.low);
    this.high = copy(this.high);
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let id = 2; id < this.size; id += 1) {
      let slot = hash(this.level[id] ?? 0, this.low[id] ?? 0, this.high[id] ?? 0) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = id;
    }
    this.#slots = slots;
  }
}

/**
 * Remembers results of an operation on two nodes. Keeps one result for each slot: what is lost is worked out again. Grows with the
 * number of results, as far as it helps.
 */
export class ResultCache {
  #first = new Int32Array(1 << 10);
  #second = new Int32Array(1 << 10);
  #result = new Int32Array(1 << 10);
  #stored = 0;

  /** -1 if it is not known. */
  get(a: number, b: number): number {
    const slot = hash(0, a, b) & (this.#first.length - 1);
    return this.#first[slot] === a && this.#second[slot] === b ? (this.#result[slot] ?? -1) : -1;
  }

  /** Operands are nodes of which at least one is no terminal: two zeros mark a free slot. */
  set(a: number, b: number, result: number): void {
    if (++this.#stored > this.#first.length && this.#first.length < 1 << 22) this.#grow();
    const slot = hash(0, a, b) & (this.#first.length - 1);
    this.#first[slot] = a;
    this.#second[slot] = b;
    this.#result[slot] = result;
  }

  #grow(): void {
    const [first, second, result] = [this.#first, this.#second, this.#result];
    const length = first.length * 4;
    this.#first = new Int32Array(length);
    this.#second = new Int32Array(length);
    this.#result = new Int32Array(length);
    for (let i = 0; i < first.length; i += 1) {
      const [a, b] = [first[i] ?? 0, second[i] ?? 0];
      const slot = hash(0, a, b) & (length - 1);
      this.#first[slot] = a;
      this.#second[slot] = b;
      this.#result[slot] = result[i] ?? 0;
    }
  }
}

/** Mixes three numbers to one; the multipliers are odd and have about as many ones as zeros, the shifts bring high bits down. */
function hash(a: number, b: number, c: number): number {
  let mixed = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca6b) ^ Math.imul(c, 0xc2b2ae35);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return mixed ^ (mixed >>> 13);
}
