import { expect, test } from "vitest";
import { listed } from "./names.ts";

test.each([
  [[], ""],
  [["a"], "a"],
  [["a", "b"], "a and b"],
  [["a", "b", "c", "d", "e"], "a, b, c, d and e"],
  [["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"],
] as const)("%j reads %s", (names, words) => {
  expect(listed(names)).toBe(words);
});
