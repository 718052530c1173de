import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "pairs of which nobody is told", infra: whiteboard, entities: ["site"] },
  {
    name: "machines that fail once a week",
    infra: { ...fortress, reliability: { host: { mtbfHours: 168, mttrHours: 4 } } },
    entities: ["site"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "no redundancy, no combinations", infra: without(whiteboard, "srv2") },
  { name: "seconds a year", infra: { ...fortress, reliability: { host: { mtbfHours: 100_000, mttrHours: 1 } } } },
];
