import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [{ name: "nobody is told", infra: whiteboard, entities: ["site"] }];

export const silent: readonly CheckCase[] = [
  {
    name: "somebody is told",
    infra: { ...whiteboard, monitoring: { ...whiteboard.monitoring, receivers: [{ kind: "email", to: "oncall@example.net" }] } },
  },
  { name: "the fortress", infra: fortress },
  { name: "that there is no monitor is another finding", infra: without(whiteboard, "mon1") },
];
