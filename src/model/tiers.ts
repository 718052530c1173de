import { type Host, hostsOf, type Infrastructure, type Role } from "./infrastructure.ts";

/** Hosts that can stand in for each other, and how many of them it takes. */
export interface Tier {
  readonly role: Role;
  /** Those that requests really reach, in the order of the file; in a cluster all that vote. */
  readonly members: readonly Host[];
  /** The site is down, or a part of its visitors is cut off, when fewer than this many are left. */
  readonly needed: number;
  /** Why so many. */
  readonly because: string;
}

/** The web hosts that go to the app hosts over the network, because they run no app themselves. */
export function webWithoutApp(infra: Infrastructure): readonly Host[] {
  return hostsOf(infra, "web").filter((host) => !host.roles.includes("app"));
}

/** Whether the file says the load and what each of these hosts can carry of it. */
export function knowsLoad(members: readonly Host[], peakQps: number | undefined): peakQps is number {
  return peakQps !== undefined && members.every((host) => host.capacityQps !== undefined);
}

/** How many of the members carry the peak, whichever they are: the weakest ones are taken. One, where the file does not say. */
export function byLoad(members: readonly Host[], peakQps: number | undefined): Pick<Tier, "needed" | "because"> {
  const capacities = members.flatMap((host) => host.capacityQps ?? []).sort((a, b) => a - b);
  if (!knowsLoad(members, peakQps)) {
    return { needed: Math.min(1, members.length), because: "any one of them serves" };
  }
  let carried = 0;
  let needed = 0;
  while (needed < capacities.length && carried < peakQps) {
    carried += capacities[needed] ?? 0;
    needed += 1;
  }
  return { needed, because: `${needed} of ${members.length} carry the declared peak of ${peakQps} requests/s` };
}
