import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { alertRulesOf } from "../../src/catalog/compile.ts";
import { runbookOf } from "../../src/parts/vmalert/rules.ts";
import { cached } from "../fixtures/cached.ts";
import { fortress } from "../fixtures/fortress.ts";
import { sending } from "../fixtures/sending.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const alerts = new Map([fortress, whiteboard, sending, cached].flatMap(alertRulesOf).map((it) => [it.name, it]));
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

test("every alert has a page, and every page an alert", () => {
  const pages = readdirSync(join(ROOT, "docs/runbooks")).sort();
  expect(pages).toEqual([...alerts.keys()].sort().map((name) => `${name}.md`));
});

test.each([...alerts.values()])("the page of $name says what it means, what to look at and what to do", (alert) => {
  expect(runbookOf(alert)).toBe(`bartizan explain ${alert.name}`);
  const page = read(`docs/runbooks/${alert.name}.md`);
  expect(page.split("\n").filter((line) => line.startsWith("#"))).toEqual([
    `# ${alert.name}`,
    "## What it means",
    "## What to look at",
    "## What to do",
  ]);
  const severity = { page: "A page:", ticket: "A ticket:", none: "No trouble" }[alert.severity];
  expect(page.split("\n")[2]).toMatch(new RegExp(`^${severity}`));
  // Two commands to type at least, each with what it shows.
  const commands = (/```sh\n([\s\S]*?)```/.exec(page)?.[1] ?? "").trim().split("\n");
  expect(commands.length).toBeGreaterThanOrEqual(2);
  for (const line of commands) expect(line).toMatch(/^bartizan (status|slow|logs|exec|plan|backup|alerts|db|patch)\b.* {3}# \S/);
  for (const [, target = ""] of page.matchAll(/\]\((\w+)\.md\)/g)) expect(alerts.has(target), target).toBe(true);
});

test("every alert says in a sentence what is wrong and in another what it means", () => {
  for (const alert of alerts.values()) {
    expect(alert.summary, alert.name).toMatch(/^\S.*[.)]$/);
    expect(alert.description, alert.name).toMatch(/^\S.{20,}\.$/);
    expect(alert.description).not.toBe(alert.summary);
  }
});
