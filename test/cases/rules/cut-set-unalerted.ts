import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const told: Infrastructure = {
  ...whiteboard,
  monitoring: { ...whiteboard.monitoring, receivers: [{ kind: "email", to: "oncall@example.net" }] },
};
const leavingOut = (infra: Infrastructure, ...withoutAlerts: readonly string[]): Infrastructure => ({
  ...infra,
  monitoring: { ...infra.monitoring, withoutAlerts },
});
const OUTCOMES = ["LbNoBackend", "Lb5xx", "SloFastBurn"];

export const fires: readonly CheckCase[] = [
  { name: "the death of the only balancer, whose own figures die with it", infra: leavingOut(told, "HostSilent"), entities: ["host:lb1"] },
  {
    name: "its software, too",
    infra: leavingOut(told, "HostSilent", "UnitFailed", "UnitNotRunning"),
    entities: ["host:lb1", "balancer:lb1"],
  },
  {
    name: "and what the balancer would tell of the rest",
    infra: leavingOut(without(told, "srv2"), "HostSilent", "LbServerDown", ...OUTCOMES),
    entities: ["host:lb1", "host:srv1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "every alert is raised", infra: told },
  { name: "one that tells of something else", infra: leavingOut(told, "HostCpu") },
  { name: "another alert tells the same", infra: leavingOut(told, "UnitFailed") },
  { name: "the balancer tells of the rest", infra: leavingOut(without(told, "srv2"), "HostSilent"), entities: ["host:srv1"] },
  { name: "the loss of a spare is another finding", infra: leavingOut(fortress, "HostSilent") },
  { name: "that nobody is told of any is another finding", infra: leavingOut(whiteboard, "HostSilent") },
  {
    name: "that the host is not measured is another finding",
    infra: withHosts(leavingOut(told, "HostSilent"), { monitoring: "none" }, "lb1"),
    entities: ["host:lb1"],
  },
];
