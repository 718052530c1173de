import fc from "fast-check";
import { expect, it } from "vitest";
import { inCommand, inUrl, inVariable } from "./secret-sight.ts";

const letters = (alphabet: string, length: number): fc.Arbitrary<string> =>
  fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length }).map((all) => all.join(""));
const BASE62 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/** The share of the words in which a secret is seen. */
function share(words: fc.Arbitrary<string>): number {
  const sample = fc.sample(words, { numRuns: 1_000, seed: 7 });
  return sample.filter((word) => inVariable("SEARCH", word) !== undefined).length / sample.length;
}

it("sees nearly every random word", () => {
  expect(share(letters(BASE62, 32))).toBeGreaterThan(0.97);
  expect(share(letters("0123456789abcdef", 40))).toBeGreaterThan(0.97);
});

it("sees hardly any that people made", () => {
  const word = fc.constantFrom("foobar", "Production", "eu", "central", "Cache", "newsletter", "Shop", "v2", "2027", "team", "API", "main");
  const phrase = fc.tuple(fc.array(word, { minLength: 2, maxLength: 8 }), fc.constantFrom("", "-", "_", ".", "/", " ", ","));
  expect(share(phrase.map(([words, sign]) => words.join(sign)))).toBe(0);
});

it("never shows what it saw, and gets through long texts that nearly hold a secret", () => {
  const near = ["--password ".repeat(30_000), "A=".repeat(100_000), `curl ${"-u ".repeat(100_000)}`, "authorization: ".repeat(30_000)];
  for (const text of [...near, "DB_PASSWORD=hunter2 node", "--token=hunter2", "https://hunter2hunter2:hunter2@example.net/"]) {
    for (const seen of [inCommand(text), inUrl(text), inVariable("SEARCH", text)]) expect(seen?.kind ?? "").not.toContain("hunter2");
  }
});
