import { type Host, hostsOf, type Infrastructure } from "./infrastructure.ts";
import { hasVirtualAddress } from "./virtual-address.ts";

/** The tiers that a request goes through, in its order. */
export const REQUEST_TIERS = ["balancer", "web", "app", "database"] as const;
export type RequestTier = (typeof REQUEST_TIERS)[number];

/** Hosts that can stand in for each other, and how many of them it takes. */
export interface Tier {
  readonly role: RequestTier;
  /** Those that requests really reach, in the order of the file; with Galera all that vote. */
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

/** The tiers that a request goes through, without those that nobody runs. */
export function tiersOf(infra: Infrastructure): readonly Tier[] {
  const tiers = [balancerTier(infra), webTier(infra), appTier(infra), databaseTier(infra)];
  return tiers.filter((tier) => tier.members.length > 0);
}

function balancerTier(infra: Infrastructure): Tier {
  const members = hostsOf(infra, "balancer");
  if (members.length < 2 || hasVirtualAddress(infra)) {
    return { role: "balancer", members, needed: 1, because: "one balancer holds the site's address and carries all requests" };
  }
  // Name servers go on handing out the address of a dead balancer, and browsers go on using it.
  return { role: "balancer", members, needed: members.length, because: "without a virtual address, the clients of a balancer die with it" };
}

function webTier(infra: Infrastructure): Tier {
  const members = hostsOf(infra, "web");
  return { role: "web", members, ...byLoad(members, infra.objectives.peakQps) };
}

/**
 * The app hosts that web servers reach over the network. An app beside its web server is only asked by that one: then there is no
 * tier of apps, but each web server needs its own.
 */
function appTier(infra: Infrastructure): Tier {
  const members = webWithoutApp(infra).length === 0 ? [] : hostsOf(infra, "app");
  return { role: "app", members, ...byLoad(members, infra.objectives.peakQps) };
}

function databaseTier(infra: Infrastructure): Tier {
  const { database } = infra;
  if (database === undefined) return { role: "database", members: [], needed: 0, because: "" };
  const nodes = hostsOf(infra, "database");
  if (database.topology === "primary-replica") {
    return { role: "database", members: nodes, needed: 1, because: "one database holds all data" };
  }
  const voters = infra.hosts.filter((host) => host.roles.includes("database") || host.name === database.arbitrator);
  return {
    role: "database",
    members: voters,
    needed: Math.floor(voters.length / 2) + 1,
    because: `${Math.floor(voters.length / 2) + 1} of ${voters.length} votes are a majority`,
  };
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

/** Whether the tier outlives the loss of a member, be it only once somebody has promoted a replica. */
export function hasSpare(tier: Tier, infra: Infrastructure): boolean {
  const { database } = infra;
  if (tier.role === "database" && database?.topology === "primary-replica" && database.promotion === "none") return false;
  return tier.members.length > tier.needed;
}
