import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  {
    name: "the site depends on a NAT",
    infra: { ...fortress, dependencies: [{ name: "nat", neededBy: "site" }] },
    entities: ["dependency:nat"],
  },
  {
    name: "so does a tier, and a list of them is a list of findings",
    infra: {
      ...whiteboard,
      dependencies: [
        { name: "dns", neededBy: "site" },
        { name: "payments", neededBy: "app" },
        { name: "storage", neededBy: "web" },
      ],
    },
    entities: ["dependency:dns", "dependency:payments", "dependency:storage"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "what it does not depend on", infra: fortress },
  { name: "what only the monitor needs", infra: { ...fortress, dependencies: [{ name: "mail", neededBy: "monitor" }] } },
  { name: "what other rules speak of", infra: whiteboard },
  { name: "tiers of one", infra: without(fortress, "web2", "app2", "lb2", "db2", "db3") },
  { name: "a cluster of two", infra: without(fortress, "db3") },
  { name: "every host is needed for the load", infra: { ...fortress, objectives: { peakQps: 600 } } },
  { name: "no health check", infra: { ...whiteboard, balancer: { ...whiteboard.balancer, healthCheck: false } } },
  { name: "a zone of two", infra: { ...fortress, hosts: fortress.hosts.map((host) => ({ ...host, zone: "a" })) } },
];
