import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import { flowGroupsOf } from "../../src/catalog/compile.ts";
import { alertsOf } from "../../src/check/alerts.ts";
import { check } from "../../src/check/check.ts";
import { RULES } from "../../src/check/rules.ts";
import type { Finding } from "../../src/kit/faces/finding.ts";
import type { Edit } from "../../src/model/edit.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { variantOf } from "../fixtures/written.ts";
import type { CheckCase } from "./rules/case.ts";

interface Cases {
  readonly fires: readonly CheckCase[];
  readonly silent: readonly CheckCase[];
}

const folder = join(import.meta.dirname, "rules");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "case.ts");
const cases = new Map<string, Cases>();
for (const file of files) cases.set(file.replace(/\.ts$/, ""), (await import(join(folder, file))) as Cases);

/** What the rule finds, after those before it in the list. */
function findings(id: string, one: CheckCase, infra = one.infra): readonly Finding[] {
  const rules = RULES.slice(0, RULES.findIndex((rule) => rule.id === id) + 1);
  const { today = "2027-01-01", leftToApp = [] } = one;
  const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), leftToApp, today, variant: variantOf(infra) };
  return check(inputs, rules).findings.filter((it) => it.rule === id);
}

/** The sets of edits by which a finding is mended: its own, or those of each option. */
function mends({ fix }: Finding): readonly (readonly Edit[])[] {
  if (fix.kind === "edit") return [fix.edits];
  return fix.kind === "options" ? fix.options.map((option) => option.edits) : [];
}

/** Sentences end, and what a finding says is said of this infrastructure. */
function expectWords({ entity, title, why, evidence, fix, hosts }: Finding, infra: Infrastructure): void {
  expect(entity).toMatch(/^\S+$/);
  expect(entity).not.toContain(",");
  for (const sentence of [title, why]) expect(sentence).toMatch(/^[A-Z`"\w].*[.!?]$/s);
  const advice = fix.kind === "options" ? fix.options.map((it) => it.title) : [fix.title];
  for (const sentence of advice) expect(sentence).toMatch(/\.$/);
  expect(evidence.length).toBeGreaterThan(0);
  for (const line of [title, why, ...evidence, ...advice]) expect(line).not.toMatch(/undefined|NaN|\[object|Infinity| {2}|\n/);
  const names = infra.hosts.map((host) => host.name);
  expect(hosts.filter((name) => !names.includes(name))).toEqual([]);
}

test("every rule has cases, and all cases are of a rule", () => {
  expect([...cases.keys()].sort()).toEqual(RULES.map((rule) => rule.id).sort());
});

describe.each(RULES.map((rule) => rule.id))("%s", (id) => {
  const { fires, silent } = cases.get(id) ?? { fires: [], silent: [] };

  it("has a case in which it fires, and one in which it does not", () => {
    expect([fires.length, silent.length].every((count) => count > 0)).toBe(true);
  });

  it.each(fires.map((one) => [one.name, one] as const))("fires: %s", (_, one) => {
    const found = findings(id, one);
    const { infra, entities } = one;
    if (entities === undefined) expect(found).not.toEqual([]);
    else expect(found.map((it) => it.entity).sort()).toEqual([...entities].sort());
    for (const finding of found) expectWords(finding, infra);
  });

  it.each(fires.map((one) => [one.name, one] as const))("is mended by its own edits: %s", (_, one) => {
    for (const finding of findings(id, one)) {
      for (const edits of mends(finding)) {
        const mended = variantOf(one.infra)(edits);
        expect(mended, `${finding.id}: ${JSON.stringify(edits)}`).toBeDefined();
        if (mended !== undefined) expect(findings(id, one, mended).map((it) => it.id)).not.toContain(finding.id);
      }
    }
  });

  it.each(silent.map((one) => [one.name, one] as const))("is silent: %s", (_, one) => {
    const found = findings(id, one).map((it) => it.entity);
    expect(found.filter((entity) => one.entities?.includes(entity) ?? true)).toEqual([]);
  });
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("the text of %s", (id, rule) => {
  it("is whole", () => {
    expect(id).toMatch(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/);
    for (const text of [rule.title, rule.why, rule.mend, rule.falsePositive]) expect(text).toMatch(/^[A-Z`].*\.$/s);
    expect(rule.drill).not.toBe("");
    for (const { title, url } of rule.references) expect([title !== "", url.startsWith("https://")]).toEqual([true, true]);
  });
});

test("no id is given twice", () => {
  const ids = RULES.map((rule) => rule.id);
  expect(new Set(ids).size).toBe(ids.length);
});
