import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const provided = (infra: Infrastructure, keys: "per-host" | "shared"): Infrastructure => ({
  ...infra,
  tls: {
    ...infra.tls,
    certificate: "provided",
    provided: { names: ["www.foobar.com"], expires: "2027-12-31", renewal: "automatic", keys },
  },
});

export const fires: readonly CheckCase[] = [{ name: "one key on both balancers", infra: provided(fortress, "shared"), entities: ["site"] }];

export const silent: readonly CheckCase[] = [
  { name: "a key for each balancer", infra: provided(fortress, "per-host") },
  { name: "one balancer has nobody to share with", infra: provided(whiteboard, "shared") },
  { name: "the own CA gives each host its own", infra: whiteboard },
];
