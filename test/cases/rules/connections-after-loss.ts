import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const holding = (infra: Infrastructure, connectionsPerHost: number, peakConnections: number): Infrastructure => ({
  ...infra,
  ...(infra.app && { app: { ...infra.app, limits: { ...infra.app.limits, connectionsPerHost } } }),
  objectives: { peakConnections },
});

export const fires: readonly CheckCase[] = [
  { name: "one of two holds less than the peak", infra: holding(whiteboard, 2000, 2001), entities: ["web"] },
  { name: "apps of their own, too", infra: holding(fortress, 500, 600), entities: ["web", "app"] },
  { name: "the only one holds less than the peak", infra: holding(without(whiteboard, "srv2"), 1000, 1500), entities: ["web"] },
  { name: "more than one host can ever hold", infra: holding(whiteboard, 20_000, 30_000), entities: ["web"] },
];

export const silent: readonly CheckCase[] = [
  { name: "each of two holds the peak", infra: holding(whiteboard, 2000, 2000) },
  { name: "no peak is declared", infra: { ...whiteboard, objectives: {} } },
  { name: "the only one holds it", infra: holding(without(whiteboard, "srv2"), 1500, 1500) },
];
