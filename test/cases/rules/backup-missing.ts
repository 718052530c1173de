import type { Backups } from "../../../src/parts/backup/language.ts";
import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const to = (place: string): Backups => ({ to: place, everyHours: 24, keepDays: 30, restoreTestDays: 7 });

export const fires: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard, entities: ["database"] },
  { name: "copies beside the data", infra: { ...whiteboard, backups: to("srv2") }, entities: ["database"] },
];

export const silent: readonly CheckCase[] = [
  { name: "copies on another host", infra: { ...whiteboard, backups: to("mon1") } },
  { name: "copies outside", infra: fortress },
  { name: "no database", infra: withoutDatabase() },
];

function withoutDatabase() {
  const { database: _, ...rest } = withHosts(whiteboard, { roles: ["web", "app"] }, "srv1", "srv2");
  return rest;
}
