import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const untried = { to: "mon1", everyHours: 24, keepDays: 30 } as const;

export const fires: readonly CheckCase[] = [
  { name: "nobody tries a restore", infra: { ...whiteboard, backups: untried }, entities: ["database"] },
];

export const silent: readonly CheckCase[] = [
  { name: "a restore every month", infra: { ...whiteboard, backups: { ...untried, restoreTestDays: 30 } } },
  { name: "the fortress", infra: fortress },
  { name: "no backups at all is another finding", infra: whiteboard },
  { name: "copies beside the data are another finding", infra: { ...whiteboard, backups: { ...untried, to: "srv1" } } },
];
