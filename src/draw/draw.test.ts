import { instance } from "@viz-js/viz";
import fc from "fast-check";
import { SaxesParser } from "saxes";
import { expect, test } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { sending } from "../../test/fixtures/sending.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../catalog/compile.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { draw, type Language } from "./draw.ts";
import { NO_MARKS } from "./marks.ts";
import type { Theme } from "./theme.ts";

function picture(infra: Infrastructure, language: Language = "svg", theme: Theme = "light"): string {
  return draw(infra, flowsOf(infra), { language, marks: NO_MARKS, theme });
}

/** What stands in the elements of a document, by element. Throws when it is not well-formed. */
function textsOf(
  svg: string,
): readonly { readonly name: string; readonly text: string; readonly attributes: Readonly<Record<string, string>> }[] {
  const found: { name: string; text: string; attributes: Record<string, string> }[] = [];
  const open: { name: string; text: string; attributes: Record<string, string> }[] = [];
  const parser = new SaxesParser();
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", ({ name, attributes }) => open.push({ name, text: "", attributes: { ...(attributes as Record<string, string>) } }));
  parser.on("text", (text) => {
    const element = open.at(-1);
    if (element !== undefined) element.text += text;
  });
  parser.on("closetag", () => found.push(...open.splice(-1)));
  parser.write(svg).close();
  return found;
}

/** Text that no format may take for its own syntax. */
const hostile = fc.oneof(
  fc.string({ maxLength: 30 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.constantFrom('"]; end', "--> x", "%%{init: {}}%%", "</text><script>", "]]>", "\\N \\l", "&amp;", "#35;", "`x`", "\u0000", "<br/>"),
);

const hostileSite = fc
  .record({ domain: hostile, command: hostile, backup: hostile, dependency: hostile, range: hostile })
  .map(({ domain, command, backup, dependency, range }): Infrastructure => {
    return {
      ...fortress,
      domain,
      ...(fortress.app === undefined ? {} : { app: { ...fortress.app, command } }),
      backups: { to: backup, everyHours: 1, keepDays: 1 },
      dependencies: [{ name: dependency, neededBy: "site" }],
      firewall: { admin: [range] },
    };
  });

test("whatever the words, the SVG is well-formed and nothing in them becomes an element", () => {
  const elements = textsOf(picture({ ...fortress, dependencies: [{ name: "dns", neededBy: "site" }] })).length;
  fc.assert(
    fc.property(hostileSite, (infra) => {
      expect(textsOf(picture(infra)).length).toBe(elements);
    }),
    { numRuns: 200 },
  );
});

test("whatever the words, Graphviz reads the DOT", async () => {
  await fc.assert(
    fc.asyncProperty(hostileSite, async (infra) => {
      // One that has seen characters without a width for long enough falls over the next picture, whatever it is.
      const viz = await instance();
      expect(viz.render(picture(infra, "dot"), { format: "json" })).toMatchObject({ status: "success" });
    }),
    { numRuns: 50 },
  );
});

test("whatever the words, Mermaid sees none but its own signs outside of them, and of them only letters, digits and plain signs", () => {
  fc.assert(
    fc.property(hostileSite, (infra) => {
      for (const line of picture(infra, "mermaid").trimEnd().split("\n")) {
        expect(line.replaceAll(/"[\p{L}\p{N} .,:/()_…·→+#;<>-]*"/gu, '"TEXT"')).toMatch(
          /^(flowchart LR| +end| +subgraph \w+\["TEXT"\]| +\w+(\["TEXT"\]|\(\["TEXT"\]\))| +\w+ (-->|--o|==>|<-->)(\|"TEXT"\|)? \w+| +(linkStyle|classDef|class) [\w,]+ [\w:#,. -]+)$/,
        );
      }
    }),
    { numRuns: 200 },
  );
});

test("the same input gives the same text", () => {
  for (const language of ["svg", "mermaid", "dot"] as const)
    expect(picture(fortress, language)).toBe(picture(structuredClone(fortress), language));
});

test("it can be read by those who do not see it", () => {
  const [svg] = textsOf(picture(whiteboard)).slice(-1);
  expect(svg?.attributes).toMatchObject({ role: "img", "aria-labelledby": "bz-title bz-desc" });
  const byId = new Map(textsOf(picture(whiteboard)).map((it) => [it.attributes.id, it.text]));
  expect(byId.get("bz-title")).toBe("foobar: www.foobar.com");
  for (const word of ["lb1 (HAProxy)", "HTTPS 443, TLS: anyone → lb1", "replication 3306"]) expect(byId.get("bz-desc")).toContain(word);
});

test("a picture that follows the reader's system has both themes, another has one", () => {
  expect(picture(whiteboard, "svg", "auto")).toContain("@media (prefers-color-scheme: dark)");
  const [light, dark] = [picture(whiteboard, "svg", "light"), picture(whiteboard, "svg", "dark")];
  expect(light).not.toContain("@media");
  expect(light).toContain("#ffffff");
  expect(dark).not.toContain(".bz-page { fill: #ffffff");
});

test("the monitor shows to whom it sends the samples on", () => {
  const words = textsOf(picture(sending)).map((it) => it.text);
  expect(words).toContain("sends on");
  expect(words.filter((it) => it.startsWith("to remote write, Sumo Logic"))).toHaveLength(1);
  expect(textsOf(picture(whiteboard)).map((it) => it.text)).not.toContain("sends on");
});

test("what a host lacks is said on it", () => {
  const hosts = whiteboard.hosts.map((host) =>
    host.name === "srv2" ? { ...host, firewall: { by: "nobody" } as const, monitoring: "none" as const } : { ...host, ...plainHost },
  );
  const words = textsOf(picture({ ...whiteboard, hosts })).map((it) => it.text);
  expect(words.filter((it) => it === "no firewall" || it === "not monitored")).toEqual(["no firewall", "not monitored"]);
  expect(words).toContain("mutual TLS, from 2 of 4 hosts");
});

test("of a backup's URL only the machine and the protocol are shown", () => {
  const backups = { to: "https://me:hunter1@backup.example.net/site?token=hunter2#hunter3", everyHours: 1, keepDays: 1 };
  for (const language of ["svg", "mermaid", "dot"] as const) {
    const text = picture({ ...whiteboard, backups }, language);
    expect(text).not.toContain("hunter");
    expect(text).toContain("backup.example.net, https");
  }
});

test("backups that go to a host are on that host", () => {
  const svg = picture({ ...whiteboard, backups: { to: "mon1", everyHours: 6, keepDays: 14 } });
  expect(svg).not.toContain("@backup");
  expect(textsOf(svg).map((it) => it.text)).toContain("every 6 h, kept 14 days");
});
