import type { Database } from "../../../src/parts/mariadb/language.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard, entities: ["database"] },
  { name: "none may be lost, and some can be", infra: { ...whiteboard, objectives: { recoveryPointSeconds: 0 } }, entities: ["database"] },
];

export const silent: readonly CheckCase[] = [
  { name: "a minute may be lost", infra: { ...whiteboard, objectives: { recoveryPointSeconds: 60 } } },
  {
    name: "a commit waits for the replica",
    infra: { ...whiteboard, database: { ...(whiteboard.database as Database), replication: "semi-sync" } },
  },
  { name: "without a replica there is no promotion", infra: without(whiteboard, "srv2") },
  { name: "a cluster", infra: fortress },
];
