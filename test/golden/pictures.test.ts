import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import fortressConfig from "../../examples/fortress/bartizan.config.ts";
import whiteboardConfig from "../../examples/whiteboard/bartizan.config.ts";
import { flowsOf } from "../../src/catalog/compile.ts";
import { check } from "../../src/check/check.ts";
import { checkConfig } from "../../src/config/check.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import { draw, type Language } from "../../src/draw/draw.ts";
import { type Marks, marksOf, NO_MARKS } from "../../src/draw/marks.ts";
import type { JudgedFinding } from "../../src/kit/faces/finding.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { checkInputs } from "../../src/site/judge.ts";
import { fortress } from "../fixtures/fortress.ts";
import { plainHost, whiteboard } from "../fixtures/whiteboard.ts";

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

/** Sixty hosts in three zones. */
const sixty: Infrastructure = {
  ...fortress,
  name: "sixty",
  hosts: (
    [
      ["lb", "balancer", 2],
      ["web", "web", 20],
      ["app", "app", 24],
      ["db", "database", 13],
      ["mon", "monitor", 1],
    ] as const
  ).flatMap(([name, role, count], tier) =>
    Array.from({ length: count }, (_, index) => {
      const address = `10.77.${tier}.${index + 1}`;
      return {
        name: `${name}${index + 1}`,
        address,
        ssh: address,
        roles: [role],
        zone: ["fsn1", "hel1", "nbg1"][index % 3] ?? "",
        ...plainHost,
      };
    }),
  ),
};

function golden(path: string, text: string): void {
  const file = fileURLToPath(new URL(path, import.meta.url));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(file, text);
  expect(text, "npm run golden writes it anew").toBe(readFileSync(file, "utf8"));
}

const pictures: Readonly<Record<string, readonly [Infrastructure, Marks]>> = {
  whiteboard: [whiteboard, weaknesses],
  fortress: [fortress, NO_MARKS],
  sixty: [sixty, NO_MARKS],
};
const endings: Readonly<Record<string, Language>> = { svg: "svg", mmd: "mermaid", dot: "dot" };

for (const [name, [infra, marks]] of Object.entries(pictures)) {
  test.each(Object.entries(endings))(`${name}.%s`, (ending, language) => {
    golden(`pictures/${name}.${ending}`, draw(infra, flowsOf(infra), { language, marks, theme: "auto" }));
  });
}

/** The pictures of the documentation show the examples as `bartizan draw` does. */
test.each([
  ["whiteboard", whiteboardConfig],
  ["fortress", fortressConfig],
] as const)("docs/%s.svg", (name, config) => {
  const checked = checkConfig(config);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  const dir = "/example";
  const { infra } = resolveConfig(checked.config, dir);
  const inputs = checkInputs({ config: checked.config, dir, infra }, "2027-01-01");
  const marks = marksOf(check(inputs).findings);
  for (const [ending, theme] of [
    ["", "light"],
    ["-dark", "dark"],
  ] as const) {
    golden(`../../docs/${name}${ending}.svg`, draw(infra, flowsOf(infra), { language: "svg", marks, theme }));
  }
});
