import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const { virtualAddress: _, ...apart } = fortress.balancer;

export const fires: readonly CheckCase[] = [
  { name: "the whiteboard has one", infra: whiteboard, entities: ["lb1"] },
  { name: "one is left of two", infra: without(fortress, "lb2"), entities: ["lb1"] },
  { name: "two with an address each", infra: { ...fortress, balancer: apart }, entities: ["balancer"] },
];

export const silent: readonly CheckCase[] = [
  { name: "two that share an address", infra: fortress },
  { name: "two that share an IPv6 address", infra: { ...fortress, balancer: { ...apart, virtualAddress6: "2001:db8::10" } } },
  { name: "no balancer, no site", infra: without(whiteboard, "lb1", "srv1", "srv2") },
];
