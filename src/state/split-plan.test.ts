import { expect, it } from "vitest";
import { unitsScript } from "./apply-script.ts";
import { splitPlan } from "./split-plan.ts";
import type { HostPlan, Step } from "./step.ts";

const unit = (name: string): Step => ({
  kind: "unit",
  key: `unit:${name}`,
  summary: `reload ${name}`,
  resource: { kind: "unit", name, want: "running" },
  actions: ["reload"],
  stamps: { restart: "", reload: "" },
});
const plan: HostPlan = {
  host: "h",
  steps: [unit("a.service"), unit("b.service")],
  daemonReload: false,
  touchedUnits: ["a.service", "b.service"],
  manifest: ["unit:a.service"],
  formerManifest: [],
  fresh: false,
  generation: "g",
};
const hold = { run: "r", holder: "me", pid: 1, seconds: 60, dead: [] };
const script = (it: HostPlan): string => String(unitsScript(it, hold, { secrets: new Map(), certificates: new Map() })[0]?.data);

it("makes two parts, of which the first leaves the host locked and of the generation that the second expects", () => {
  const { inTurn: first, late: second } = splitPlan(plan, new Set(["unit:b.service"]));
  if (first === undefined || second === undefined) throw new Error("two parts");
  expect([first.touchedUnits, second.touchedUnits]).toEqual([["a.service"], ["b.service"]]);
  const ends = /rm -f \S*lock\n|>\S*generation/;
  expect([ends.test(script(first)), ends.test(script(second))]).toEqual([false, true]);
});

it("leaves a plan whole when one of the parts would be empty", () => {
  expect(splitPlan(plan, new Set())).toEqual({ inTurn: plan });
  expect(splitPlan(plan, new Set(["unit:a.service", "unit:b.service"]))).toEqual({ late: plan });
});
