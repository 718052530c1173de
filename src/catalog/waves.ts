import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import { hostsOf } from "../model/infrastructure.ts";
import { knowsLoad, type Tier } from "../model/tiers.ts";
import { activeBalancer } from "../model/virtual-address.ts";
import { ROLE_FACES, roleOf } from "./roles.ts";
import { tiersOf } from "./tiers.ts";

/** Who is to be changed. */
export interface Changes {
  /** Names of all hosts that change. */
  readonly changing: ReadonlySet<string>;
  /** Those of them that serve nothing now: new, or so ill that nobody is sent to them. They cannot be missed. */
  readonly idle: ReadonlySet<string>;
  /** Hosts that others are about to stop using: the front goes first, so that nobody asks what is being taken away. Not while others come. */
  readonly shrinking?: boolean;
  /** Of those that serve: the roles that they begin with this change. */
  readonly beginning?: ReadonlyMap<string, ReadonlySet<Role>>;
  /** The database node that begins the cluster which all others join; there is none while a cluster runs. */
  readonly founder?: string;
  /** Hosts that serve and are told something, by itself or as the second part of their change, when all others are ready for it. */
  readonly told?: ReadonlySet<string>;
  /** Somebody who is changed relies on what is changed on others when it starts. */
  readonly relying?: boolean;
}

/**
 * The order in which hosts are changed, for the tiers that `check` judges: at no moment fewer of a tier serve than it needs, as far as
 * it has any to spare. What requests reach last is changed first (data, apps, web servers, balancers), so that whoever is told of a
 * new host finds it ready, and nobody waits for what a later wave brings; without anything new only the balancers wait, and the rest
 * goes side by side. A host that is changed in its turn and told something at the end is named twice.
 */
export function waves(infra: Infrastructure, changes: Changes): readonly (readonly string[])[] {
  const { changing, idle, shrinking = false, beginning = new Map(), told = new Set(), relying = false } = changes;
  const hosts = infra.hosts.filter((host) => changing.has(host.name));
  const turn = turns(infra, changes);
  const serving = hosts.filter((host) => !idle.has(host.name)).sort((a, b) => turn(a) - turn(b));
  const growing = beginning.size > 0 || hosts.some((host) => idle.has(host.name));
  const strict = shrinking || growing || relying;
  const limits = limitsOf(infra, idle);
  const first = firstOf(infra, changes);
  const joining = joiningOf(infra, hosts, changes);
  const order: { readonly idle: boolean; readonly hosts: Host[] }[] = [];
  // Somebody who serves may be waiting for it, too.
  const founding = hosts.filter((host) => host.name === first && idle.has(host.name));
  if (founding.length > 0) order.push({ idle: true, hosts: founding });
  const stages = shrinking && !growing ? STAGES.toReversed() : STAGES;
  for (const stage of strict ? stages : (["anything", FRONT] as const)) {
    const here = serving.filter((host) => stage === (strict ? stageOf(host) : looseStageOf(host, first)));
    // In waves of their own, not where there is room among those that have to let them in.
    const joins = (host: Host): boolean => turn(host) === TURN.joins;
    for (const group of [here.filter((host) => !joins(host)), here.filter(joins)])
      order.push(...packed(group, limits).map((wave) => ({ idle: false, hosts: wave })));
    const waiting = hosts.filter((host) => idle.has(host.name) && stageOf(host) === stage && !founding.includes(host));
    const together = waiting.filter((host) => !joining.includes(host));
    const last = order.at(-1);
    // Those of two stages go together when nobody has to be told of the first before the second, and nobody needs it to start.
    if (last?.idle === true && !(together.some(needsData) && last.hosts.some(storesData))) last.hosts.push(...together);
    else if (together.length > 0) order.push({ idle: true, hosts: together });
    // Where somebody serves already, nobody later is told of a node that is not ready.
    if (serving.length > 0) order.push(...joining.filter((host) => waiting.includes(host)).map((host) => ({ idle: true, hosts: [host] })));
  }
  if (serving.length === 0) order.push(...joining.map((host) => ({ idle: true, hosts: [host] })));
  const again = packed(
    infra.hosts.filter((host) => told.has(host.name)).sort((a, b) => turn(a) - turn(b)),
    limits,
  );
  return [...order.map((wave) => wave.hosts), ...again].map((wave) => inOrderOf(infra.hosts, wave));
}

/** An app may want its database when it starts: without it it does not get well. Where a replica is beside it, that waits for the primary. */
const needsData = ({ roles }: Host): boolean => roles.includes("app") && !roles.includes("database");
const storesData = ({ roles }: Host): boolean => roles.includes("database");

/**
 * The nodes that join a cluster, one after the other: each takes a copy of everything from another node, and a group that is busy with
 * several, on machines that are busy with starting, loses sight of them.
 */
function joiningOf({ database }: Infrastructure, hosts: readonly Host[], { idle, founder }: Changes): readonly Host[] {
  if (database === undefined || database.topology === "primary-replica") return [];
  const first = founder ?? database.primary;
  return hosts.filter((host) => idle.has(host.name) && host.roles.includes("database") && host.name !== first);
}

/** From what is asked last to what is asked first. A host belongs where the deepest of its roles does: there others wait for it. */
const STAGES = ROLE_FACES.flatMap(({ name, place }) => (place === undefined ? [] : [name])).toReversed();
const [DEEPEST, FRONT] = [STAGES[0] as Role, STAGES.at(-1) as Role];

function stageOf({ roles }: Host): Role {
  return STAGES.find((stage) => roles.includes(stage)) ?? DEEPEST;
}

/** Where nothing is new a balancer waits for the others, whatever else it does, unless others rely on what is changed there. */
function looseStageOf(host: Host, first: string | undefined): Role | "anything" {
  return host.roles.includes(FRONT) && host.name !== first ? FRONT : "anything";
}

/** The database host on whose change all the others rely: they log in there, or join it. */
function firstOf({ database, hosts }: Infrastructure, { founder }: Changes): string | undefined {
  if (database?.topology !== "primary-replica") return founder;
  return hosts.find((host) => host.name === database.primary && host.roles.includes("database"))?.name;
}

const TURN = { first: 0, any: 1, late: 2, joins: 3 } as const;

/**
 * The primary first: replicas rely on what is changed there (their account, their way through its firewall). In a cluster the node
 * that takes the writes comes after the others, or they would move with every node, and then whoever joins it, since all members have
 * to let a new one in; last of the balancers the one that holds the address, likewise.
 */
function turns(infra: Infrastructure, changes: Changes): (host: Host) => number {
  const { database } = infra;
  const first = firstOf(infra, changes);
  const balancers = hostsOf(infra, "balancer");
  const holder = balancers.length > 1 ? activeBalancer(infra)?.name : undefined;
  return (host) => {
    if (host.name === first) return TURN.first;
    if (changes.beginning?.get(host.name)?.has("database") === true) return TURN.joins;
    const writes = host.name === database?.primary && host.roles.includes("database");
    return writes || host.name === holder ? TURN.late : TURN.any;
  };
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
  const tiers = tiersOf(infra).filter((tier) => roleOf(tier.role).shared);
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
