import fc from "fast-check";
import { expect, test } from "vitest";
import { type Content, secretRef, text } from "../util/content.ts";
import { fill } from "../util/reveal.ts";
import { Secret, type Secrets } from "../util/secret.ts";
import { isClosed, openSides, shownText } from "./shown.ts";

/** A variable of an environment file: a value that may be seen, or the number of a secret. */
type Value = string | number;
type Variables = Readonly<Record<string, Value>>;

function fileOf(variables: Variables): Content {
  const lines = Object.entries(variables).map(
    ([name, value]) => text`${name}="${typeof value === "string" ? value : secretRef(`S${value}`)}"\n`,
  );
  return lines.reduce((all, line) => text`${all}${line}`, text`# By Bartizan.\n`);
}

const secretsOf = (values: readonly string[]): Secrets => new Map(values.map((value, at) => [`S${at}`, new Secret(`S${at}`, value)]));

const name = fc.constantFrom("A", "B", "LONG_NAME", "TOKEN");
const variables = fc.dictionary(name, fc.oneof(fc.stringMatching(/^[a-z]{0,6}$/), fc.integer({ min: 0, max: 3 })), { minKeys: 1 });
const hidden = fc.string({ unit: "binary", maxLength: 40 });

/** What is seen when `old` stands on the host, written with the secrets of then, and `next` is wanted with those of now. */
function seen(old: Variables, next: Variables, then: readonly string[], now: readonly string[], note: boolean): readonly string[] {
  const on = { text: fill(fileOf(old), secretsOf(then)), ...(note ? { shown: shownText(fileOf(old), secretsOf(then)) } : {}) };
  const { before, after } = openSides(fileOf(next), secretsOf(now), on);
  return [before, after];
}

test("nothing that is seen depends on a secret, whatever it is, but that it has changed", () => {
  const four = fc.array(hidden, { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(variables, variables, four, four, fc.subarray([0, 1, 2, 3]), (old, next, one, two, changed) => {
      const later = (values: readonly string[]): readonly string[] => values.map((it, at) => (changed.includes(at) ? `${it}x` : it));
      expect(seen(old, next, one, later(one), true)).toEqual(seen(old, next, two, later(two), true));
    }),
  );
});

test("without a note of what is open, only what is open in the new version is seen of the old one", () => {
  const four = fc.array(fc.stringMatching(/^Zq[a-z0-9=: \n]{4,30}$/), { minLength: 4, maxLength: 4 });
  fc.assert(
    fc.property(variables, variables, four, four, (old, next, then, now) => {
      const all = seen(old, next, then, now, false).join("\n");
      for (const value of [...then, ...now]) expect(all).not.toContain(value.slice(0, 5));
    }),
  );
});

test("every change of a value that is no secret is seen, and every secret that changes is named", () => {
  fc.assert(
    fc.property(variables, variables, (old, next) => {
      const [before = "", after = ""] = seen(old, next, ["a", "b", "c", "d"], ["a", "b", "other", "d"], true);
      for (const [key, value] of Object.entries(old)) {
        expect(before).toContain(`\n${key}="${typeof value === "string" ? value : `[secret S${value}]`}"\n`);
      }
      for (const [key, value] of Object.entries(next)) {
        const fresh = value === 2 && Object.values(old).includes(2) ? ", a new value" : "";
        expect(after).toContain(`\n${key}="${typeof value === "string" ? value : `[secret S${value}${fresh}]`}"\n`);
      }
    }),
  );
});

test("within a line only the password is hidden", () => {
  const url = (host: string): Content => text`DATABASE_URL="mysql://app:${secretRef("S0")}@${host}:3307/app"\n`;
  const on = { text: fill(url("one"), secretsOf(["pw"])), shown: shownText(url("one"), secretsOf(["pw"])) };
  expect(openSides(url("two"), secretsOf(["pw"]), on)).toEqual({
    before: 'DATABASE_URL="mysql://app:[secret S0]@one:3307/app"\n',
    after: 'DATABASE_URL="mysql://app:[secret S0]@two:3307/app"\n',
  });
});

test("of an operator's edit the lines that are known are seen, and the names of those that are not", () => {
  const wanted = text`A="1"\nB="${secretRef("S0")}"\nC="${secretRef("S1")}"\n`;
  const secrets = secretsOf(["pw", "pw2"]);
  const on = { text: 'A="7"\nB="pw"\nC="mine"\nD="hush"\n', shown: shownText(wanted, secrets) };
  expect(openSides(wanted, secrets, on).before).toBe('A=[not shown]\nB="[secret S0]"\nC=[not shown]\n[a line that is not shown]\n');
});

test("a file that not everybody may read is closed, whatever it holds today", () => {
  expect(isClosed({ content: ["a"], mode: "0600" })).toBe(true);
  expect(isClosed({ content: ["a"], mode: "0640" })).toBe(true);
  expect(isClosed({ content: ["a"] })).toBe(false);
  expect(isClosed({ content: [secretRef("S0")] })).toBe(true);
});
