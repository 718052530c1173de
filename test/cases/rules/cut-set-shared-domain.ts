import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "both web servers in one zone", infra: withHosts(fortress, { zone: "a" }, "web2"), entities: ["zone:a"] },
  { name: "two of three votes in one zone", infra: withHosts(fortress, { zone: "a" }, "db2"), entities: ["zone:a"] },
  { name: "both web servers in one rack", infra: withHosts(whiteboard, { rack: "r1" }, "srv1", "srv2"), entities: ["rack:r1"] },
  { name: "everything in one zone", infra: withHosts(fortress, { zone: "a" }), entities: ["zone:a"] },
  { name: "in one zone and one rack: the zone says it", infra: withHosts(whiteboard, { zone: "a", rack: "r1" }), entities: ["zone:a"] },
  {
    name: "a zone for the web servers, another one for the apps",
    infra: withHosts(withHosts(fortress, { zone: "d" }, "web1", "web2"), { zone: "e" }, "app1", "app2"),
    entities: ["zone:d", "zone:e"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "a zone for each member", infra: fortress },
  { name: "no zones: nothing is claimed about them", infra: whiteboard },
  { name: "only one of the two has a zone", infra: withHosts(whiteboard, { zone: "a" }, "srv1") },
  { name: "the zone of a single balancer", infra: withHosts(whiteboard, { zone: "a" }, "lb1", "srv1") },
  { name: "a rack within a zone for each", infra: withHosts(fortress, { rack: "r1" }, "web1", "app1") },
];
