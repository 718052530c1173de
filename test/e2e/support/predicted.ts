import { tiersOf } from "../../../src/catalog/tiers.ts";
import { changeOver } from "../../../src/check/availability/failover.ts";
import { loadInfrastructure } from "../../../src/config/load.ts";
import type { Site } from "./site.ts";

/** Seconds that `check` predicts for the change-over when a tier loses the machine or the software of a member: of the one that counts most. */
export async function predictedSeconds(site: Site, role: "balancer" | "database", lost: "machine" | "software"): Promise<number> {
  const { infra } = await loadInfrastructure(undefined, site.dir);
  const tier = tiersOf(infra).find((it) => it.role === role);
  return Math.max(
    ...(tier?.members ?? []).map((member) => (tier === undefined ? 0 : (changeOver(infra, tier, member, lost)?.seconds ?? 0))),
  );
}

/**
 * What a prediction leaves room for: a third of it or half a second, whichever is more; upwards a second more, since this machine is
 * shared with others.
 */
export function around(predicted: number): { readonly least: number; readonly most: number } {
  const slack = Math.max(0.5, 0.3 * predicted);
  return { least: predicted - slack, most: predicted + slack + 1 };
}
