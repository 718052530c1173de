import { describe, expect, it } from "vitest";
import { AVAILABILITY, findingOf, JUDGED, WAIVER } from "../../test/fixtures/judged.ts";
import type { Flow } from "../model/flow.ts";
import { compare, type Side } from "./compare.ts";

const flow: Flow = {
  id: "http_lb1_srv1",
  from: { kind: "host", host: "lb1" },
  to: "srv1",
  protocol: "tcp",
  port: 80,
  encryption: "none",
  carries: "requests",
  purpose: "Requests of the site.",
};

function side(more: Partial<Side["verdict"]>, flows: readonly Flow[] = []): Side {
  return { verdict: { ...JUDGED.verdict, ...more }, flows };
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

  it("flows are opened, closed, or protected in another way", () => {
    const moved = { ...flow, port: 8443 };
    const encrypted: Flow = { ...flow, encryption: "mutual-tls" };
    expect(compare(side({}, [flow]), side({}, [moved])).flows).toEqual({ opened: [moved], closed: [flow], changed: [] });
    expect(compare(side({}, [flow]), side({}, [encrypted])).flows).toEqual({
      opened: [],
      closed: [],
      changed: [{ before: flow, after: encrypted }],
    });
    expect(compare(side({}, [flow]), side({}, [{ ...flow, purpose: "Said otherwise." }])).flows).toEqual({
      opened: [],
      closed: [],
      changed: [],
    });
  });
});
