import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "plain HTTP", infra: { ...whiteboard, tls: { ...whiteboard.tls, certificate: "none" } }, entities: ["site"] },
];

export const silent: readonly CheckCase[] = [{ name: "a certificate of the own CA", infra: whiteboard }];
