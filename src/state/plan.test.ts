import { expect, it } from "vitest";
import type { Facts } from "./facts.ts";
import { manifestOf, plan } from "./plan.ts";
import type { HostState } from "./resource.ts";

const state: HostState = { host: "h", resources: [{ kind: "directory", path: "/srv/app" }] };
const whole: Facts = {
  now: 1_000_000,
  os: "debian 13",
  trusted: "",
  generation: "g1",
  manifest: manifestOf(state),
  observed: new Map([["directory:/srv/app", { kind: "path", type: "directory", owner: "root:root", mode: "0755" }]]),
};
const stepsOf = (facts: Facts): readonly string[] =>
  plan(state, facts, { secrets: new Map(), issuers: { own: "ca", group: "group ca" } }).steps.map((step) => step.kind);

it("finishes a host whose run was cut off after its last step, and counts it as new until then", () => {
  expect(stepsOf(whole)).toEqual([]);
  expect(stepsOf({ ...whole, generation: "" })).toEqual(["record"]);
});

it("records what is managed where the note of it is another one, or missing", () => {
  expect(stepsOf({ ...whole, manifest: [] })).toEqual(["record"]);
  const { manifest: _, ...without } = whole;
  expect(stepsOf(without)).toEqual(["record"]);
});
