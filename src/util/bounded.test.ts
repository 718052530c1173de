import { expect, test } from "vitest";
import { bounded, WORDS } from "./bounded.ts";
import { problem } from "./errors.ts";

test("what a program says is bounded by the line and in all; the end is what counts", () => {
  expect(bounded("a\nb\n")).toBe("a\nb\n");
  const long = bounded(`${"x".repeat(20_000_000)}\nERROR 2006`);
  expect(long.length).toBeLessThan(WORDS.columns + 20);
  expect(long.endsWith("\nERROR 2006")).toBe(true);
  const many = bounded(Array.from({ length: 5000 }, (_, index) => `line ${index}`).join("\n")).split("\n");
  expect([many.length, many.at(-1)]).toEqual([WORDS.lines, "line 4999"]);
});

test("every error bounds the words that it carries", () => {
  expect(problem("BZ_STEP_FAILED", { output: "y".repeat(1_000_000) }).output?.length).toBeLessThan(WORDS.columns + 20);
});
