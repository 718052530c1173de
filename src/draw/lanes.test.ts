import fc from "fast-check";
import { expect, test } from "vitest";
import { overlaps, type Trunk, trunkOrder } from "./lanes.ts";

test("of two lines that go down, the one that begins lower is to the left", () => {
  const upper: Trunk = { left: [0], right: [200] };
  const lower: Trunk = { left: [40], right: [240] };
  expect(trunkOrder([upper, lower])).toEqual([1, 0]);
  expect(trunkOrder([lower, upper])).toEqual([0, 1]);
});

test("a line does not begin where another one ends, if it can be helped", () => {
  const arriving: Trunk = { left: [0], right: [100] };
  const leaving: Trunk = { left: [100], right: [200] };
  expect(overlaps(arriving, leaving)).toEqual([100]);
  expect(trunkOrder([arriving, leaving])).toEqual([1, 0]);
});

const heights = fc.array(
  fc.integer({ min: 0, max: 40 }).map((it) => it * 20),
  { minLength: 1, maxLength: 3 },
);
const trunks = fc.array(fc.record({ left: heights, right: heights }), { maxLength: 12 });

test("every trunk has exactly one place", () => {
  fc.assert(
    fc.property(trunks, (its) => {
      expect([...trunkOrder(its)].sort((a, b) => a - b)).toEqual([...its.keys()]);
    }),
  );
});
