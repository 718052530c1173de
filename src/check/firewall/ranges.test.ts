import fc from "fast-check";
import { expect, it } from "vitest";
import { everybody, type Interval, minus, overlap, type Ranges, rangesOf, rangesOfAddresses, same, union } from "./ranges.ts";

const LAST = 40;
const intervals: fc.Arbitrary<Interval[]> = fc.array(
  fc.tuple(fc.integer({ min: 0, max: LAST }), fc.integer({ min: 0, max: LAST })).map(([a, b]) => ({
    low: BigInt(Math.min(a, b)),
    high: BigInt(Math.max(a, b)),
  })),
  { maxLength: 6 },
);
const members = (list: readonly Interval[]): readonly number[] =>
  [...Array(LAST + 1).keys()].filter((value) => list.some(({ low, high }) => low <= value && value <= high));

function isCanonical(ranges: Ranges): boolean {
  return ranges.every(({ low, high }, index) => low <= high && (index === 0 || low > (ranges[index - 1]?.high ?? 0n) + 1n));
}

it("does what sets do, number by number", () => {
  fc.assert(
    fc.property(intervals, intervals, (some, others) => {
      const [a, b] = [rangesOf(some), rangesOf(others)];
      const [inA, inB] = [members(some), members(others)];
      expect(members(a)).toEqual(inA);
      expect(members(union(a, b))).toEqual(members([...some, ...others]));
      expect(members(overlap(a, b))).toEqual(inA.filter((value) => inB.includes(value)));
      expect(members(minus(a, b))).toEqual(inA.filter((value) => !inB.includes(value)));
      for (const made of [a, union(a, b), overlap(a, b), minus(a, b)]) expect(isCanonical(made)).toBe(true);
      expect(same(a, b)).toBe(String(inA) === String(inB));
    }),
    { numRuns: 2_000 },
  );
});

it("holds both ends of an address family", () => {
  const [all] = everybody(6);
  expect(all?.high).toBe(2n ** 128n - 1n);
  expect(minus(everybody(4), rangesOfAddresses(4, ["0.0.0.0", "255.255.255.255"]))).toEqual([{ low: 1n, high: 2n ** 32n - 2n }]);
  expect(rangesOfAddresses(4, ["10.0.0.1", undefined, "2001:db8::1"])).toHaveLength(1);
});
