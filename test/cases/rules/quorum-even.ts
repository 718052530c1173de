import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const arbitrated = (infra: Infrastructure): Infrastructure => ({
  ...infra,
  ...(infra.database === undefined ? {} : { database: { ...infra.database, arbitrator: "mon1" } }),
});

export const fires: readonly CheckCase[] = [
  { name: "two nodes", infra: without(fortress, "db3"), entities: ["database"] },
  { name: "four nodes", infra: withHosts(fortress, { roles: ["monitor", "database"] }, "mon1"), entities: ["database"] },
  { name: "three nodes and an arbitrator", infra: arbitrated(fortress), entities: ["database"] },
];

export const silent: readonly CheckCase[] = [
  { name: "three nodes", infra: fortress },
  { name: "two nodes and an arbitrator", infra: arbitrated(without(fortress, "db3")) },
  { name: "a primary and a replica do not vote", infra: whiteboard },
];
