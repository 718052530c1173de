import { flowsIn, groupsByListener } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import type { Facts } from "../state/facts.ts";
import type { HostState } from "../state/resource.ts";
import { type Problem, problem } from "../util/errors.ts";
import { listed } from "../util/names.ts";
import { grouped } from "../util/number.ts";
import { flowGroupsOf } from "./compile.ts";
import { memoryTaken, memoryUses } from "./memory.ts";
import { partsOn } from "./services.ts";

/** What the parts have against going on, now that the hosts have been looked at; of those with a state, when it is given: what is wanted there. */
export function objectionsOf(infra: Infrastructure, facts: ReadonlyMap<string, Facts>, states?: readonly HostState[]): readonly Problem[] {
  const groups = groupsByListener(flowGroupsOf(infra));
  return infra.hosts.flatMap((host) => {
    const seen = facts.get(host.name);
    const state = states?.find((it) => it.host === host.name);
    if (seen === undefined || (states !== undefined && state === undefined)) return [];
    const flows = flowsIn(groups.get(host.name) ?? []);
    return [
      ...(state === undefined ? [] : memoryMissing(host, infra, seen)),
      ...partsOn(host, infra).flatMap((part) => part.objections?.(host, infra, flows, seen, state) ?? []),
    ];
  });
}

/** What the file counts on, and what the machine has. Shares always fit: only amounts that were said do not. */
function memoryMissing(host: Host, infra: Infrastructure, { memory }: Facts): readonly Problem[] {
  const uses = memoryUses(host, infra);
  const taken = uses.some(({ takes }) => typeof takes === "number") ? memoryTaken(uses, memory) : 0;
  const least = Math.max(host.memory ?? 0, taken);
  if (memory === 0 || least <= memory) return [];
  const said = taken === least ? listed(uses.map(({ what }) => what)) : `hosts.${host.name}.memory`;
  return [
    problem("BZ_HOST_MEMORY", {
      where: host.name,
      found: `${grouped(memory)} MiB, where ${said} ${taken === least ? "may take" : "says"} ${grouped(least)}`,
      allowed: "no more than the machine has",
    }),
  ];
}
