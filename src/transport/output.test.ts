import { describe, expect, it } from "vitest";
import { parseAlerts } from "../observe/answer.ts";
import { plainText, printable } from "../util/plain-text.ts";
import { LONGEST_LINE, output } from "./output.ts";

const ESC = "\u001b";

describe("what a host says", () => {
  it.each([
    ["a title", `a${ESC}]0;owned\u0007b`, "ab"],
    ["a title that ends otherwise", `a${ESC}]0;owned${ESC}\\b`, "ab"],
    ["a title without an end", `a${ESC}]0;owned\nb`, "a\nb"],
    ["the clipboard", `${ESC}]52;c;cm0gLXJm\u0007x`, "x"],
    ["a move of the cursor, and hidden text", `a${ESC}[2A${ESC}[8mb`, "ab"],
    ["controls of eight bits", "a\u009b2Jb\u0090q\u009c", "abq"],
    ["carriage return and backspace", "good\rbad\b\b", "goodbad"],
    ["a line that reads backwards", "a\u202eb", "ab"],
    ["an escape at the end", `a${ESC}`, "a"],
    ["what is text", "größer\tα\n", "größer\tα\n"],
  ])("%s: nothing but text is left", (_, said, left) => {
    expect(plainText(said)).toBe(left);
    const out = output();
    // In pieces, of which each by itself is no sequence.
    for (const character of said) out.take(character);
    expect(out.end()).toBe(left);
  });

  it("is taken up to a bound, and told line by line without one", () => {
    const out = output(undefined, 10);
    expect([out.take("12345"), out.take("67890"), out.take("1")]).toEqual([true, true, false]);
    const lines: string[] = [];
    const followed = output((line) => lines.push(line));
    followed.take(`a${ESC}[31mb\nc`);
    followed.take("d\n");
    followed.take("x".repeat(2 * LONGEST_LINE + 1));
    expect(followed.end()).toBe("");
    expect(lines.map((it) => it.length)).toEqual([2, 2, LONGEST_LINE, LONGEST_LINE, 1]);
  });

  it("in a label comes through JSON as text, and is none there either", () => {
    const labels = { alertname: "HostSilent", severity: "page", host: `srv1${ESC}]0;owned\u0007` };
    const json = JSON.stringify({ data: { alerts: [{ labels, state: "firing", activeAt: "2026-01-01T00:00:00Z" }] } });
    expect(parseAlerts(json)?.[0]?.host).toBe("srv1");
  });

  it("our own colours are all that reaches a terminal beside it", () => {
    expect(printable(`${ESC}[31mred${ESC}[39m ${ESC}]0;x\u0007${ESC}[2Jplain\r`)).toBe(`${ESC}[31mred${ESC}[39m plain`);
  });
});
