import type { Objections } from "../kit/part.ts";
import { flowsIn, groupsByListener } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Facts } from "../state/facts.ts";
import type { HostState } from "../state/resource.ts";
import type { Problem } from "../util/errors.ts";
import { flowGroupsOf } from "./compile.ts";
import { partsOn } from "./services.ts";

/** What the parts of each host have against going on, now that it has been looked at. */
export function objectionsToLook(infra: Infrastructure, facts: ReadonlyMap<string, Facts>): readonly Problem[] {
  return objections(infra, facts, ({ looked }, ...seen) => looked(...seen));
}

/** The same, now that it is known what is wanted there. */
export function objectionsToPlan(
  infra: Infrastructure,
  facts: ReadonlyMap<string, Facts>,
  states: readonly HostState[],
): readonly Problem[] {
  return objections(infra, facts, ({ planned }, host, ...seen) => {
    const state = states.find((it) => it.host === host.name);
    return state === undefined ? [] : planned(host, ...seen, state);
  });
}

type Ask = (its: Objections, ...seen: Parameters<Objections["looked"]>) => readonly Problem[];

function objections(infra: Infrastructure, facts: ReadonlyMap<string, Facts>, ask: Ask): readonly Problem[] {
  const groups = groupsByListener(flowGroupsOf(infra));
  return infra.hosts.flatMap((host) => {
    const seen = facts.get(host.name);
    if (seen === undefined) return [];
    const flows = flowsIn(groups.get(host.name) ?? []);
    return partsOn(host, infra).flatMap((part) => (part.objections === undefined ? [] : ask(part.objections, host, infra, flows, seen)));
  });
}
