import { expect, test } from "vitest";
import type { JudgedFinding } from "../kit/faces/finding.ts";
import { marksOf } from "./marks.ts";

function finding(rule: string, entity: string, more: Partial<JudgedFinding> = {}): JudgedFinding {
  const text = { title: `${rule} of ${entity}.`, why: "", evidence: [], fix: { kind: "advice", title: "" } as const };
  return { id: `${rule}@${entity}`, rule, entity, severity: "warning", hosts: [], ...text, ...more };
}

const waived = { finding: "", reason: "", owner: "", until: "2027-01-01" };

test("remarks are rules, errors first, with what the first finding says", () => {
  const marks = marksOf([
    finding("tier-colocation", "srv1", { hosts: ["srv1"] }),
    finding("tier-colocation", "srv2", { hosts: ["srv2"] }),
    finding("lb-spof", "lb1", { hosts: ["lb1"], severity: "error" }),
  ]);
  expect(marks.remarks).toEqual([
    { rule: "lb-spof", severity: "error", text: "lb-spof of lb1." },
    { rule: "tier-colocation", severity: "warning", text: "tier-colocation of srv1. And 1 more." },
  ]);
  expect(marks.hosts.get("lb1")).toEqual({ severity: "error", rules: ["lb-spof"], singlePointOfFailure: true });
  expect(marks.hosts.get("srv2")).toEqual({ severity: "warning", rules: ["tier-colocation"], singlePointOfFailure: false });
});

test("what is about flows is shown at the lines alone", () => {
  const marks = marksOf([finding("plaintext-hop", "lb1->srv1", { hosts: ["lb1", "srv1"], flows: ["web_lb1_srv1"] })]);
  expect([...marks.hosts.keys()]).toEqual([]);
  expect([...marks.flows.keys()]).toEqual(["web_lb1_srv1"]);
});

test("a finding about a primary that names its replicas does not make them single points of failure", () => {
  const marks = marksOf([finding("single-writer-database", "srv1", { hosts: ["srv1", "srv2"] })]);
  expect(marks.hosts.get("srv1")?.singlePointOfFailure).toBe(true);
  expect(marks.hosts.get("srv2")?.singlePointOfFailure).toBe(false);
});

test("what is merely worth knowing is not drawn", () => {
  const marks = marksOf([finding("mtbf-assumed", "site", { hosts: ["lb1"], severity: "info" })]);
  expect(marks).toMatchObject({ remarks: [], hosts: new Map() });
});

test("a waiver takes the remark away, not the single point of failure", () => {
  const marks = marksOf([
    finding("lb-spof", "lb1", { hosts: ["lb1"], waived }),
    finding("host-unmonitored", "srv1", { hosts: ["srv1"], waived }),
  ]);
  expect(marks.remarks).toEqual([]);
  expect([...marks.hosts]).toEqual([["lb1", { severity: "warning", rules: [], singlePointOfFailure: true }]]);
});

test("a zone and a dependency are marked by their own names", () => {
  const marks = marksOf([
    finding("cut-set-order-1", "zone:a", { severity: "error" }),
    finding("cut-set-order-1", "dependency:dns", { severity: "error" }),
  ]);
  expect([...marks.others.keys()]).toEqual(["zone:a", "dependency:dns"]);
});
