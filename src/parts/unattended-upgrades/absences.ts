import type { Absence } from "../../model/gaps.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { REQUEST_TIERS, type RequestTier } from "../../model/tiers.ts";
import type { HostPlan } from "../../state/step.ts";
import { UNIT as DATABASE } from "../mariadb/names.ts";
import { reboots, restartsOf } from "./patch-plan.ts";

/** What of each host is away while it is patched. A balancer is reloaded, so only the machine takes it away. */
export function absencesOf({ name }: Infrastructure, plans: readonly HostPlan[]): readonly Absence[] {
  const app = `${name}.service`;
  const units: Readonly<Record<RequestTier, readonly string[]>> = {
    balancer: ["keepalived.service"],
    web: ["nginx.service", app],
    app: [app],
    database: [DATABASE],
  };
  return plans.map((it) => {
    const restarted = restartsOf(it);
    const away = REQUEST_TIERS.filter((role) => reboots(it) || units[role].some((unit) => restarted.includes(unit)));
    return { host: it.host, roles: new Set(away) };
  });
}
