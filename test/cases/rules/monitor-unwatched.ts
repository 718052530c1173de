import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "nobody waits for a sign of life", infra: whiteboard, entities: ["mon1"] },
  {
    name: "two monitors, and nobody waits for either",
    infra: withHosts(whiteboard, { roles: ["balancer", "monitor"] }, "lb1"),
    entities: ["site"],
  },
  {
    name: "the sign of life is left out",
    infra: { ...fortress, monitoring: { ...fortress.monitoring, withoutAlerts: ["Watchdog", "HostCpu"] } },
    entities: ["mon1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "somebody waits for it", infra: fortress },
  {
    name: "by a name that is kept elsewhere",
    infra: { ...whiteboard, monitoring: { ...whiteboard.monitoring, watchdog: { secret: "WATCHDOG_URL" } } },
  },
  { name: "that there is no monitor is another finding", infra: without(whiteboard, "mon1") },
];
