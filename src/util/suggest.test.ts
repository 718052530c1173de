import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, nearest } from "./suggest.ts";

const word = fc.string({ maxLength: 12 });

test("a slip of the finger is one step, a swap of neighbours too", () => {
  expect(editDistance("address", "adress")).toBe(1);
  expect(editDistance("runs", "rnus")).toBe(1);
  expect(editDistance("web", "app")).toBe(3);
  expect(editDistance("", "app")).toBe(3);
});

test("the distance is zero for the same word only, symmetric, and at most the longer length", () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const distance = editDistance(a, b);
      expect(distance === 0).toBe(a === b);
      expect(distance).toBe(editDistance(b, a));
      expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
      expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
    }),
  );
});

test.each([
  ["adress", "address"],
  ["publicAdress6", "publicAddress6"],
  ["Runs", "runs"],
  ["publicaddress", "publicAddress"],
  ["addr", "address"],
])("%s was meant to be %s", (typed, meant) => {
  expect(nearest(typed, ["address", "address6", "publicAddress", "publicAddress6", "ssh", "runs"])).toBe(meant);
});

test.each(["", "x", "cpu", "password", "z".repeat(100_000)])("nothing is near %j", (typed) => {
  expect(nearest(typed, ["address", "ssh", "runs"])).toBeUndefined();
});
