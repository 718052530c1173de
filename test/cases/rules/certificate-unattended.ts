import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const told: Infrastructure = {
  ...whiteboard,
  tls: { ...whiteboard.tls, lifetimeDays: 397 },
  monitoring: { ...whiteboard.monitoring, receivers: [{ kind: "email", to: "oncall@example.net" }] },
};
const living = (lifetimeDays: number): Infrastructure => ({ ...told, tls: { ...told.tls, lifetimeDays } });

export const fires: readonly CheckCase[] = [
  { name: "nobody is told", infra: whiteboard, entities: ["site"] },
  { name: "there is no monitor", infra: without(told, "mon1"), entities: ["site"] },
  {
    name: "its alerts are left out",
    infra: { ...told, monitoring: { ...told.monitoring, withoutAlerts: ["CertificateExpiring", "CertificateEnds"] } },
    entities: ["site"],
  },
  { name: "they end within a quiet half-year", infra: living(90), entities: ["site"] },
];

export const silent: readonly CheckCase[] = [
  { name: "somebody is told, in time", infra: told },
  { name: "half a year is enough", infra: living(180) },
  { name: "the fortress", infra: fortress },
];
