import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const cache = (infra: Infrastructure, memory: number): Infrastructure => ({
  ...infra,
  ...(infra.database && { database: { ...infra.database, memory } }),
});
const small = withHosts(whiteboard, { memory: 2048 }, "srv1", "srv2");

export const fires: readonly CheckCase[] = [
  { name: "a cache larger than the machines", infra: cache(small, 4096), entities: ["srv1", "srv2"] },
  { name: "a cache that leaves a tenth", infra: cache(small, 1850), entities: ["srv1", "srv2"] },
  {
    name: "a store larger than the monitor",
    infra: { ...withHosts(fortress, { memory: 1024 }, "mon1"), monitoring: { ...fortress.monitoring, memory: 1000 } },
    entities: ["mon1"],
  },
];

export const silent: readonly CheckCase[] = [
  { name: "shares of what there is", infra: small },
  { name: "a cache that leaves a fifth", infra: cache(small, 1638) },
  { name: "how much the machines have is not said", infra: cache(whiteboard, 4096) },
];
