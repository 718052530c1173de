import fc from "fast-check";
import { expect, test } from "vitest";
import { quote } from "./quote.ts";

const anyText = fc.string({ unit: "binary" });

test("nothing that is quoted can move a cursor or turn the text around", () => {
  fc.assert(fc.property(anyText, (text) => void expect(quote(text)).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u)));
});

test("what fits can be read back", () => {
  fc.assert(fc.property(anyText, (text) => void expect(JSON.parse(quote(text, 1000))).toBe(text)));
});

test("what is too long ends with an ellipsis, and no character is cut in two", () => {
  expect(quote("x".repeat(100), 10)).toBe('"xxxxxxxxx…"');
  expect(quote("😀".repeat(11), 10)).toBe(`"${"😀".repeat(9)}…"`);
  expect(quote("😀".repeat(10), 10)).toBe(`"${"😀".repeat(10)}"`);
});
