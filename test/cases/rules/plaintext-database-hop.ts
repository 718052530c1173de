import type { DeclaredFlow, Infrastructure } from "../../../src/model/infrastructure.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const inClear = (infra: Infrastructure): Infrastructure =>
  infra.database === undefined ? infra : { ...infra, database: { ...infra.database, tls: "none" } };

const redis: DeclaredFlow = {
  service: "redis",
  from: "srv1",
  to: "srv2",
  protocol: "tcp",
  port: 6379,
  encryption: "none",
  purpose: "The app on srv1 keeps its sessions on srv2.",
};
const declaring = (flow: Partial<DeclaredFlow>): Infrastructure => ({ ...whiteboard, flows: [{ ...redis, ...flow }] });

export const fires: readonly CheckCase[] = [
  { name: "app and replication without TLS", infra: inClear(whiteboard), entities: ["srv1->srv2", "srv2->srv1"] },
  {
    name: "a cluster without TLS, one finding for each hop",
    infra: inClear(fortress),
    entities: ["app1", "app2", "db1", "db2", "db3"].flatMap((from) =>
      ["db1", "db2", "db3"].filter((to) => to !== from).map((to) => `${from}->${to}`),
    ),
  },
  { name: "a cache in clear", infra: declaring({}), entities: ["srv1->srv2:redis"] },
  { name: "a datastore that is known by its port", infra: declaring({ service: "sessions" }), entities: ["srv1->srv2:sessions"] },
];

export const silent: readonly CheckCase[] = [
  { name: "TLS is required", infra: whiteboard },
  { name: "TLS is required in the cluster, and VRRP has no data to hide", infra: fortress },
  { name: "one host has all of it", infra: inClear(without(whiteboard, "srv2")) },
  { name: "the cache speaks TLS", infra: declaring({ encryption: "tls" }) },
  { name: "who may reach it from outside is another finding", infra: declaring({ from: "anyone" }) },
];
