import { SaxesParser } from "saxes";
import { describe, expect, it } from "vitest";
import { JUDGED } from "../../../test/fixtures/judged.ts";
import type { FailOn } from "./format.ts";
import { formatJunit } from "./junit.ts";

interface Element {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: Element[];
  text: string;
}

/** The document as a tree; throws when it is not well-formed. */
function parse(xml: string): Element {
  const parser = new SaxesParser();
  const root: Element = { name: "", attributes: {}, children: [], text: "" };
  const open = [root];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => {
    const element: Element = { name, attributes, children: [], text: "" };
    open.at(-1)?.children.push(element);
    open.push(element);
  });
  parser.on("closetag", () => open.pop());
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.write(xml).close();
  return root.children[0] ?? root;
}

function outcomes(failOn: FailOn): readonly (readonly [string, string])[] {
  const suites = parse(formatJunit({ ...JUDGED, failOn })).children;
  return suites.flatMap((suite) => suite.children.map((it) => [it.attributes.name ?? "", it.children[0]?.name ?? "passed"] as const));
}

describe("JUnit", () => {
  it("fails what makes the check fail, skips what is waived, passes the rest", () => {
    expect(outcomes("error")).toEqual([
      ["weak@srv1", "system-out"],
      ["weak@srv2", "skipped"],
      ["spoof@lb1->srv1", "failure"],
      ["note@site", "system-out"],
      ["quiet", "passed"],
    ]);
    expect(outcomes("info").filter(([, result]) => result === "failure").length).toBe(3);
    expect(outcomes("never").filter(([, result]) => result === "failure").length).toBe(0);
  });

  it("counts as it lists, as a whole and in every suite", () => {
    const all = parse(formatJunit(JUDGED));
    for (const element of [all, ...all.children]) {
      const cases = element === all ? all.children.flatMap((suite) => suite.children) : element.children;
      const count = (name: string): string => String(cases.filter((it) => it.children[0]?.name === name).length);
      expect(element.attributes).toMatchObject({
        tests: String(cases.length),
        failures: count("failure"),
        skipped: count("skipped"),
        errors: "0",
      });
    }
  });

  it("keeps every character of the words", () => {
    const failure = parse(formatJunit(JUDGED)).children[1]?.children[0]?.children[0];
    expect(failure?.attributes).toEqual({ type: "error", message: "Anybody between lb1 and srv1 <can> read & change | what `passes`." });
    expect(failure?.text).toContain('- command: "node <script>alert(1)</script>"\nEncrypt it.\ntls.upstream: "verified"');
  });
});
