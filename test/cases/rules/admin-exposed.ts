import type { DeclaredFlow, Infrastructure } from "../../../src/model/infrastructure.ts";
import { guarded, OPEN_LB, OPEN_SRV1 } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const admin = (...ranges: readonly string[]): Infrastructure => ({ ...whiteboard, firewall: { admin: ranges } });

const stats: DeclaredFlow = {
  service: "haproxy-stats",
  from: "anyone",
  to: "lb1",
  protocol: "tcp",
  port: 8404,
  encryption: "tls",
  purpose: "Everybody may see how busy the site is.",
};

export const fires: readonly CheckCase[] = [
  { name: "operators from a part of the internet", infra: admin("203.0.0.0/8"), entities: ["203.0.0.0/8"] },
  { name: "one wide range among others, over IPv6", infra: admin("198.51.100.0/24", "2001:d00::/24"), entities: ["2001:d00::/24"] },
  { name: "SSH for anyone, by a line", infra: guarded("lb1", [...OPEN_LB, "accept tcp 22 from anyone"]), entities: ["lb1:ssh"] },
  { name: "all ports for anyone", infra: guarded("lb1", ["accept any from anyone"]), entities: ["lb1:ssh"] },
  { name: "an exporter for anyone", infra: guarded("lb1", [...OPEN_LB, "accept tcp 9100 from anyone"]), entities: ["lb1:node-exporter"] },
  { name: "statistics for anyone, declared", infra: { ...whiteboard, flows: [stats] }, entities: ["lb1:haproxy-stats"] },
];

export const silent: readonly CheckCase[] = [
  { name: "operators from a range of their own", infra: admin("198.51.0.0/16") },
  { name: "a private range may be as wide as it likes", infra: admin("10.0.0.0/8") },
  { name: "statistics for the operators", infra: { ...whiteboard, flows: [{ ...stats, from: "admin" }] } },
  { name: "SSH from the operators' ranges", infra: guarded("lb1", OPEN_LB) },
  {
    name: "SSH for anyone where the internet does not come is over-open",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 22 from anyone"]),
  },
  { name: "SSH from a neighbour is over-open", infra: guarded("lb1", [...OPEN_LB, "accept tcp 22 from mon1"]) },
];
