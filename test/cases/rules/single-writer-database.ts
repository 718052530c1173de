import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard, entities: ["srv1"] },
  {
    name: "the fortress with a primary",
    infra: { ...fortress, ...(fortress.database === undefined ? {} : { database: { ...fortress.database, topology: "primary-replica" } }) },
    entities: ["db1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "every node accepts writes", infra: fortress },
  { name: "a single database has a rule of its own", infra: without(whiteboard, "srv2") },
  { name: "no database", infra: withoutDatabase() },
];

function withoutDatabase() {
  const { database: _, ...rest } = withHosts(whiteboard, { roles: ["web", "app"] }, "srv1", "srv2");
  return rest;
}
