import fc from "fast-check";
import { expect, test } from "vitest";
import { quoted } from "./quoted.ts";

const anyText = fc.string({ unit: "binary" });

test("nothing that is quoted can move a cursor or turn the text around", () => {
  fc.assert(fc.property(anyText, (text) => void expect(quoted(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)));
});

test("what fits can be read back", () => {
  fc.assert(fc.property(anyText, (text) => void expect(JSON.parse(quoted(text, 1000))).toBe(text)));
});

test("what is too long ends with an ellipsis, and no character is cut in two", () => {
  expect(quoted("x".repeat(100), 10)).toBe('"xxxxxxxxx…"');
  expect(quoted("😀".repeat(11), 10)).toBe(`"${"😀".repeat(9)}…"`);
  expect(quoted("😀".repeat(10), 10)).toBe(`"${"😀".repeat(10)}"`);
});
