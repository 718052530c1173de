import { describe, expect, it } from "vitest";
import type { Finding } from "../kit/faces/finding.ts";
import type { Waiver } from "../model/infrastructure.ts";
import { weighed } from "./waivers.ts";

const finding: Finding = {
  id: "plaintext-hop@lb1->srv1",
  rule: "plaintext-hop",
  severity: "warning",
  entity: "lb1->srv1",
  title: "",
  why: "",
  evidence: [],
  fix: { kind: "advice", title: "" },
  hosts: [],
};

function waiver(until: string, of = finding.id): Waiver {
  return { finding: of, reason: "one wire between two rooms of ours", owner: "ops", until };
}

describe("a waiver", () => {
  it("takes its own finding out of the account, and no other", () => {
    const other = { ...finding, id: "plaintext-hop@lb1->srv2" };
    expect(weighed([finding, other], [waiver("2027-06-30")], "2027-01-01")).toEqual({
      judged: [{ ...finding, waived: waiver("2027-06-30") }, other],
      expired: [],
    });
  });

  it("holds on its last day", () => {
    expect(weighed([finding], [waiver("2027-06-30")], "2027-06-30").judged).toEqual([{ ...finding, waived: waiver("2027-06-30") }]);
  });

  it("brings its finding back the day after", () => {
    expect(weighed([finding], [waiver("2027-06-30")], "2027-07-01")).toEqual({
      judged: [{ ...finding, expired: waiver("2027-06-30") }],
      expired: [waiver("2027-06-30")],
    });
  });

  it("that holds longer than another one for the same finding counts, wherever it stands", () => {
    const both = [waiver("2027-06-30"), waiver("2026-06-30")];
    const judged = [{ ...finding, waived: waiver("2027-06-30") }];
    expect(weighed([finding], both, "2027-01-01").judged).toEqual(judged);
    expect(weighed([finding], both.toReversed(), "2027-01-01").judged).toEqual(judged);
  });
});
