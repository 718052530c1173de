import { FAILING } from "../../../src/catalog/roles.ts";
import type { Failing, Reliability } from "../../../src/model/infrastructure.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const known: Readonly<Partial<Record<Failing, Reliability>>> = Object.fromEntries(
  FAILING.map((kind) => [kind, { mtbfHours: 10_000, mttrHours: 1 }]),
);
const { host: _, ...allButHosts } = known;

export const fires: readonly CheckCase[] = [
  { name: "the whiteboard", infra: whiteboard, entities: ["site"] },
  { name: "of the machines nothing is known", infra: { ...fortress, reliability: allButHosts }, entities: ["site"] },
  {
    name: "how long a repair takes is not known",
    infra: { ...fortress, reliability: { ...known, web: { mtbfHours: 10_000 } } },
    entities: ["site"],
  },
];

export const silent: readonly CheckCase[] = [{ name: "every time is from the file", infra: { ...fortress, reliability: known } }];
