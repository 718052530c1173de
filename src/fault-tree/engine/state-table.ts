/** States, rows of small whole numbers, each there once and known by its index. */
export class StateTable {
  readonly width: number;
  size = 0;
  #rows: Int32Array;
  /** Open addressing; a slot holds an index plus one, 0 if it is free. */
  #slots = new Int32Array(64);

  constructor(width: number) {
    this.width = width;
    this.#rows = new Int32Array(32 * width);
  }

  /** The index of the state that `row` holds, which is taken in if it is new. */
  indexOf(row: Int32Array): number {
    const mask = this.#slots.length - 1;
    let slot = hash(row, 0, this.width) & mask;
    for (let taken = this.#slots[slot]; taken !== 0 && taken !== undefined; taken = this.#slots[slot]) {
      if (this.#holds(taken - 1, row)) return taken - 1;
      slot = (slot + 1) & mask;
    }
    const index = this.size++;
    if ((index + 1) * this.width > this.#rows.length) {
      const rows = new Int32Array(this.#rows.length * 2);
      rows.set(this.#rows);
      this.#rows = rows;
    }
    this.#rows.set(row, index * this.width);
    if (this.size * 2 > this.#slots.length) this.#rehash();
    else this.#slots[slot] = index + 1;
    return index;
  }

  /** Copies a state to `row`. */
  read(index: number, row: Int32Array): void {
    const from = index * this.width;
    for (let i = 0; i < this.width; i += 1) row[i] = this.#rows[from + i] ?? 0;
  }

  #holds(index: number, row: Int32Array): boolean {
    const from = index * this.width;
    for (let i = 0; i < this.width; i += 1) if (this.#rows[from + i] !== row[i]) return false;
    return true;
  }

  #rehash(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    const mask = slots.length - 1;
    for (let index = 0; index < this.size; index += 1) {
      let slot = hash(this.#rows, index * this.width, this.width) & mask;
      while (slots[slot] !== 0) slot = (slot + 1) & mask;
      slots[slot] = index + 1;
    }
    this.#slots = slots;
  }
}

function hash(rows: Int32Array, from: number, width: number): number {
  let mixed = 0;
  for (let i = from; i < from + width; i += 1) mixed = Math.imul(mixed ^ (rows[i] ?? 0), 0x9e3779b1) ^ (mixed >>> 15);
  return mixed ^ (mixed >>> 16);
}
