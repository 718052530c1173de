import { guarded, OPEN_LB } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "a list of what is kept out", infra: guarded("lb1", ["drop tcp 3306 from anyone"], { policy: "accept" }), entities: ["lb1"] },
  { name: "a private host", infra: guarded("srv1", [], { policy: "accept" }), entities: ["srv1"] },
  {
    name: "one protocol is forgotten by the last lines",
    infra: guarded("lb1", [...OPEN_LB, "drop tcp from anyone", "drop vrrp from anyone"], { policy: "accept" }),
    entities: ["lb1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "the policy drops", infra: guarded("lb1", OPEN_LB) },
  { name: "the last line drops everything", infra: guarded("lb1", [...OPEN_LB, "drop any from anyone"], { policy: "accept" }) },
  { name: "Bartizan drops by default", infra: whiteboard },
];
