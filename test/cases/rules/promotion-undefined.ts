import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import type { Database } from "../../../src/parts/mariadb/language.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const unpromoted: Infrastructure = { ...whiteboard, database: { ...(whiteboard.database as Database), promotion: "none" } };

export const fires: readonly CheckCase[] = [{ name: "nobody has thought of it", infra: unpromoted, entities: ["database"] }];

export const silent: readonly CheckCase[] = [
  { name: "an operator does it", infra: whiteboard },
  { name: "there is no replica to promote", infra: without(unpromoted, "srv2") },
  { name: "every node accepts writes", infra: { ...fortress, database: { ...(fortress.database as Database), promotion: "none" } } },
];
