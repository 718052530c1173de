import type { FirewallLine, Host } from "../../../src/model/infrastructure.ts";
import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const behind = (...lines: readonly FirewallLine[]): Partial<Host> => ({ firewall: { by: "other", policy: "drop", ipv6: true, lines } });
const tcp: FirewallLine = { action: "accept", from: "anyone", protocol: "tcp" };
const vrrp: FirewallLine = { action: "accept", from: "lb1", protocol: "vrrp" };

export const fires: readonly CheckCase[] = [
  { name: "multicast", infra: { ...fortress, balancer: { ...fortress.balancer, peers: "multicast" } }, entities: ["balancer"] },
  {
    name: "equal priorities",
    infra: { ...fortress, balancer: { ...fortress.balancer, priorities: { lb1: 100, lb2: 100 } } },
    entities: ["balancer"],
  },
  { name: "a firewall that lets TCP in only", infra: withHosts(fortress, behind(tcp), "lb2"), entities: ["balancer"] },
];

export const silent: readonly CheckCase[] = [
  { name: "unicast, priorities of their own, firewalls from the flows", infra: fortress },
  { name: "a firewall that lets protocol 112 in", infra: withHosts(fortress, behind(tcp, vrrp), "lb2") },
  { name: "one balancer has nobody to agree with", infra: { ...whiteboard, balancer: { ...whiteboard.balancer, peers: "multicast" } } },
  { name: "one is left", infra: { ...without(fortress, "lb2"), balancer: { ...fortress.balancer, peers: "multicast" } } },
];
