import { bitsOf, type Cidr, network, parseAddress } from "../../util/address.ts";

/** All addresses from `low` to `high`, both included, as numbers. */
export interface Interval {
  readonly low: bigint;
  readonly high: bigint;
}

/** A set of addresses of one family: disjoint intervals in rising order, none of which touches the next, so that equal sets have equal lists. */
export type Ranges = readonly Interval[];

export const NOBODY: Ranges = [];

/** Every address of a family. */
export function everybody(family: 4 | 6): Ranges {
  return [{ low: 0n, high: (1n << BigInt(bitsOf(family))) - 1n }];
}

/** The set that these intervals make together, in whatever order they come and however they overlap. */
export function rangesOf(intervals: readonly Interval[]): Ranges {
  const sorted = [...intervals].sort((a, b) => (a.low < b.low ? -1 : a.low > b.low ? 1 : 0));
  const ranges: { low: bigint; high: bigint }[] = [];
  for (const { low, high } of sorted) {
    const last = ranges.at(-1);
    if (last === undefined || low > last.high + 1n) ranges.push({ low, high });
    else if (high > last.high) last.high = high;
  }
  return ranges;
}

/** The addresses of a CIDR range, lowest to highest. */
export function intervalOf(cidr: Cidr): Interval {
  const low = network(cidr).value;
  return { low, high: low + (1n << BigInt(bitsOf(cidr.address.family) - cidr.prefix)) - 1n };
}

/** The set of the addresses of this family among the given ones, written as people write them. */
export function rangesOfAddresses(family: 4 | 6, written: readonly (string | undefined)[]): Ranges {
  return rangesOf(
    written.flatMap((text) => {
      const address = text === undefined ? undefined : parseAddress(text);
      return address?.family === family ? [{ low: address.value, high: address.value }] : [];
    }),
  );
}

export function union(a: Ranges, b: Ranges): Ranges {
  if (a.length === 0) return b;
  return b.length === 0 ? a : rangesOf([...a, ...b]);
}

/** What both have. */
export function overlap(a: Ranges, b: Ranges): Ranges {
  const ranges: Interval[] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length; ) {
    const [one, other] = [a[i], b[j]];
    if (one === undefined || other === undefined) break;
    const { low } = one.low > other.low ? one : other;
    const { high } = one.high < other.high ? one : other;
    if (low <= high) ranges.push({ low, high });
    if (one.high < other.high) i += 1;
    else j += 1;
  }
  return ranges;
}

/** What `a` has and `b` has not. */
export function minus(a: Ranges, b: Ranges): Ranges {
  const ranges: Interval[] = [];
  let j = 0;
  for (const { low, high } of a) {
    let rest = low;
    while (j < b.length && (b[j]?.high ?? 0n) < rest) j += 1;
    for (let k = j; rest <= high; k += 1) {
      const hole = b[k];
      if (hole === undefined || hole.low > high) break;
      if (hole.low > rest) ranges.push({ low: rest, high: hole.low - 1n });
      rest = hole.high + 1n;
    }
    if (rest <= high) ranges.push({ low: rest, high });
  }
  return ranges;
}

export function same(a: Ranges, b: Ranges): boolean {
  return a === b || (a.length === b.length && a.every(({ low, high }, index) => low === b[index]?.low && high === b[index]?.high));
}
