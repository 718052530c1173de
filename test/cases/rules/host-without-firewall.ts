import { withHosts } from "../../fixtures/change.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "nobody filters the balancer", infra: withHosts(whiteboard, { firewall: { by: "nobody" } }, "lb1"), entities: ["lb1"] },
  {
    name: "nobody filters anything",
    infra: withHosts(whiteboard, { firewall: { by: "nobody" } }),
    entities: ["lb1", "srv1", "srv2", "mon1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "Bartizan filters every host", infra: whiteboard },
  {
    name: "somebody else filters the balancer, however well",
    infra: withHosts(whiteboard, { firewall: { by: "other", policy: "drop", ipv6: true, lines: [] } }, "lb1"),
  },
];
