import { portWords } from "../check/explain/words.ts";
import type { Encryption, Flow, FlowKind } from "../model/flow.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { groupedBy } from "../util/grouped-by.ts";
import { sourceCards, targetCard } from "./cards.ts";
import type { Mark } from "./marks.ts";

/** What flows have in common that may be drawn as one. */
export interface Strand {
  readonly shape: "flow" | "replication" | "metrics" | "access";
  readonly name: string;
  readonly port: string;
  readonly encryption: Encryption;
  readonly carries: FlowKind;
  readonly fromCard: string;
  readonly toCard: string;
}

/** All flows of some strands between these hosts: from each source to every other of the targets. */
export interface Sheaf extends Omit<Strand, "name" | "port"> {
  readonly names: readonly string[];
  readonly ports: readonly string[];
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly marks: readonly Mark[];
}

/**
 * The flows, gathered: where every host of one group opens the same kind of connection to every other host of a second group, the
 * many flows are one sheaf. Nothing is added and nothing is lost, since a host has no flow to itself.
 */
export function sheaves(infra: Infrastructure, flows: readonly ChannelFlow[], marks: ReadonlyMap<string, Mark>): readonly Sheaf[] {
  const order = new Map(["anyone", "admin", ...infra.hosts.map((host) => host.name)].map((name, index) => [name, index]));
  const inOrder = (names: readonly string[]): readonly string[] => [...names].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const single = strandsOf(flows, infra).flatMap(({ strand: { name, port, ...rest }, flows: its }) => {
    return bicliques(its).map((it): Sheaf => {
      const found = it.flows.flatMap((flow) => marks.get(flow.id) ?? []);
      return { ...rest, names: [name], ports: [port], sources: inOrder(it.sources), targets: inOrder(it.targets), marks: found };
    });
  });
  return [...groupedBy(single, likeness).values()].map((its) => {
    const first = its[0] as Sheaf;
    const all = (of: (it: Sheaf) => readonly string[]): readonly string[] => [...new Set(its.flatMap(of))];
    return { ...first, names: all((it) => it.names), ports: all((it) => it.ports), marks: its.flatMap((it) => it.marks) };
  });
}

/** Sheaves that differ in nothing but the port, such as those of a cluster, are one line. */
function likeness({ names: _names, ports: _ports, marks: _marks, ...rest }: Sheaf): string {
  return JSON.stringify(rest);
}

interface Bunch {
  readonly strand: Strand;
  readonly flows: ChannelFlow[];
}

/** The flows by what they have in common. There can be hundreds of thousands of them, but few kinds. */
function strandsOf(flows: readonly ChannelFlow[], infra: Infrastructure): readonly Bunch[] {
  const bunches = new Map<string, Bunch>();
  for (const flow of flows) {
    for (const card of sourceCards(flow)) {
      const key = `${card} ${flow.channel.service} ${flow.port} ${flow.protocol} ${flow.encryption} ${flow.carries} ${flow.from.kind}`;
      const bunch = bunches.get(key);
      if (bunch === undefined) bunches.set(key, { strand: strandOf(flow, card, infra), flows: [flow] });
      else bunch.flows.push(flow);
    }
  }
  return [...bunches.values()];
}

function strandOf(flow: ChannelFlow, fromCard: string, infra: Infrastructure): Strand {
  const toCard = targetCard(flow);
  return {
    shape: shapeOf(flow, fromCard, toCard, infra),
    name: flow.channel.label ?? flow.channel.service,
    port: portWords(flow),
    encryption: flow.encryption,
    carries: flow.channel.drawnAs ?? flow.carries,
    fromCard,
    toCard,
  };
}

function shapeOf(flow: Flow, fromCard: string, toCard: string, infra: Infrastructure): Strand["shape"] {
  if (flow.carries === "measurements") return "metrics";
  if (flow.carries === "administration") return "access";
  return fromCard === "database" && toCard === "database" && infra.database?.topology === "primary-replica" ? "replication" : "flow";
}

interface Biclique {
  readonly sources: readonly string[];
  readonly targets: readonly string[];
  readonly flows: readonly Flow[];
}

/**
 * Cuts a relation into groups in which all pairs are there. A source that is a target, too, is counted among its own targets: so
 * that those who all talk to each other have the same targets and fall into one group.
 */
function bicliques(flows: readonly Flow[]): readonly Biclique[] {
  const listeners = new Set(flows.map((flow) => flow.to));
  const bySource = [...groupedBy(flows, sourceName)].map(([source, its]) => {
    const targets = its.map((flow) => flow.to);
    const closed = listeners.has(source) ? [...targets, source] : targets;
    return { source, flows: its, key: [...new Set(closed)].sort().join(" ") };
  });
  return [...groupedBy(bySource, (it) => it.key).values()].map((its) => {
    const ofAll = its.flatMap((it) => it.flows);
    return { sources: its.map((it) => it.source), targets: [...new Set(ofAll.map((flow) => flow.to))], flows: ofAll };
  });
}

/** The name of the host that opens a flow, or who else does. */
export function sourceName(flow: Flow): string {
  return flow.from.kind === "host" ? flow.from.host : flow.from.kind;
}
