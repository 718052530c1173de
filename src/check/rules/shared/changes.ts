import { wordsOf } from "../../../catalog/roles.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../../../model/infrastructure.ts";
import { webWithoutApp } from "../../../model/tiers.ts";
import { hasVirtualAddress } from "../../../model/virtual-address.ts";
import { listed } from "../../../util/names.ts";
import type { Edit, FixOption } from "../../finding.ts";
import { anotherHost, nextAddress, type Taken, takenBy } from "./new-host.ts";

/** A change that makes the site more available, and the weakness that it is about: of those about one, one is enough. */
export interface Improvement {
  readonly about: string;
  readonly option: FixOption;
}

/** Changes of the usual kinds, as far as there is room for them. Their names and addresses do not get in each other's way. */
export function improvementsOf(infra: Infrastructure): readonly Improvement[] {
  const taken = takenBy(infra);
  const changes: readonly (readonly [string, FixOption | undefined])[] = [
    ["balancer", secondBalancer(infra, taken)],
    ["balancer", commonAddress(infra, taken)],
    ["health", infra.balancer.healthCheck ? undefined : HEALTH_CHECK],
    ["web", oneMore(infra, "web", taken)],
    ["app", webWithoutApp(infra).length === 0 ? undefined : oneMore(infra, "app", taken)],
    ["database", galeraWithArbitrator(infra)],
    ["database", galeraWithMore(infra, taken)],
    ["database", hostsOf(infra, "database").length === 1 ? oneMore(infra, "database", taken) : undefined],
  ];
  return changes.flatMap(([about, option]) => (option === undefined ? [] : [{ about, option }]));
}

const HEALTH_CHECK: FixOption = {
  title: "The balancers check whether the web servers can serve.",
  edits: [{ path: ["balancer", "healthCheck"], value: true }],
  addedHosts: [],
};

/** A balancer beside the only one, and an address that moves between the two. */
export function secondBalancer(infra: Infrastructure, taken: Taken = takenBy(infra)): FixOption | undefined {
  const [host, ...more] = hostsOf(infra, "balancer");
  if (host === undefined || more.length > 0) return undefined;
  const second = anotherHost(host, ["balancer"], taken);
  const address = hasVirtualAddress(infra) ? undefined : nextAddress(host.publicAddress ?? host.address, taken);
  if (second === undefined || (address === undefined && !hasVirtualAddress(infra))) return undefined;
  const virtual = address === undefined ? [] : [{ path: ["balancer", "virtualAddress"], value: address }];
  const moves = address === undefined ? "" : ` and the address ${address}, which moves between ${host.name} and ${second.name}`;
  return {
    title: `A second balancer ${second.name}${moves}.`,
    edits: [second.edit, ...virtual],
    addedHosts: [second.name],
    note: "The addresses are the next ones of the network that the file does not name: take those that you were given.",
  };
}

/** An address that moves between balancers that are there already. */
export function commonAddress(infra: Infrastructure, taken: Taken = takenBy(infra)): FixOption | undefined {
  const balancers = hostsOf(infra, "balancer");
  const [first] = balancers;
  if (first === undefined || balancers.length < 2 || hasVirtualAddress(infra)) return undefined;
  const address = nextAddress(first.publicAddress ?? first.address, taken);
  if (address === undefined) return undefined;
  return {
    title: `The address ${address}, which moves between ${listed(balancers.map((host) => host.name))}.`,
    edits: [{ path: ["balancer", "virtualAddress"], value: address }],
    addedHosts: [],
    note: `It is the next one of the network that the file does not name: take one that you were given, and let ${infra.domain} point to it.`,
  };
}

/** One more host of a tier, with the app where the web servers have theirs beside them. */
export function oneMore(infra: Infrastructure, role: Role, taken: Taken = takenBy(infra)): FixOption | undefined {
  const like = hostsOf(infra, role).at(-1);
  if (like === undefined) return undefined;
  const roles: readonly Role[] = role === "web" && like.roles.includes("app") ? ["web", "app"] : [role];
  const host = anotherHost(plain(like), roles, taken);
  if (host === undefined) return undefined;
  const what = listed(roles.map((it) => wordsOf(it).one));
  return { title: `One more host ${host.name} that runs ${what}.`, edits: [host.edit], addedHosts: [host.name] };
}

/** What only makes sense with a primary goes, whether or not the file says it. */
const TO_GALERA: readonly Edit[] = [
  { path: ["database", "topology"], value: "galera" },
  ...["replicasReadOnly", "replication", "promotion"].map((key): Edit => ({ path: ["database", key], value: undefined })),
];

const GALERA_NOTE =
  "The app has to repeat a transaction that fails with a deadlock at its commit (error 1213): another node may have changed the same rows.";

/** A cluster of the databases that are there, with a vote beside them that makes their number odd. */
export function galeraWithArbitrator(infra: Infrastructure): FixOption | undefined {
  const nodes = replicated(infra);
  const host = arbitratorHost(infra);
  if (nodes.length === 0 || nodes.length % 2 === 1 || host === undefined) return undefined;
  return {
    title: `Galera on ${listed(nodes.map((it) => it.name))}, with an arbitrator on ${host.name}, which votes and holds no data.`,
    edits: [...TO_GALERA, { path: ["database", "arbitrator"], value: host.name }],
    addedHosts: [],
    note: GALERA_NOTE,
  };
}

/** A cluster of the databases, and of one more where they are an even number. */
export function galeraWithMore(infra: Infrastructure, taken: Taken = takenBy(infra)): FixOption | undefined {
  const nodes = replicated(infra);
  const [like] = nodes;
  if (like === undefined) return undefined;
  const added = nodes.length % 2 === 0 ? anotherHost(plain(like), ["database"], taken) : undefined;
  if (nodes.length % 2 === 0 && added === undefined) return undefined;
  return {
    title: `Galera on ${listed([...nodes.map((it) => it.name), ...(added === undefined ? [] : [added.name])])}.`,
    edits: [...(added === undefined ? [] : [added.edit]), ...TO_GALERA],
    addedHosts: added === undefined ? [] : [added.name],
    note: GALERA_NOTE,
  };
}

/** The hosts of a database that has one writer and at least one replica. */
function replicated(infra: Infrastructure): readonly Host[] {
  const nodes = hostsOf(infra, "database");
  return infra.database?.topology === "primary-replica" && nodes.length > 1 ? nodes : [];
}

/** A host without a database, outside the requests' way if there is one. */
export function arbitratorHost(infra: Infrastructure): Host | undefined {
  const free = infra.hosts.filter((host) => !host.roles.includes("database"));
  return free.find((host) => host.roles.every((role) => role === "monitor")) ?? free[0];
}

/** Behind the balancers nobody needs an address in the internet. */
function plain({ publicAddress: _4, publicAddress6: _6, ...host }: Host): Host {
  return host;
}
