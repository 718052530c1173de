/** A leftist heap, highest value on top. It is never changed: heaps that are merged live on, and share what they have in common. */
export interface Heap<T> {
  readonly value: number;
  readonly item: T;
  readonly left: Heap<T> | undefined;
  readonly right: Heap<T> | undefined;
  /** Steps to the nearest free place, which is on the right; at most the logarithm of the size. */
  readonly rank: number;
}

export function heapOf<T>(value: number, item: T): Heap<T> {
  return { value, item, left: undefined, right: undefined, rank: 1 };
}

/** Recurses at most as deep as the ranks of both together. */
export function merge<T>(a: Heap<T> | undefined, b: Heap<T> | undefined): Heap<T> | undefined {
  if (a === undefined) return b;
  if (b === undefined) return a;
  const [top, other] = a.value >= b.value ? [a, b] : [b, a];
  const merged = merge(top.right, other);
  const near = (heap: Heap<T> | undefined): number => heap?.rank ?? 0;
  const [left, right] = near(top.left) >= near(merged) ? [top.left, merged] : [merged, top.left];
  return { value: top.value, item: top.item, left, right, rank: near(right) + 1 };
}
