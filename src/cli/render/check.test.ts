import { stripVTControlCharacters } from "node:util";
import pc from "picocolors";
import { describe, expect, it } from "vitest";
import { findingOf, JUDGED } from "../../../test/fixtures/judged.ts";
import { compare } from "../../check/compare.ts";
import type { Encryption } from "../../model/flow.ts";
import type { FlowGroup } from "../../model/flow-group.ts";
import { checkLines, summaryLines } from "./check.ts";
import { comparisonLines } from "./compare.ts";

const plain = pc.createColors(false);

describe("a verdict for people", () => {
  it("tells the findings, then what is waived, then what it comes to", () => {
    expect(checkLines(JUDGED, plain).join("\n")).toBe(`ERRORS

spoof@lb1->srv1
  Anybody between lb1 and srv1 <can> read & change | what \`passes\`.
  why       When lb1->srv1 fails, so does the site.
  evidence  lb1 -> srv1, 80/tcp
            command: "node <script>alert(1)</script>"
  mend      Encrypt it.
            tls.upstream: "verified"
  drill     kill-host

WARNINGS

weak@srv1
  srv1 is weak.
  waiver    The waiver of ops ended on 2026-12-31: a test
  why       When srv1 fails, so does the site.
  evidence  a fact
  mend      1. Add srv3.
            2. Add two. It costs more.
  drill     kill-host

WORTH KNOWING

note@site
  site is weak.
  why       When site fails, so does the site.
  evidence  a fact
  mend      Think about it.
  drill     kill-host

WAIVED

weak@srv2
  ops, until 2027-06-30: a test

foobar  1 error, 1 warning, 1 info; 1 waived, 4 rules
  downtime  790 minutes (13.2 hours) a year by the model: 99.85 % available
  of these  526 minutes (8.8 hours): the machine lb1
            263 minutes: the machine srv1
            60 seconds: change-overs
  method    exact, by a binary decision diagram; 3 of 4 mean times to failure
            and repair are assumed
  next      bartizan fix: mends 1 finding in the file
            bartizan fix "weak@srv1": what its options cost and save
            bartizan explain "spoof@lb1->srv1": more about it`);
  });

  it("stays within the width, also where a text is long", () => {
    const long = "a word and another, ".repeat(40).trim();
    const finding = findingOf("weak", "srv1", { title: long, why: long, evidence: [long, long], fix: { kind: "advice", title: long } });
    const judged = { ...JUDGED, verdict: { ...JUDGED.verdict, findings: [finding] } };
    for (const width of [60, 80, 120]) {
      for (const line of checkLines(judged, plain, width)) expect(line.length, line).toBeLessThanOrEqual(width);
    }
  });

  it("says the same in colours", () => {
    const coloured = checkLines(JUDGED, pc.createColors(true)).map((line) => stripVTControlCharacters(line));
    expect(coloured).toEqual(checkLines(JUDGED, plain));
  });

  it("is its summary alone when nothing was found", () => {
    const judged = { ...JUDGED, verdict: { ...JUDGED.verdict, findings: [] } };
    expect(checkLines(judged, plain)).toEqual(summaryLines(judged, plain));
    expect(checkLines(judged, plain)[0]).toBe("foobar  no findings, 4 rules");
  });
});

describe("a comparison for people", () => {
  const { verdict } = JUDGED;
  const calm = {
    ...verdict,
    findings: verdict.findings.slice(3),
    availability: { ...verdict.availability, downtimeMinutes: 263, unavailability: 0.0005, cutSets: verdict.availability.cutSets.slice(1) },
  };
  const http = (encryption: Encryption): FlowGroup => ({
    from: "anyone",
    to: ["lb1"],
    channels: [{ service: "http", protocol: "tcp", port: 80, encryption, carries: "requests", purpose: () => "-" }],
  });

  it("shows both sides and what differs", () => {
    const comparison = compare({ verdict, flowGroups: [http("none")] }, { verdict: calm, flowGroups: [http("tls")] });
    expect(
      comparisonLines(comparison, { before: "old.ts", after: "new.ts" }, plain).join("\n"),
    ).toBe(`                 BEFORE                                AFTER
file             old.ts                                new.ts
findings         1 error, 1 warning, 1 info; 1 waived  1 info
downtime a year  790 minutes (13.2 hours)              263 minutes
available        99.85 %                               99.950 %

FINDINGS
  - spoof@lb1->srv1 (error): Anybody between lb1 and srv1 <can> read & change |
    what \`passes\`.
  - weak@srv1 (warning): srv1 is weak.
  - weak@srv2 (warning): srv2 is weak.

CUT SETS
  - the machine lb1: 526 minutes (8.8 hours) a year

FLOWS
  ~ anyone -> lb1, 80/tcp, TLS; before: anyone -> lb1, 80/tcp, in clear

527 minutes (8.8 hours) less downtime a year`);
  });

  it("counts what would fill screens", () => {
    const findings = Array.from({ length: 33 }, (_, index) => findingOf("weak", `srv${index}`));
    const comparison = compare({ verdict: calm, flowGroups: [] }, { verdict: { ...calm, findings }, flowGroups: [] });
    expect(comparisonLines(comparison, { before: "a", after: "b" }, plain)).toContain("    and 14 more");
  });
});
