import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  {
    name: "encrypted to whoever answers",
    infra: { ...whiteboard, tls: { ...whiteboard.tls, upstream: "unverified" } },
    entities: ["lb1->srv1", "lb1->srv2"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "both ends are verified", infra: { ...whiteboard, tls: { ...whiteboard.tls, upstream: "verified" } } },
  { name: "that nothing is encrypted is another finding", infra: whiteboard },
  { name: "the fortress", infra: fortress },
];
