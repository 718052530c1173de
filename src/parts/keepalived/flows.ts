import type { FlowGroup } from "../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/**
 * Every balancer hears every other one. A firewall that forgets VRRP, which is a protocol of its own beside TCP and UDP (RFC 9568),
 * leaves each of them to believe that it is alone: all of them then hold the address.
 */
export function vrrpFlows(infra: Infrastructure): FlowGroup {
  const balancers = hostsOf(infra, "balancer").map((host) => host.name);
  return {
    from: balancers,
    to: balancers,
    channels: [
      {
        service: "vrrp",
        label: "VRRP",
        ends: { from: "balancer", to: "balancer" },
        protocol: "vrrp",
        port: 0,
        encryption: "none",
        carries: "coordination",
        purpose: (from, to) => `${from} tells ${to} that it lives.`,
      },
    ],
  };
}
