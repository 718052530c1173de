import { alertRulesOf } from "../catalog/compile.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";

/** Names of the alerts that are raised; none where nobody watches. Throws `BZ_ALERT_UNKNOWN` when the file leaves out one that is none. */
export function alertsOf(infra: Infrastructure): readonly string[] {
  const rules = alertRulesOf(infra);
  return hostsOf(infra, "monitor").length === 0 ? [] : rules.map((rule) => rule.name);
}
