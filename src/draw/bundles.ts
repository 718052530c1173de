import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { hasVirtualAddress } from "../model/virtual-address.ts";
import { groupedBy } from "../util/grouped-by.ts";
import { labelOf } from "./labels.ts";
import { type Marks, together } from "./marks.ts";
import type { Bundle, End, HostNode, SceneNode } from "./scene.ts";
import type { Sheaf } from "./sheaves.ts";

/** Ids of the nodes outside. No host's name begins with an @. */
export const USER = "@user";
export const OPERATORS = "@operators";
export const VIRTUAL = "@virtual";

/** The sheaves as lines of the picture. */
export function bundlesOf(sheaves: readonly Sheaf[], nodes: readonly SceneNode[], infra: Infrastructure, marks: Marks): readonly Bundle[] {
  const places: Places = {
    infra,
    at: new Map(nodes.flatMap((node) => (node.kind === "host" ? node.hosts.map((host) => [host.name, node] as const) : []))),
    hosts: new Map(infra.hosts.map((host) => [host.name, host])),
    virtual: nodes.some((node) => node.kind === "virtual"),
  };
  const bundles = sheaves.flatMap((sheaf) => {
    const { encryption, carries, ports, sources, targets } = sheaf;
    const common = { encryption, carries, ports, sources, targets, mark: together(sheaf.marks, marks), label: labelOf(sheaf, infra) };
    return linesOf(sheaf, places).map((line) => ({ ...common, ...line }));
  });
  return bundles.map((bundle, index) => ({ id: `bz-line-${index + 1}`, ...bundle }));
}

interface Places {
  readonly infra: Infrastructure;
  /** The node in which a host is drawn. */
  readonly at: ReadonlyMap<string, HostNode>;
  readonly hosts: ReadonlyMap<string, Host>;
  readonly virtual: boolean;
}

type Line = Pick<Bundle, "shape" | "from" | "to"> & Partial<Pick<Bundle, "label">>;

function linesOf(sheaf: Sheaf, places: Places): readonly Line[] {
  switch (sheaf.shape) {
    case "access":
      return [{ shape: "access", from: [outside(OPERATORS)], to: [] }];
    case "metrics":
      return [{ shape: "metrics", from: [], to: ends(sheaf.targets, sheaf, places) }];
    case "replication":
      return replication(sheaf, places);
    case "flow":
      if (places.virtual && sheaf.toCard === "balancer" && sheaf.sources[0] === "anyone") return overVirtualAddress(sheaf, places);
      return [direct(sheaf, places)];
  }
}

/** The requests go to the address that moves, and from there to the balancer that holds it. */
function overVirtualAddress(sheaf: Sheaf, places: Places): readonly Line[] {
  return [
    { shape: "flow", from: [outside(USER)], to: [outside(VIRTUAL)] },
    { shape: "flow", from: [outside(VIRTUAL)], to: ends(sheaf.targets, sheaf, places), label: undefined },
  ];
}

/** Data goes from the primary to the others, although it is they who connect, and although any two of them may. */
function replication(sheaf: Sheaf, places: Places): readonly Line[] {
  const members = [...new Set([...sheaf.sources, ...sheaf.targets])];
  const primary = places.infra.database?.primary ?? "";
  if (!members.includes(primary)) return [direct(sheaf, places)];
  const replicas = members.filter((name) => name !== primary);
  return [{ shape: "replication", from: ends([primary], sheaf, places), to: ends(replicas, sheaf, places) }];
}

function direct(sheaf: Sheaf, places: Places): Line {
  const { sources, targets, fromCard, toCard } = sheaf;
  const same = sources.length === targets.length && sources.every((name) => targets.includes(name));
  const from = ends(sources, { ...sheaf, toCard: fromCard }, places).map((end) => ({ ...end, standby: false }));
  return { shape: same && fromCard === toCard ? "peers" : "flow", from, to: ends(targets, sheaf, places) };
}

function outside(node: string): End {
  return { node, card: "", standby: false };
}

/** Where lines to the hosts end: once at each node, whatever the number of hosts in it. */
function ends(names: readonly string[], { fromCard, toCard, sources }: Sheaf, places: Places): readonly End[] {
  const spare = (name: string): boolean =>
    (toCard === "database" && fromCard === "app" && !writable(name, places.infra)) ||
    (toCard === "balancer" && sources[0] === "anyone" && !holdsAddress(name, places.infra));
  return [...groupedBy(names, (name) => places.at.get(name)?.id ?? (name === "admin" ? OPERATORS : USER))].map(([node, its]) => {
    const cards = places.at.get(its[0] ?? "")?.cards.map((it) => it.key) ?? [];
    const card = [toCard, "arbitrator"].find((it) => cards.includes(it)) ?? "";
    return { node, card, standby: its.every(spare) };
  });
}

/** Whether the app's statements go to this host while all is well. */
function writable(name: string, { database }: Infrastructure): boolean {
  return database?.primary === name || database?.writers === "all";
}

/** Whether requests go to this balancer while all is well. */
function holdsAddress(name: string, infra: Infrastructure): boolean {
  const { balancer } = infra;
  return !hasVirtualAddress(infra) || balancer.priorities[name] === Math.max(...Object.values(balancer.priorities));
}
