import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { guarded, OPEN_LB, OPEN_SRV1 } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "nothing is let in", infra: guarded("srv1", []), entities: ["srv1"] },
  { name: "the replica's way to the primary is forgotten", infra: guarded("srv1", OPEN_SRV1.slice(0, 2)), entities: ["srv1"] },
  {
    name: "clients come from private addresses only",
    infra: guarded("lb1", [OPEN_LB[0] ?? "", "accept tcp 80 from 10.0.0.0/8", "accept tcp 443 from 10.0.0.0/8"]),
  },
  { name: "a drop comes first", infra: guarded("srv1", ["drop any from 10.77.0.0/24", ...OPEN_SRV1]) },
  {
    name: "one of two ranges of the operators is forgotten",
    infra: {
      ...guarded("lb1", ["accept tcp 22 from 198.51.100.0/24", ...OPEN_LB.slice(1)]),
      firewall: { admin: ["198.51.100.0/24", "192.0.2.0/24"] },
    },
  },
  {
    name: "IPv6 is forgotten between hosts that have it",
    infra: withHosts(
      withHosts(
        guarded("srv1", ["accept tcp 22 from admin", "accept tcp 80 from 10.77.0.10/32", "accept tcp 3306 from srv2"]),
        { address6: "2001:db8::11" },
        "srv1",
      ),
      { address6: "2001:db8::10" },
      "lb1",
    ),
  },
];

export const silent: readonly CheckCase[] = [
  { name: "every flow has its line", infra: guarded("srv1", OPEN_SRV1) },
  { name: "wider lines will do, too", infra: guarded("srv1", ["accept any from anyone"]) },
  { name: "the policy lets in what is left", infra: guarded("srv1", [], { policy: "accept" }) },
  { name: "unwelcome guests are dropped first", infra: guarded("lb1", ["drop any from 192.0.2.0/24", ...OPEN_LB]) },
  { name: "closed VRRP is another finding", infra: guarded("lb1", OPEN_LB, { infra: fortress }) },
  { name: "Bartizan opens what is declared", infra: whiteboard },
];
