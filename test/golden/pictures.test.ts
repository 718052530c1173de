import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import type { JudgedFinding } from "../../src/check/waivers.ts";
import { draw, type Language } from "../../src/draw/draw.ts";
import { type Marks, marksOf, NO_MARKS } from "../../src/draw/marks.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { flowsOf } from "../../src/parts/compile.ts";
import { fortress } from "../fixtures/fortress.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

/*
 * The pictures of two infrastructures in every language. Look at the SVG in a browser before you commit a change of it.
 * `npm run golden` writes them anew.
 */
function finding(rule: string, title: string, more: Partial<JudgedFinding>): JudgedFinding {
  const entity = more.hosts?.[0] ?? "site";
  return {
    id: `${rule}@${entity}`,
    rule,
    entity,
    severity: "warning",
    title,
    why: "",
    evidence: [],
    fix: { kind: "advice", title: "" },
    hosts: [],
    ...more,
  };
}

const weaknesses = marksOf([
  finding("lb-spof", "lb1 is the only load balancer.", { severity: "error", hosts: ["lb1"] }),
  finding("single-writer-database", "srv1 is the only database that accepts writes.", { hosts: ["srv1", "srv2"] }),
  finding("plaintext-hop", "Requests go from lb1 to srv1 in clear.", { flows: ["web_lb1_srv1"] }),
  finding("plaintext-hop", "Requests go from lb1 to srv2 in clear.", { flows: ["web_lb1_srv2"] }),
]);

const pictures: Readonly<Record<string, readonly [Infrastructure, Marks]>> = {
  whiteboard: [whiteboard, weaknesses],
  fortress: [fortress, NO_MARKS],
};
const endings: Readonly<Record<string, Language>> = { svg: "svg", mmd: "mermaid", dot: "dot" };

for (const [name, [infra, marks]] of Object.entries(pictures)) {
  test.each(Object.entries(endings))(`${name}.%s`, (ending, language) => {
    const path = fileURLToPath(new URL(`pictures/${name}.${ending}`, import.meta.url));
    const text = draw(infra, flowsOf(infra), { language, marks, theme: "auto" });
    if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
    expect(text, "npm run golden writes it anew").toBe(readFileSync(path, "utf8"));
  });
}
