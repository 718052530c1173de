import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, test } from "vitest";
import type { AvailabilityOf } from "../../src/check/availability/availability.ts";
import type { CheckContext, Rule } from "../../src/check/rule.ts";
import { RULES } from "../../src/check/rules.ts";
import { flowsOf } from "../../src/parts/compile.ts";
import { PARTS } from "../../src/parts/registry.ts";
import type { CheckCase } from "./rules/case.ts";

interface Cases {
  readonly fires: readonly CheckCase[];
  readonly silent: readonly CheckCase[];
}

const folder = join(import.meta.dirname, "rules");
const files = readdirSync(folder).filter((name) => name.endsWith(".ts") && name !== "case.ts");
const cases = new Map<string, Cases>();
for (const file of files) cases.set(file.replace(/\.ts$/, ""), (await import(join(folder, file))) as Cases);
const { availabilityOf } = (await import("../../src/check/availability/availability.ts")) as { readonly availabilityOf?: AvailabilityOf };

function contextOf({ infra, today = "2027-01-01" }: CheckCase): CheckContext {
  const without = new Set(infra.monitoring.withoutAlerts);
  const watched = infra.hosts.some((host) => host.roles.includes("monitor"));
  const alerts = PARTS.flatMap((part) => part.alerts?.(infra) ?? []).map((alert) => alert.name);
  return {
    infra,
    flows: flowsOf(infra),
    alerts: watched ? alerts.filter((name) => !without.has(name)) : [],
    today,
    get availability() {
      if (availabilityOf === undefined) throw new TypeError("availabilityOf is not there yet");
      return availabilityOf(infra);
    },
    variant: () => {
      throw new TypeError("edits of a file are not tried out here yet");
    },
  };
}

function entities(rule: Rule, one: CheckCase): readonly string[] {
  return rule
    .judge(contextOf(one))
    .map((judgement) => judgement.entity)
    .sort();
}

test("every rule has cases, and all cases are of a rule", () => {
  expect([...cases.keys()].sort()).toEqual(RULES.map((rule) => rule.id).sort());
});

describe.each(RULES.map((rule) => [rule.id, rule] as const))("%s", (id, rule) => {
  const { fires, silent } = cases.get(id) ?? { fires: [], silent: [] };

  it("has a case in which it fires, and one in which it does not", () => {
    expect([fires.length, silent.length].every((count) => count > 0)).toBe(true);
  });

  it.each(fires.map((one) => [one.name, one] as const))("fires: %s", (_, one) => {
    const found = entities(rule, one);
    if (one.entities === undefined) expect(found).not.toEqual([]);
    else expect(found).toEqual([...one.entities].sort());
  });

  it.each(silent.map((one) => [one.name, one] as const))("is silent: %s", (_, one) => {
    const { entities: about } = one;
    expect(entities(rule, one).filter((entity) => about?.includes(entity) ?? true)).toEqual([]);
  });
});
