import type { Infrastructure } from "../model/infrastructure.ts";
import { hostsOf } from "../model/infrastructure.ts";
import { PARTS } from "../parts/registry.ts";

/** Names of the alerts that are raised: those of all parts but the ones that the file leaves out; none where nobody watches. */
export function alertsOf(infra: Infrastructure): readonly string[] {
  if (hostsOf(infra, "monitor").length === 0) return [];
  const without = new Set(infra.monitoring.withoutAlerts);
  const all = PARTS.flatMap((part) => part.alerts?.(infra) ?? []).map((alert) => alert.name);
  return all.filter((name) => !without.has(name));
}
