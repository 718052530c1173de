import type { DeclaredFlow, Infrastructure } from "../../../src/model/infrastructure.ts";
import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const upstream = (infra: Infrastructure, value: "plain" | "unverified" | "verified"): Infrastructure => ({
  ...infra,
  tls: { ...infra.tls, upstream: value },
});

const statsd: DeclaredFlow = {
  service: "statsd",
  from: "srv1",
  to: "mon1",
  protocol: "udp",
  port: 8125,
  encryption: "none",
  purpose: "The app on srv1 counts its sales.",
};
const declaring = (flow: Partial<DeclaredFlow>): Infrastructure => ({
  ...upstream(whiteboard, "verified"),
  flows: [{ ...statsd, ...flow }],
});

export const fires: readonly CheckCase[] = [
  { name: "TLS ends at the balancer", infra: whiteboard, entities: ["lb1->srv1", "lb1->srv2"] },
  {
    name: "every hop of a site with tiers of their own, across zones, too",
    infra: upstream(fortress, "plain"),
    entities: ["lb1->web1", "lb1->web2", "lb2->web1", "lb2->web2", "web1->app1", "web1->app2", "web2->app1", "web2->app2"],
  },
  { name: "a declared service in clear", infra: declaring({}), entities: ["srv1->mon1:statsd"] },
  {
    name: "operators who come in clear",
    infra: declaring({ service: "panel", from: "admin", protocol: "tcp" }),
    entities: ["admin->mon1:panel"],
  },
  {
    name: "a service for everybody in clear",
    infra: declaring({ service: "ftp", from: "anyone", protocol: "tcp", port: 21 }),
    entities: ["anyone->mon1:ftp"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "every hop is encrypted and verified", infra: fortress },
  { name: "that nobody is verified is another finding", infra: upstream(whiteboard, "unverified") },
  { name: "the declared service speaks TLS", infra: declaring({ encryption: "tls", protocol: "tcp" }) },
  { name: "names and the time are in clear everywhere", infra: declaring({ service: "dns", port: 53 }) },
  { name: "a datastore is another finding", infra: declaring({ service: "redis", port: 6379, protocol: "tcp" }) },
  {
    name: "balancer, web server and app on one host have no hop between them",
    infra: {
      ...whiteboard,
      hosts: withHosts(whiteboard, { roles: ["balancer", "web", "app", "database"] }, "srv1").hosts.filter(
        ({ name }) => name === "srv1" || name === "mon1",
      ),
      balancer: { ...whiteboard.balancer, priorities: { srv1: 200 } },
    },
  },
];
