import { wordsOf } from "../../catalog/roles.ts";
import { hasSpare, tiersOf } from "../../catalog/tiers.ts";
import type { Gate } from "../../fault-tree/fault-tree.ts";
import type { Role } from "../../model/infrastructure.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { type Tier, webWithoutApp } from "../../model/tiers.ts";
import { listed } from "../../util/names.ts";
import { type ComponentDraft, type TreeBuilder, treeBuilder } from "./tree-builder.ts";

/** The shape of a fault tree, without numbers. */
export interface Skeleton {
  /** A gate: a request that reads and writes is not served. */
  readonly top: string;
  readonly gates: ReadonlyMap<string, Gate>;
  readonly drafts: ReadonlyMap<string, ComponentDraft>;
  readonly tiers: readonly Tier[];
  /** The gate or event that stands for the outage of each tier. */
  readonly outages: ReadonlyMap<Role, string>;
  /**
   * Events that say "no replica has been promoted yet", with the component of the primary whose failure they go with. Their
   * probability is conditional: the share of that failure's time.
   */
  readonly promotions: ReadonlyMap<string, string>;
}

const TOP = "site";
/** The event of an infrastructure that serves nothing: a gate needs an input. */
export const NEVER_FAILS = "never";

/** What the functions below work on. */
interface Site {
  readonly infra: Infrastructure;
  readonly build: TreeBuilder;
  readonly promotions: Map<string, string>;
  /** Names of the hosts in each zone and rack. */
  readonly domains: ReadonlyMap<string, readonly string[]>;
  /**
   * The outage of the app hosts, where some web servers have an app beside them and others have not: it is a matter of the others
   * alone, and hangs below them.
   */
  readonly apps?: string;
}

/** Compiles what requests need to gates and basic events. Linear in the number of hosts. */
export function compileTree(infra: Infrastructure): Skeleton {
  const tiers = tiersOf(infra);
  const build = treeBuilder();
  const all: Site = { infra, build, promotions: new Map(), domains: hostsByDomain(infra) };
  const appTier = tiers.find((tier) => tier.role === "app");
  const nested = hostsOf(infra, "web").some((host) => host.roles.includes("app"));
  const site: Site = nested && appTier !== undefined ? { ...all, apps: tierOutage(all, appTier) } : all;
  const outages = new Map(tiers.map((tier) => [tier.role, tierOutage(site, tier)] as const));
  const inputs = [...outages].filter(([role]) => !(nested && role === "app")).map(([, outage]) => outage);
  const gates = new Map(build.gates);
  const causes = [...inputs, ...dependencies(site, "site")];
  gates.set(TOP, { op: "or", inputs: causes.length === 0 ? [NEVER_FAILS] : causes });
  return { top: TOP, gates, drafts: build.drafts, tiers, outages, promotions: site.promotions };
}

function hostsByDomain(infra: Infrastructure): ReadonlyMap<string, readonly string[]> {
  const domains = new Map<string, string[]>();
  for (const host of infra.hosts) {
    for (const { id } of domainsOf(host)) {
      const names = domains.get(id);
      if (names === undefined) domains.set(id, [host.name]);
      else names.push(host.name);
    }
  }
  return domains;
}

/** The failure domains of a host, as far as the file names them. */
function domainsOf(host: Host): readonly { readonly id: string; readonly kind: "zone" | "rack"; readonly label: string }[] {
  return (["zone", "rack"] as const).flatMap((kind) => {
    const name = host[kind];
    return name === undefined ? [] : [{ id: `${kind}:${name}`, kind, label: `${kind} ${name}` }];
  });
}

function tierOutage(site: Site, tier: Tier): string {
  const { infra, build } = site;
  const shortage = tier.role === "database" ? databaseShortage(site, tier) : [shortageOf(site, tier)];
  // Without a check, a server that takes requests and never answers goes on getting its share of them.
  const hung = tier.role === "web" && !infra.balancer.healthCheck ? tier.members.flatMap((host) => webSoftware(site, host)) : [];
  return build.or(`outage:${tier.role}`, [...shortage, ...hung, ...commonCauses(site, tier), ...dependencies(site, tier.role)]);
}

