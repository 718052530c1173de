import type { Encryption, Flow, FlowKind } from "../model/flow.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { sourceCards, targetCard } from "./cards.ts";
import { grouped } from "./group.ts";
import type { Mark } from "./marks.ts";
import { isGalera, portOf, protocolName } from "./service.ts";

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
export function sheaves(infra: Infrastructure, flows: readonly Flow[], marks: ReadonlyMap<string, Mark>): readonly Sheaf[] {
  const hosts = new Map(infra.hosts.map((host) => [host.name, host]));
  const strands = flows.flatMap((flow) => strandsOf(flow, hosts, infra).map((strand) => ({ flow, strand })));
  const alike = [...grouped(strands, ({ strand }) => JSON.stringify(strand)).values()];
  const order = new Map(["anyone", "admin", ...hosts.keys()].map((name, index) => [name, index]));
  const inOrder = (names: readonly string[]): readonly string[] => [...names].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const single = alike.flatMap((group) => {
    const { name, port, ...rest } = (group[0] as (typeof group)[number]).strand;
    return bicliques(group.map((it) => it.flow)).map((it): Sheaf => {
      const its = it.flows.flatMap((flow) => marks.get(flow.id) ?? []);
      return { ...rest, names: [name], ports: [port], sources: inOrder(it.sources), targets: inOrder(it.targets), marks: its };
    });
  });
  return [...grouped(single, likeness).values()].map((its) => {
    const first = its[0] as Sheaf;
    const all = (of: (it: Sheaf) => readonly string[]): readonly string[] => [...new Set(its.flatMap(of))];
    return { ...first, names: all((it) => it.names), ports: all((it) => it.ports), marks: its.flatMap((it) => it.marks) };
  });
}

/** Sheaves that differ in nothing but the port, such as the three of Galera, are one line. */
function likeness({ names: _names, ports: _ports, marks: _marks, ...rest }: Sheaf): string {
  return JSON.stringify(rest);
}

function strandsOf(flow: Flow, hosts: ReadonlyMap<string, Host>, infra: Infrastructure): readonly Strand[] {
  const carries = isGalera(flow) ? "data" : flow.carries;
  const common = { name: protocolName(flow), port: portOf(flow), encryption: flow.encryption, carries };
  const toCard = targetCard(flow);
  const shape = toCard === "monitor" ? "metrics" : toCard === "" && flow.from.kind === "admin" ? "access" : "flow";
  const from = flow.from.kind === "host" ? hosts.get(flow.from.host) : undefined;
  if (from === undefined) return [{ ...common, shape, fromCard: "", toCard }];
  return sourceCards(flow, from, infra).map((fromCard) => {
    const replication = fromCard === "database" && toCard === "database" && infra.database?.topology === "primary-replica";
    return { ...common, shape: replication ? "replication" : shape, fromCard, toCard };
  });
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
  const bySource = [...grouped(flows, sourceOf)].map(([source, its]) => {
    const targets = its.map((flow) => flow.to);
    const closed = listeners.has(source) ? [...targets, source] : targets;
    return { source, flows: its, key: [...new Set(closed)].sort().join(" ") };
  });
  return [...grouped(bySource, (it) => it.key).values()].map((its) => {
    const ofAll = its.flatMap((it) => it.flows);
    return { sources: its.map((it) => it.source), targets: [...new Set(ofAll.map((flow) => flow.to))], flows: ofAll };
  });
}

/** The name of the host that opens a flow, or who else does. */
export function sourceOf(flow: Flow): string {
  return flow.from.kind === "host" ? flow.from.host : flow.from.kind;
}
