import { describe, expect, it } from "vitest";
import { AVAILABILITY, findingOf, JUDGED, WAIVER } from "../../test/fixtures/judged.ts";
import { type Channel, type FlowGroup, flowsIn } from "../model/flow-group.ts";
import { compare, type Side } from "./compare.ts";
import { formatComparisonJson } from "./formats/compare-json.ts";

const purpose = (): string => "Requests of the site.";

/** Requests from lb1 to srv1. */
function requests(more: Partial<Channel> = {}): readonly FlowGroup[] {
  const channel = { service: "http", protocol: "tcp", port: 80, encryption: "none", carries: "requests" } as const;
  return [{ from: ["lb1"], to: ["srv1"], channels: [{ ...channel, purpose, ...more }] }];
}

function side(more: Partial<Side["verdict"]>, flowGroups: readonly FlowGroup[] = []): Side {
  return { verdict: { ...JUDGED.verdict, ...more }, flowGroups };
}

describe("from one infrastructure to another", () => {
  it("findings are new or gone by their identity; a waiver does not make one disappear", () => {
    const before = side({ findings: [findingOf("a", "srv1"), findingOf("b", "srv1")] });
    const after = side({ findings: [findingOf("b", "srv1", { title: "Worded otherwise.", waived: WAIVER }), findingOf("c", "srv1")] });
    const { findings } = compare(before, after);
    expect(findings.gone.map((it) => it.id)).toEqual(["a@srv1"]);
    expect(findings.new.map((it) => it.id)).toEqual(["c@srv1"]);
  });

  it("cut sets are the same in whatever order their components stand", () => {
    const of = (...sets: readonly (readonly string[])[]) =>
      side({ availability: { ...AVAILABILITY, cutSets: sets.map((components) => ({ components, minutes: 1 })) } });
    const { cutSets } = compare(of(["x"], ["a", "b"]), of(["b", "a"], ["c", "d"]));
    expect(cutSets).toEqual({ gained: [{ components: ["c", "d"], minutes: 1 }], lost: [{ components: ["x"], minutes: 1 }] });
  });

  it("of a flow, what is printed is what it is, and nothing that the program keeps beside it", () => {
    const changes = compare(side({}, requests()), side({}, requests({ port: 8443 })));
    const [opened] = JSON.parse(formatComparisonJson(changes, { before: "a", after: "b" })).flows.opened;
    expect(Object.keys(opened)).toEqual(["id", "from", "to", "protocol", "port", "encryption", "carries", "purpose"]);
  });

  it("flows are opened, closed, or protected in another way", () => {
    const moved = requests({ port: 8443 });
    const encrypted = requests({ encryption: "mutual-tls" });
    expect(compare(side({}, requests()), side({}, moved)).flows).toEqual({
      opened: flowsIn(moved),
      closed: flowsIn(requests()),
      changed: [],
    });
    expect(compare(side({}, requests()), side({}, encrypted)).flows).toEqual({
      opened: [],
      closed: [],
      changed: [{ before: flowsIn(requests())[0], after: flowsIn(encrypted)[0] }],
    });
    expect(compare(side({}, requests()), side({}, requests({ purpose: () => "Said otherwise." }))).flows).toEqual({
      opened: [],
      closed: [],
      changed: [],
    });
  });
});