/** Too few members are left. */
function shortageOf(site: Site, tier: Tier): string {
  const lost = tier.members.length - tier.needed + 1;
  const members = tier.members.map((host) => member(site, tier.role, host));
  return site.build.atLeast(`shortage:${tier.role}`, lost, members);
}

/** All that must work for one host to serve in a tier. */
function member(site: Site, role: Role, host: Host): string {
  const own = role === "web" ? webSoftware(site, host) : [software(site, role, host)];
  const apps = role === "web" && site.apps !== undefined && !host.roles.includes("app") ? [site.apps] : [];
  return site.build.or(`${role}-path:${host.name}`, [...own, ...apps, machine(site, host)]);
}

/** A web server and, where it stands beside it, the only app that it asks. */
function webSoftware(site: Site, host: Host): readonly string[] {
  return [software(site, "web", host), ...(host.roles.includes("app") ? [software(site, "app", host)] : [])];
}

/** With a primary: it is down, and no replica has taken its place; or all are down. */
function databaseShortage(site: Site, tier: Tier): readonly string[] {
  const { infra, build } = site;
  const primary = tier.members.find((host) => host.name === infra.database?.primary);
  if (infra.database?.topology !== "primary-replica" || primary === undefined) return [shortageOf(site, tier)];
  if (!hasSpare(tier, infra)) return [member(site, "database", primary)];
  const causes = [software(site, "database", primary), ...machineEvents(site, primary)];
  const waiting = causes.map((cause) => {
    const promotion = `promotion:${cause}`;
    site.promotions.set(promotion, cause);
    return build.and(`unpromoted:${cause}`, [cause, promotion]);
  });
  const members = tier.members.map((host) => member(site, "database", host));
  return [...waiting, build.and("shortage:database", members)];
}

/** The same fault in the software of all members. Where the loss of one is an outage anyway, it would be counted twice. */
function commonCauses(site: Site, tier: Tier): readonly string[] {
  if (!hasSpare(tier, site.infra)) return [];
  const beside = tier.role === "web" ? tier.members.filter((host) => host.roles.includes("app")) : [];
  const groups: readonly (readonly [Role, readonly Host[]])[] = [
    [tier.role, tier.members],
    ...(beside.length > 1 ? [["app", beside] as const] : []),
  ];
  return groups.map(([role, members]) => {
    const hosts = members.map((host) => host.name);
    const whom = `the ${wordsOf(role).software ?? wordsOf(role).many} on ${listed(hosts)}`;
    return site.build.event({ id: `common:${role}`, kind: role, label: `a fault common to ${whom}`, hosts, common: true });
  });
}

function software(site: Site, role: Role, host: Host): string {
  const arbitrates = role === "database" && !host.roles.includes("database");
  const label = `${arbitrates ? "the arbitrator" : wordsOf(role).one} on ${host.name}`;
  return site.build.event({ id: `${role}:${host.name}`, kind: role, label, host: host.name, hosts: [host.name], common: false });
}

function machine(site: Site, host: Host): string {
  return site.build.or(`machine:${host.name}`, machineEvents(site, host));
}

function machineEvents(site: Site, host: Host): readonly string[] {
  const { name } = host;
  const shared = domainsOf(host).map((domain) => site.build.event({ ...domain, hosts: site.domains.get(domain.id) ?? [], common: false }));
  return [
    site.build.event({ id: `host:${name}`, kind: "host", label: `the machine ${name}`, host: name, hosts: [name], common: false }),
    ...shared,
  ];
}

function dependencies(site: Site, neededBy: "site" | Role): readonly string[] {
  // What apps need that stand beside their web servers is missed there.
  const apps = neededBy === "web" && webWithoutApp(site.infra).length === 0;
  return site.infra.dependencies
    .filter((dependency) => dependency.neededBy === neededBy || (apps && dependency.neededBy === "app"))
    .map(({ name }) => site.build.event({ id: `dependency:${name}`, kind: "dependency", label: name, hosts: [], common: false }));
}
