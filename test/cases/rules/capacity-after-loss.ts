import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const peak = (peakQps: number) => ({ ...fortress, objectives: { peakQps } });

export const fires: readonly CheckCase[] = [
  { name: "one of two carries five hundred of six", infra: peak(600), entities: ["web", "app"] },
  { name: "the weaker of two is left", infra: withHosts(fortress, { capacityQps: 300 }, "web2"), entities: ["web"] },
  {
    name: "the standby balancer is too weak",
    infra: withHosts(fortress, { capacityQps: 100 }, "lb2"),
    entities: ["balancer"],
  },
  {
    name: "apps beside their web servers are one tier",
    infra: { ...withHosts(whiteboard, { capacityQps: 300 }, "srv1", "srv2"), objectives: { peakQps: 400 } },
    entities: ["web"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "each of two carries the peak", infra: peak(500) },
  { name: "no peak is declared", infra: { ...fortress, objectives: {} } },
  {
    name: "of one host the capacity is not known",
    infra: { ...withHosts(whiteboard, { capacityQps: 300 }, "srv1"), objectives: { peakQps: 400 } },
  },
  { name: "a tier of one has a rule of its own", infra: without(peak(600), "web2", "app2") },
];
