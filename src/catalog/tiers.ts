import type { Infrastructure } from "../model/infrastructure.ts";
import type { Tier } from "../model/tiers.ts";
import { ROLE_FACES, roleOf } from "./roles.ts";

/** The tiers that a request goes through, without those that nobody runs. */
export function tiersOf(infra: Infrastructure): readonly Tier[] {
  return ROLE_FACES.flatMap(({ name, tier }): readonly Tier[] => {
    const its = tier?.(infra);
    return its === undefined || its.members.length === 0 ? [] : [{ role: name, ...its }];
  });
}

/** Whether the tier outlives the loss of a member, be it only once somebody has promoted a replica. */
export function hasSpare(tier: Tier, infra: Infrastructure): boolean {
  return tier.members.length > tier.needed && roleOf(tier.role).takesOver?.(infra) !== false;
}
