import { roleOf } from "../../../catalog/roles.ts";
import { tiersOf } from "../../../catalog/tiers.ts";
import type { Component } from "../../../kit/faces/component.ts";
import { hostsOf, type Infrastructure } from "../../../model/infrastructure.ts";
import type { Tier } from "../../../model/tiers.ts";

/** The rule that speaks of a component whose loss alone is an outage; undefined when none does in particular. */
export function ruleOfSinglePoint(infra: Infrastructure): (component: Component) => string | undefined {
  const tiers = new Map(tiersOf(infra).map((tier) => [tier.role, tier]));
  const roles = new Map(infra.hosts.map((host) => [host.name, host.roles]));
  const reasons = [...tiers.values()].flatMap((tier) => {
    const reason = reasonOf(infra, tier);
    return reason === undefined ? [] : [{ tier, ...reason }];
  });
  return ({ kind, host }) => {
    // A zone or rack is one only through the hosts in it; cut-set-shared-domain speaks of those that stand in for each other.
    if (kind === "zone" || kind === "rack") return "cut-set-shared-domain";
    // A fault in the software of a whole tier is there by assumption, wherever there is redundancy.
    if (host === undefined) return kind === "dependency" ? undefined : "mtbf-assumed";
    const hung = !infra.balancer.healthCheck && (kind === "web" || kind === "app") && roles.get(host)?.includes("web");
    if (hung && hostsOf(infra, "web").length > 1) return "health-check-missing";
    const reason = reasons.find(({ tier, only }) => (only ?? host) === host && tier.members.some((member) => member.name === host));
    return reason?.rule;
  };
}

/** Why the loss of a member takes the tier down, if it does. */
function reasonOf(infra: Infrastructure, { role, members, needed }: Tier): { readonly rule: string; readonly only?: string } | undefined {
  const own = roleOf(role).outageRule?.(infra);
  if (own !== undefined) return own;
  if (members.length === 1) return { rule: "tier-single-instance" };
  return members.length > needed ? undefined : { rule: "capacity-after-loss" };
}
