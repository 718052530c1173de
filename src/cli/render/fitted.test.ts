import fc from "fast-check";
import { expect, it } from "vitest";
import { fittedRows } from "./fitted.ts";

it("gives up empty lines first, then the last ones, and says how many", () => {
  const lines = ["a", "", "b", "", "c", "d"];
  expect(fittedRows(lines, 6)).toEqual(lines);
  expect(fittedRows(lines, 5)).toEqual(["a", "b", "c", "d"]);
  expect(fittedRows(lines, 3)).toEqual(["a", "b", "(2 more lines: this window is too low)"]);
});

it("never exceeds the rows, from two on", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("", "x")), fc.integer({ min: 2, max: 60 }), (lines, rows) => {
      expect(fittedRows(lines, rows).length).toBeLessThanOrEqual(rows);
    }),
  );
});
