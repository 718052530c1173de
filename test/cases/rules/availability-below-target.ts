import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "three nines of the whiteboard", infra: { ...whiteboard, objectives: { availability: 0.999 } }, entities: ["site"] },
  { name: "six nines of the fortress", infra: { ...fortress, objectives: { availability: 0.999999 } }, entities: ["site"] },
];

export const silent: readonly CheckCase[] = [
  { name: "nothing was promised", infra: whiteboard },
  { name: "two nines of the whiteboard", infra: { ...whiteboard, objectives: { availability: 0.99 } } },
  { name: "three nines of the fortress", infra: fortress },
];
