import type { DeclaredFlow, Infrastructure } from "../../../src/model/infrastructure.ts";
import { cached } from "../../fixtures/cached.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { guarded, OPEN_LB, OPEN_SRV1 } from "../../fixtures/guarded.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const redis: DeclaredFlow = {
  service: "redis",
  from: "srv1",
  to: "srv2",
  protocol: "tcp",
  port: 6379,
  encryption: "tls",
  purpose: "The app on srv1 keeps its sessions on srv2.",
};
const declaring = (flow: Partial<DeclaredFlow>): Infrastructure => ({ ...whiteboard, flows: [{ ...redis, ...flow }] });

export const fires: readonly CheckCase[] = [
  { name: "a cache for anyone", infra: declaring({ from: "anyone" }), entities: ["srv2:redis"] },
  { name: "a cache for the operators' computers", infra: declaring({ from: "admin" }), entities: ["srv2:redis"] },
  { name: "known by its port", infra: declaring({ from: "anyone", service: "sessions" }), entities: ["srv2:redis"] },
  {
    name: "the database for anyone, by a line",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from anyone"]),
    entities: ["srv1:mariadb"],
  },
  {
    name: "the database for a whole network",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from 10.77.0.0/24"]),
    entities: ["srv1:mariadb"],
  },
  {
    name: "all ports of a database host",
    infra: guarded("srv1", [...OPEN_SRV1, "accept tcp from 10.0.0.0/8"]),
    entities: ["srv1:mariadb"],
  },
  {
    name: "the ports of the cluster",
    infra: guarded("db1", ["accept tcp 4567-4568 from 10.77.0.0/24"], { infra: fortress }),
    entities: ["db1:galera"],
  },
  {
    name: "the caches and their votes",
    infra: guarded("cache1", ["accept tcp 6379-26379 from 10.77.0.0/24"], { infra: cached }),
    entities: ["cache1:redis"],
  },
  {
    name: "a line that names the port of a datastore",
    infra: guarded("lb1", [...OPEN_LB, "accept tcp 9200 from anyone"]),
    entities: ["lb1:elasticsearch"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "a cache for the host that uses it", infra: declaring({}) },
  { name: "the database for the host that uses it", infra: guarded("srv1", OPEN_SRV1) },
  { name: "one more host of ours is over-open, not exposed", infra: guarded("srv1", [...OPEN_SRV1, "accept tcp 3306 from mon1"]) },
  { name: "all ports of a host without a datastore are over-open", infra: guarded("lb1", [...OPEN_LB, "accept tcp from anyone"]) },
  { name: "an earlier line drops it", infra: guarded("srv1", [...OPEN_SRV1, "drop tcp 3306 from anyone", "accept tcp from 10.0.0.0/8"]) },
  { name: "the whiteboard", infra: whiteboard },
];
