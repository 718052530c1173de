import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const renewed = (renewal: "automatic" | "manual"): Infrastructure => ({
  ...whiteboard,
  tls: {
    ...whiteboard.tls,
    certificate: "provided",
    provided: { names: ["www.foobar.com"], expires: "2027-12-31", renewal, keys: "per-host" },
  },
});

export const fires: readonly CheckCase[] = [{ name: "by hand", infra: renewed("manual"), entities: ["site"] }];

export const silent: readonly CheckCase[] = [
  { name: "by a machine", infra: renewed("automatic") },
  { name: "by the own CA", infra: whiteboard },
];
