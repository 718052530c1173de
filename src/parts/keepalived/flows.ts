import { type Flow, flowId } from "../../model/flow.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

/**
 * Every balancer hears every other one. A firewall that forgets VRRP, which is a protocol of its own beside TCP and UDP (RFC 9568),
 * leaves each of them to believe that it is alone: all of them then hold the address.
 */
export function vrrpFlows(infra: Infrastructure): readonly Flow[] {
  const balancers = hostsOf(infra, "balancer").map((host) => host.name);
  return balancers.flatMap((from) =>
    balancers
      .filter((to) => to !== from)
      .map((to): Flow => {
        const source = { kind: "host", host: from } as const;
        return {
          id: flowId("vrrp", source, to),
          from: source,
          to,
          protocol: "vrrp",
          port: 0,
          encryption: "none",
          carries: "coordination",
          purpose: `${from} tells ${to} that it lives.`,
        };
      }),
  );
}
