import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import type { Database } from "../../../src/parts/mariadb/language.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const writable: Infrastructure = { ...whiteboard, database: { ...(whiteboard.database as Database), replicasReadOnly: false } };

export const fires: readonly CheckCase[] = [{ name: "the replica takes writes", infra: writable, entities: ["database"] }];

export const silent: readonly CheckCase[] = [
  { name: "the replica refuses writes", infra: whiteboard },
  { name: "there is no replica", infra: without(writable, "srv2") },
  {
    name: "in a cluster every node is meant to",
    infra: { ...fortress, database: { ...(fortress.database as Database), replicasReadOnly: false } },
  },
];
