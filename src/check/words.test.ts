import { describe, expect, it, test } from "vitest";
import { AVAILABILITY, findingOf, JUDGED, WAIVER } from "../../test/fixtures/judged.ts";
import type { Flow } from "../model/flow.ts";
import { compare } from "./compare.ts";
import {
  assumptionWords,
  availabilityWords,
  changeWords,
  cutSetWords,
  downtimeWords,
  editWords,
  fixLines,
  flowWords,
  methodWords,
  tallied,
  tallyWords,
} from "./words.ts";

test.each([
  [0, "no time"],
  [0.001, "less than a second"],
  [0.05, "3.0 seconds"],
  [0.5, "30 seconds"],
  [3.21, "3.2 minutes"],
  [59.6, "60 minutes"],
  [789.6, "790 minutes (13.2 hours)"],
  [12_345.6, "12,346 minutes (8.6 days)"],
  [525_960, "525,960 minutes (365.3 days)"],
])("%d minutes are %s", (minutes, words) => {
  expect(downtimeWords(minutes)).toBe(words);
});

test.each([
  [0, "100 %"],
  [1, "0.00 %"],
  [0.25, "75.00 %"],
  [0.0015, "99.85 %"],
  [0.00015, "99.985 %"],
  [0.000_000_12, "99.999988 %"],
  [1e-30, "100.000000000000 %"],
])("an unavailability of %d is %s", (unavailability, words) => {
  expect(availabilityWords(unavailability)).toBe(words);
});

test("findings are counted by severity, waived ones apart", () => {
  expect(tallyWords(tallied(JUDGED.verdict.findings))).toBe("1 error, 1 warning, 1 info; 1 waived");
  expect(tallyWords(tallied([findingOf("a", "b"), findingOf("a", "c")]))).toBe("2 warnings");
  expect(tallyWords(tallied([findingOf("a", "b", { waived: WAIVER })]))).toBe("no findings; 1 waived");
});

describe("the availability", () => {
  it("names its method", () => {
    expect(methodWords(AVAILABILITY)).toBe("exact, by a binary decision diagram");
    const analysis = { ...AVAILABILITY.analysis, method: "classes" as const, unaccounted: 2.5e-9 };
    expect(methodWords({ ...AVAILABILITY, analysis })).toBe(
      "by classes of interchangeable members; at most 2.5e-9 of the probability is not accounted for",
    );
  });

  it("says how much of it is assumed", () => {
    expect(assumptionWords(AVAILABILITY)).toBe("3 of 4 mean times to failure and repair are assumed");
    const with_ = (assumed: readonly ("mtbfHours" | "mttrHours")[]) => ({
      ...AVAILABILITY,
      components: new Map([...AVAILABILITY.components].map(([id, it]) => [id, { ...it, assumed }])),
    });
    expect(assumptionWords(with_([]))).toBe("all 4 mean times to failure and repair are from the file");
    expect(assumptionWords(with_(["mtbfHours", "mttrHours"]))).toBe("all 4 mean times to failure and repair are assumed");
  });

  it("has cut sets of components with names", () => {
    expect(cutSetWords(AVAILABILITY, ["host:lb1", "host:srv1"])).toBe("the machine lb1 and the machine srv1");
  });
});

test("an edit is the line that somebody would write", () => {
  expect(editWords({ path: ["tls", "upstream"], value: "verified" })).toBe('tls.upstream: "verified"');
  expect(editWords({ path: ["hosts", "web-1", "runs", 1], value: "app" })).toBe('hosts["web-1"].runs[1]: "app"');
  expect(editWords({ path: ["waivers", 0], value: undefined })).toBe("without waivers[0]");
});

test("what is to be done is a line each", () => {
  expect(JUDGED.verdict.findings.map((it) => fixLines(it.fix))).toEqual([
    ["Encrypt it.", 'tls.upstream: "verified"'],
    ["1. Add srv3.", "2. Add two. It costs more."],
    ["Think about it."],
    ["Think about it."],
  ]);
});

const FLOW: Flow = {
  id: "http_lb1_srv1",
  from: { kind: "host", host: "lb1" },
  to: "srv1",
  protocol: "tcp",
  port: 80,
  encryption: "none",
  carries: "requests",
  purpose: "Requests of the site.",
};

test("a flow says who connects to whom, and how it is protected", () => {
  expect(flowWords(FLOW)).toBe("lb1 -> srv1, 80/tcp, in clear");
  expect(flowWords({ ...FLOW, from: { kind: "anyone" }, port: 443, encryption: "tls" })).toBe("anyone -> srv1, 443/tcp, TLS");
  expect(flowWords({ ...FLOW, protocol: "vrrp", port: 0 })).toBe("lb1 -> srv1, vrrp, in clear");
});

test("a change says what it does to the downtime", () => {
  const side = (downtimeMinutes: number) => ({
    verdict: { ...JUDGED.verdict, availability: { ...AVAILABILITY, downtimeMinutes } },
    flowGroups: [],
  });
  expect(changeWords(compare(side(790), side(12)))).toBe("778 minutes (13.0 hours) less downtime a year");
  expect(changeWords(compare(side(12), side(13)))).toBe("60 seconds more downtime a year");
  expect(changeWords(compare(side(12), side(12.001)))).toBe("the same downtime");
});
