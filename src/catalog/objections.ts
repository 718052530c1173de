import { flowsIn, groupsByListener } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Facts } from "../state/facts.ts";
import type { HostState } from "../state/resource.ts";
import type { Problem } from "../util/errors.ts";
import { flowGroupsOf } from "./compile.ts";
import { partsOn } from "./services.ts";

/** What the parts have against going on, now that the hosts have been looked at; of those with a state, when it is given: what is wanted there. */
export function objectionsOf(infra: Infrastructure, facts: ReadonlyMap<string, Facts>, states?: readonly HostState[]): readonly Problem[] {
  const groups = groupsByListener(flowGroupsOf(infra));
  return infra.hosts.flatMap((host) => {
    const seen = facts.get(host.name);
    const state = states?.find((it) => it.host === host.name);
    if (seen === undefined || (states !== undefined && state === undefined)) return [];
    const flows = flowsIn(groups.get(host.name) ?? []);
    return partsOn(host, infra).flatMap((part) => part.objections?.(host, infra, flows, seen, state) ?? []);
  });
}
