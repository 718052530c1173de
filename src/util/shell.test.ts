import { spawnSync } from "node:child_process";
import fc from "fast-check";
import { expect, it } from "vitest";
import { shellWord, shellWords } from "./shell.ts";

it("hands every word to the shell as it is", () => {
  const word = fc.string({ unit: "binary", maxLength: 30 }).map((it) => it.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), (words) => {
      const result = spawnSync("sh", ["-c", `printf '%s\\0' ${shellWords(words)}`], { encoding: "utf8" });
      expect(result.stdout).toBe(words.map((it) => `${Buffer.from(it).toString()}\0`).join(""));
    }),
    { numRuns: 60 },
  );
});

it("leaves plain words plain and keeps the empty word", () => {
  expect(shellWord("/etc/haproxy/haproxy.cfg")).toBe("/etc/haproxy/haproxy.cfg");
  expect(shellWord("")).toBe("''");
  expect(shellWord("it's")).toBe("'it'\\''s'");
});
