import type { Host, Infrastructure, Role } from "./infrastructure.ts";
import { hostsOf } from "./infrastructure.ts";
import { activeBalancer, knowsLoad, type Tier, tiersOf } from "./tiers.ts";

/** Who is to be changed. */
export interface Changes {
  /** Names of all hosts that change. */
  readonly changing: ReadonlySet<string>;
  /** Those of them that serve nothing now: new, or so ill that nobody is sent to them. They cannot be missed. */
  readonly idle: ReadonlySet<string>;
  /** Hosts that others are about to stop using: the front goes first, so that nobody asks what is being taken away. */
  readonly shrinking?: boolean;
}

/**
 * The order in which hosts are changed, for the tiers that `check` judges: at no moment fewer of a tier serve than it needs, as far as
 * it has any to spare. What requests reach last is changed first (data, apps, web servers, balancers), so that whoever is told of a
 * new host finds it ready; without new hosts only the balancers wait, and the rest goes side by side.
 */
export function waves(infra: Infrastructure, { changing, idle, shrinking = false }: Changes): readonly (readonly string[])[] {
  const hosts = infra.hosts.filter((host) => changing.has(host.name));
  const serving = hosts.filter((host) => !idle.has(host.name)).sort((a, b) => turn(infra, a) - turn(infra, b));
  const strict = shrinking || hosts.some((host) => idle.has(host.name));
  const limits = limitsOf(infra, idle);
  const joining = joiningOf(infra, hosts, idle);
  const order: { readonly idle: boolean; readonly hosts: Host[] }[] = [];
  const stages = shrinking ? [...STAGES].reverse() : STAGES;
  for (const stage of strict ? stages : (["anything", "balancer"] as const)) {
    const here = serving.filter((host) => stage === (strict || stageOf(host) === "balancer" ? stageOf(host) : "anything"));
    order.push(...packed(here, limits).map((wave) => ({ idle: false, hosts: wave })));
    const waiting = hosts.filter((host) => idle.has(host.name) && stageOf(host) === stage);
    const together = waiting.filter((host) => !joining.includes(host));
    const last = order.at(-1);
    // Those of two stages go together when nobody has to be told of the first before the second.
    if (last?.idle === true) last.hosts.push(...together);
    else if (together.length > 0) order.push({ idle: true, hosts: together });
    // Where somebody serves already, nobody later is told of a node that is not ready.
    if (serving.length > 0) order.push(...joining.filter((host) => waiting.includes(host)).map((host) => ({ idle: true, hosts: [host] })));
  }
  if (serving.length === 0) order.push(...joining.map((host) => ({ idle: true, hosts: [host] })));
  return order.map((wave) => inOrderOf(hosts, wave.hosts));
}

/**
 * The nodes that join a cluster, one after the other: each takes a copy of everything from another node, and a group that is busy with
 * several, on machines that are busy with starting, loses sight of them.
 */
function joiningOf({ database }: Infrastructure, hosts: readonly Host[], idle: ReadonlySet<string>): readonly Host[] {
  if (database?.topology !== "galera") return [];
  return hosts.filter((host) => idle.has(host.name) && host.roles.includes("database") && host.name !== database.primary);
}

/** From what is asked last to what is asked first. A host belongs where the deepest of its roles does, a balancer to the balancers. */
const STAGES = ["database", "app", "web", "balancer"] as const;

function stageOf({ roles }: Host): (typeof STAGES)[number] {
  if (roles.includes("balancer")) return "balancer";
  return STAGES.find((stage) => roles.includes(stage)) ?? "database";
}

/**
 * The primary first: replicas rely on what is changed there (their account, their way through its firewall). In a cluster the node
 * that takes the writes last, or they would move with every node; last of the balancers the one that holds the address, likewise.
 */
function turn(infra: Infrastructure, host: Host): number {
  const { database } = infra;
  const writes = host.name === database?.primary && host.roles.includes("database");
  if (writes && database.topology === "primary-replica") return 0;
  const balancers = hostsOf(infra, "balancer");
  const holds = balancers.length > 1 && activeBalancer(infra, { members: balancers })?.name === host.name;
  return writes || holds ? 2 : 1;
}

/** How many of a role may be away at once. */
type Limits = ReadonlyMap<Role, number>;

/**
 * One of each role, as nobody knows what the others carry; of web servers and apps as many as are not needed for the declared peak.
 * Databases stay at one whatever their number: a node that comes back needs another one to copy from.
 */
function limitsOf(infra: Infrastructure, idle: ReadonlySet<string>): Limits {
  const spare = (tier: Tier): number => {
    if (!knowsLoad(tier.members, infra.objectives.peakQps)) return 1;
    return Math.max(1, tier.members.filter((host) => !idle.has(host.name)).length - tier.needed);
  };
  const tiers = tiersOf(infra).filter((tier) => tier.role === "web" || tier.role === "app");
  const limits = new Map<Role, number>(tiers.map((tier) => [tier.role, spare(tier)]));
  // An app that only the web server beside it asks is missed together with that one.
  if (!limits.has("app")) limits.set("app", limits.get("web") ?? 1);
  return limits;
}

/** Into as few waves as the limits allow, each host in the first that has room for it. */
function packed(hosts: readonly Host[], limits: Limits): readonly Host[][] {
  const all: Host[][] = [];
  for (const host of hosts) {
    const free = all.find((wave) => hasRoom(wave, host, limits));
    if (free === undefined) all.push([host]);
    else free.push(host);
  }
  return all;
}

/** Whoever leave a role together are of one zone: the loss of that zone meanwhile costs no more than it would have. */
function hasRoom(wave: readonly Host[], host: Host, limits: Limits): boolean {
  return host.roles.every((role) => {
    const same = wave.filter((other) => other.roles.includes(role));
    return same.length < (limits.get(role) ?? 1) && same.every((other) => other.zone === host.zone);
  });
}

function inOrderOf(hosts: readonly Host[], some: readonly Host[]): readonly string[] {
  return hosts.filter((host) => some.includes(host)).map((host) => host.name);
}
