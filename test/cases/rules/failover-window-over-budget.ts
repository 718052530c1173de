import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const slow = (advertiseSeconds: number): Infrastructure => ({ ...fortress, balancer: { ...fortress.balancer, advertiseSeconds } });

export const fires: readonly CheckCase[] = [
  { name: "an address that needs half a minute to move, of 30 s", infra: slow(10), entities: ["balancer"] },
  {
    name: "three and a half seconds of the cluster, of three",
    infra: { ...fortress, objectives: { recoveryTimeSeconds: 3 } },
    entities: ["database"],
  },
  {
    name: "seven nines leave three seconds a year",
    infra: { ...fortress, objectives: { availability: 0.9999999 } },
    entities: ["app"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "the address moves within a second, of 30 s", infra: fortress },
  { name: "nothing was promised", infra: { ...slow(10), objectives: {} } },
  { name: "an outage is no change-over", infra: { ...whiteboard, objectives: { recoveryTimeSeconds: 5 } } },
];
