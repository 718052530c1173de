import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const leavingOut = (infra: Infrastructure, ...withoutAlerts: readonly string[]): Infrastructure => ({
  ...infra,
  monitoring: { ...infra.monitoring, withoutAlerts },
});

export const fires: readonly CheckCase[] = [
  {
    name: "dead hosts are not told",
    infra: leavingOut(fortress, "HostSilent"),
    entities: ["site"],
  },
  {
    name: "nor dead web servers, when the balancers do not speak either",
    infra: leavingOut(fortress, "HostSilent", "LbServerDown"),
    entities: ["site"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "every alert is raised", infra: fortress },
  { name: "one that tells of something else", infra: leavingOut(fortress, "HostCpu") },
  { name: "another alert tells the same", infra: leavingOut(fortress, "UnitFailed") },
  { name: "that no alert reaches anybody is another finding", infra: leavingOut(whiteboard, "HostSilent") },
  { name: "that hosts are not measured is another finding", infra: withHosts(fortress, { monitoring: "none" }, "app1", "app2") },
  {
    name: "without redundancy the loss is an outage",
    infra: leavingOut(without(fortress, "lb2", "web2", "app2", "db2", "db3"), "HostSilent"),
  },
];
