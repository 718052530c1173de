import type { Infrastructure } from "../../model/infrastructure.ts";
import type { Part } from "../part.ts";
import { vrrpFlows } from "./flows.ts";

/** Whether the site has an address that moves between the balancers. */
export function hasVirtualAddress({ balancer }: Infrastructure): boolean {
  return balancer.virtualAddress !== undefined || balancer.virtualAddress6 !== undefined;
}

/** The address that moves to another balancer when its holder dies. What it would do on a host is refused by `not-built.ts` so far. */
export const keepalived: Part = {
  name: "keepalived",
  standsOn: (host, infra) => host.roles.includes("balancer") && hasVirtualAddress(infra),
  packages: () => ["keepalived"],
  flows: (infra) => (hasVirtualAddress(infra) ? [vrrpFlows(infra)] : []),
  resources: () => [],
};
