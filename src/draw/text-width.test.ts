import fc from "fast-check";
import { expect, test } from "vitest";
import { shortened, textWidth } from "./text-width.ts";

test("widths are those of DejaVu Sans", () => {
  expect(textWidth("Mi", 1000)).toBe(863 + 278);
  expect(textWidth("Mi", 1000, "bold")).toBe(995 + 343);
  expect(textWidth("", 12)).toBe(0);
});

test("characters without an entry are as wide as an em, those that combine have no width", () => {
  expect(textWidth("語", 10)).toBe(10);
  expect(textWidth("e\u0301", 1000)).toBe(textWidth("e", 1000));
});

test("a text that is too long loses its end", () => {
  expect(shortened("node server.js", 400, 11)).toBe("node server.js");
  expect(shortened("node server.js", 60, 11)).toBe("node ser…");
});

test("what is shortened fits, whatever it was", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), fc.integer({ min: 12, max: 300 }), (text, width) => {
      expect(textWidth(shortened(text, width, 11), 11)).toBeLessThanOrEqual(width);
    }),
  );
});
