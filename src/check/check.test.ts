import { describe, expect, it, test } from "vitest";
import { findingOf, ruleOf } from "../../test/fixtures/judged.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { flowGroupsOf } from "../catalog/compile.ts";
import type { Waiver } from "../model/infrastructure.ts";
import { alertsOf } from "./alerts.ts";
import { type CheckInputs, check } from "./check.ts";
import type { Rule } from "./rule.ts";

function inputs(more: Partial<CheckInputs> = {}, waivers: readonly Waiver[] = []): CheckInputs {
  const infra = { ...whiteboard, waivers };
  return { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined, ...more };
}

function ids(rules: readonly Rule[], more: Partial<CheckInputs> = {}): readonly string[] {
  return check(inputs(more), rules).findings.map((it) => it.id);
}

const weak = ruleOf("weak", [{ entity: "srv10" }, { entity: "srv2" }, { entity: "site", severity: "error" }]);
const note = ruleOf("note", [{ entity: "site" }], { severity: "info" });
const bad = ruleOf("bad", [{ entity: "lb1" }], { severity: "error" });

test("the worst comes first, then the order of the rules, then that of the entities, numbers as numbers", () => {
  expect(ids([note, weak, bad])).toEqual(["weak@site", "bad@lb1", "weak@srv2", "weak@srv10", "note@site"]);
  expect(ids([bad, note, weak])).toEqual(["bad@lb1", "weak@site", "weak@srv2", "weak@srv10", "note@site"]);
});

test("a finding has the severity of its rule unless the judgement says otherwise", () => {
  const { findings } = check(inputs(), [weak]);
  expect(findings.map(({ entity, severity }) => [entity, severity])).toEqual([
    ["site", "error"],
    ["srv2", "warning"],
    ["srv10", "warning"],
  ]);
});

test("two findings with one identity are a mistake of the rule's", () => {
  expect(() => ids([ruleOf("weak", [{ entity: "srv1" }, { entity: "srv1" }])])).toThrow("two findings called weak@srv1");
});

test("a rule sees what those before it have found, and no more", () => {
  const seen: string[] = [];
  const judge: Rule["judge"] = ({ found }) => {
    seen.push(...found.map((it) => it.id));
    return [];
  };
  const reader = ruleOf("reader", [], { judge });
  check(inputs(), [bad, reader, note]);
  expect(seen).toEqual(["bad@lb1"]);
});

describe("only", () => {
  it("a rule: its findings", () => {
    expect(ids([weak, bad], { only: ["weak"] })).toEqual(["weak@site", "weak@srv2", "weak@srv10"]);
  });

  it("a finding: it alone", () => {
    const verdict = check(inputs({ only: ["weak@srv2", "note"] }), [weak, bad, note]);
    expect(verdict.findings.map((it) => it.id)).toEqual(["weak@srv2", "note@site"]);
    expect(verdict.rules.map((it) => it.id)).toEqual(["weak", "note"]);
  });

  it("what is not there is refused, with what may have been meant", () => {
    expect(() => ids([weak, bad], { only: ["waek"] })).toThrow(
      "BZ_CHECK_UNKNOWN at waek: there is no such rule or finding\n  found:   waek, which is not a rule\n  allowed: weak, bad\n  mend:    Did you mean weak?",
    );
    expect(() => ids([weak, bad], { only: ["weak@srv3"] })).toThrow(
      "BZ_CHECK_UNKNOWN at weak@srv3: there is no such rule or finding\n  found:   no such finding in this infrastructure\n  allowed: weak, weak@srv10, weak@srv2, weak@site\n  mend:    Did you mean weak@srv2?",
    );
    expect(() => ids([ruleOf("quiet")], { only: ["quiet@lb1"] })).toThrow("allowed: quiet, of which there is none");
  });
});

describe("waivers", () => {
  const waiver: Waiver = { finding: "weak@srv2", reason: "a test", owner: "ops", until: "2027-01-01" };

  it("mark their finding, which stays in the list", () => {
    const { findings, expiredWaivers } = check(inputs({}, [waiver]), [weak]);
    expect(findings.filter((it) => it.waived !== undefined)).toEqual([{ ...findingOf("weak", "srv2"), waived: waiver }]);
    expect(expiredWaivers).toEqual([]);
  });

  it("bring it back when they have ended, with a note", () => {
    const { findings, expiredWaivers } = check(inputs({ today: "2027-01-02" }, [waiver]), [weak]);
    expect(findings.find((it) => it.entity === "srv2")).toEqual({ ...findingOf("weak", "srv2"), expired: waiver });
    expect(expiredWaivers).toEqual([waiver]);
  });

  it("do not change the availability", () => {
    const without = check(inputs(), [weak]).availability;
    const waived = check(inputs({}, [waiver]), [weak]).availability;
    expect(waived.downtimeMinutes).toBe(without.downtimeMinutes);
  });

  it("are not looked at when nobody wants them", () => {
    const seen = ruleOf("seen", [], { judge: ({ infra }) => infra.waivers.map((it) => findingOf("seen", it.finding)) });
    expect(ids([seen], { waivers: false })).toEqual([]);
    const { findings, expiredWaivers } = check(inputs({ waivers: false, today: "2027-01-02" }, [waiver]), [weak]);
    expect(findings.every((it) => it.waived === undefined && it.expired === undefined)).toBe(true);
    expect(expiredWaivers).toEqual([]);
  });
});
