import { withHosts, without } from "../../fixtures/change.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "the balancer", infra: withHosts(whiteboard, { monitoring: "none" }, "lb1"), entities: ["lb1"] },
  { name: "the monitor itself", infra: withHosts(whiteboard, { monitoring: "none" }, "mon1"), entities: ["mon1"] },
  { name: "there is no monitor", infra: without(whiteboard, "mon1"), entities: ["site"] },
];

export const silent: readonly CheckCase[] = [
  { name: "every host", infra: whiteboard },
  { name: "that only the machine is measured is another finding", infra: withHosts(whiteboard, { monitoring: "machine" }, "lb1") },
];
