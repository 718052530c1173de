import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const unchecked = { ...whiteboard, balancer: { ...whiteboard.balancer, healthCheck: false } };

export const fires: readonly CheckCase[] = [{ name: "the whiteboard without checks", infra: unchecked, entities: ["balancer"] }];

export const silent: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard },
  { name: "the fortress", infra: fortress },
  { name: "one web server: there is no other to send requests to", infra: without(unchecked, "srv2") },
];
