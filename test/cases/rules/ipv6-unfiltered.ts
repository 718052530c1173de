import { withHosts } from "../../fixtures/change.ts";
import { guarded, OPEN_LB } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  {
    name: "the host has an IPv6 address",
    infra: withHosts(guarded("lb1", OPEN_LB, { ipv6: false }), { address6: "2001:db8::10" }, "lb1"),
    entities: ["lb1"],
  },
  { name: "it has none that the file knows", infra: guarded("lb1", OPEN_LB, { ipv6: false }), entities: ["lb1"] },
];

export const silent: readonly CheckCase[] = [
  { name: "both families are filtered", infra: withHosts(guarded("lb1", OPEN_LB), { address6: "2001:db8::10" }, "lb1") },
  { name: "Bartizan filters both", infra: withHosts(whiteboard, { address6: "2001:db8::10" }, "lb1") },
  { name: "that nothing is filtered is another finding", infra: withHosts(whiteboard, { firewall: { by: "nobody" } }, "lb1") },
];
