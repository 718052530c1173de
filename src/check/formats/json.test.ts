import { describe, expect, it } from "vitest";
import { AVAILABILITY, JUDGED, WAIVER } from "../../../test/fixtures/judged.ts";
import type { Judged } from "./format.ts";
import { formatJson } from "./json.ts";

describe("JSON", () => {
  const json = JSON.parse(formatJson(JUDGED));

  it("begins with what a program asks first", () => {
    expect(json).toMatchObject({
      version: 1,
      tool: { name: "bartizan", version: "1.2.3" },
      config: "sites/a b/bartizan.config.ts",
      date: "2027-01-01",
      infrastructure: { name: "foobar", domain: "www.foobar.com" },
      failOn: "error",
      failed: true,
      counts: { error: 1, warning: 1, info: 1, waived: 1 },
      rules: ["weak", "spoof", "note", "quiet"],
      expiredWaivers: [{ finding: "weak@srv1", until: "2026-12-31" }],
    });
  });

  it("has a finding with everything that is known of it", () => {
    expect(json.findings[0]).toEqual({
      id: "spoof@lb1->srv1",
      rule: "spoof",
      entity: "lb1->srv1",
      severity: "error",
      title: "Anybody between lb1 and srv1 <can> read & change | what `passes`.",
      why: "When lb1->srv1 fails, so does the site.",
      evidence: ["lb1 -> srv1, 80/tcp", 'command: "node <script>alert(1)</script>"'],
      fix: { kind: "edit", title: "Encrypt it.", edits: [{ path: ["tls", "upstream"], value: "verified" }] },
      drill: "kill-host",
      hosts: ["lb1", "srv1"],
      flows: ["http_lb1_srv1"],
      path: "tls.upstream",
    });
    expect(json.findings[2].waived).toEqual(WAIVER);
  });

  it("has the availability with all its digits", () => {
    expect(json.availability).toMatchObject({
      downtimeMinutes: 789.6,
      unavailability: 0.0015014,
      method: "bdd",
      cutSets: AVAILABILITY.cutSets,
      cutSetsOmitted: 0,
      components: [{ id: "host:lb1", mtbfHours: 3996, mttrHours: 4, assumed: ["mtbfHours", "mttrHours"] }, { id: "host:srv1" }],
    });
  });

  it("says how many cut sets it leaves out", () => {
    const cutSets = Array.from({ length: 1_234 }, (_, index) => ({ components: [`host:h${index}`], minutes: 1 }));
    const judged: Judged = { ...JUDGED, verdict: { ...JUDGED.verdict, availability: { ...AVAILABILITY, cutSets } } };
    const { availability } = JSON.parse(formatJson(judged));
    expect([availability.cutSets.length, availability.cutSetsOmitted]).toEqual([1_000, 234]);
  });

  it("does not fail on what is waived or not severe enough", () => {
    expect(JSON.parse(formatJson({ ...JUDGED, failOn: "never" })).failed).toBe(false);
    const findings = JUDGED.verdict.findings.filter((it) => it.waived !== undefined);
    expect(JSON.parse(formatJson({ ...JUDGED, failOn: "info", verdict: { ...JUDGED.verdict, findings } })).failed).toBe(false);
  });
});
