import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEnvFile } from "./env-file.ts";

const read = (text: string): Readonly<Record<string, string>> => {
  const { values, faults } = parseEnvFile(text);
  expect(faults).toEqual([]);
  return Object.fromEntries(values);
};

test.each([
  ["TOKEN=abc", "abc"],
  ['TOKEN="abc"', "abc"],
  ["TOKEN='abc'", "abc"],
  ["export TOKEN=abc", "abc"],
  ["  export   TOKEN = abc  ", "abc"],
  ["TOKEN=abc # a comment", "abc"],
  ["TOKEN=abc#def", "abc#def"],
  ["TOKEN='abc # def' # a comment", "abc # def"],
  ['TOKEN="abc" ', "abc"],
  ["TOKEN=", ""],
  ["TOKEN= # nothing", ""],
  ['TOKEN=""', ""],
  ["TOKEN=pa$word=\\n", "pa$word=\\n"],
  ["TOKEN=a\"b'c", "a\"b'c"],
  ['TOKEN="a\\nb\\t\\"\\\\\\$\\`"', 'a\nb\t"\\$`'],
  ["TOKEN='a\\nb \u0024{c} $(d)'", "a\\nb \u0024{c} $(d)"],
  ["TOKEN='-----BEGIN\nabc=\n-----END'", "-----BEGIN\nabc=\n-----END"],
  ['TOKEN="a\r\nb"\r', "a\nb"],
  ["\uFEFFTOKEN=abc\r\n", "abc"],
  ["TOKEN=first\nTOKEN=last", "last"],
])("%j holds %j", (text, value) => {
  expect(read(`# before\n\n${text}\n  # after\nOTHER=x\n`)).toEqual({ TOKEN: value, OTHER: "x" });
});

test.each([
  ["abc", 1, /sets no variable/],
  ["A=b\nTOKEN: abc", 2, /sets no variable/],
  ["TOKEN", 1, /sets no variable/],
  ["1A=b", 1, /sets no variable/],
  ["A='x\ny'\nTOKEN=\"abc", 3, /TOKEN with a double quote that is never closed/],
  ["TOKEN='abc", 1, /TOKEN with a single quote that is never closed/],
  ['TOKEN="a"b', 1, /behind its closing quote/],
  ['TOKEN="a"#b', 1, /behind its closing quote/],
  ['TOKEN="\\d"', 1, /no known sign/],
  ["TOKEN='it\\'s'", 1, /backslash before a single quote/],
  ["TOKEN=`abc`", 1, /backtick/],
  ["TOKEN=\u0024{OTHER}", 1, /not replaced here/],
  ['TOKEN="$(pass show it)"', 1, /not replaced here/],
])("%j is not understood, in line %i", (text, line, found) => {
  const { faults } = parseEnvFile(`${text}\n`);
  expect(faults[0]).toMatchObject({ line, found: expect.stringMatching(found) });
});

test("every value can be written so that it is read as it is", () => {
  const quoted = (value: string): string => `"${value.replaceAll(/[\\"$`]/g, "\\$&").replaceAll("\r", "\\r")}"`;
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (one, two) => {
      expect(read(`A=${quoted(one)}\nexport B = ${quoted(two)} # x\n`)).toEqual({ A: one, B: two });
    }),
  );
});

test("a fault shows nothing of what stands in the file but a name", () => {
  fc.assert(
    fc.property(fc.stringMatching(/^[^\n]{0,20}$/), fc.stringMatching(/^Zq[a-z0-9]{6,20}$/), (noise, secret) => {
      const { faults } = parseEnvFile(`${noise}${secret}\nA="${noise}${secret}\nB='${secret}`);
      expect(JSON.stringify(faults)).not.toContain(secret);
    }),
  );
});
