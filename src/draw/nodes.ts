import { ROLES, roleOf, wordsOf } from "../catalog/roles.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { groupedBy } from "../util/grouped-by.ts";
import { cardsOf, type TlsEnds, tlsEnds } from "./cards.ts";
import { type Marks, together } from "./marks.ts";
import type { Card, HostNode, SceneColumn } from "./scene.ts";

/** A column of more hosts than this is folded: hosts that look alike become one box. */
const FOLD_ABOVE = 8;
/** With more zones than this there are no frames for them: every host says its zone. */
const MOST_ZONES = 6;

/** The hosts, arranged: a column for each set of roles, in the order in which a request meets them, and a band for each zone. */
export interface Tiers {
  readonly columns: readonly SceneColumn[];
  readonly bands: readonly (string | undefined)[];
  readonly nodes: readonly HostNode[];
}

/** `before` is the number of columns to the left of the hosts. */
export function nodesByTier(infra: Infrastructure, flows: readonly ChannelFlow[], marks: Marks, before: number): Tiers {
  const tiers = [...groupedBy(infra.hosts, (host) => tierTitle(host, infra)).values()].sort(
    ([a], [b]) => rankOf(a as Host, infra) - rankOf(b as Host, infra),
  );
  const bands = bandsOf(infra);
  const ends = tlsEnds(flows);
  const nodes = tiers.flatMap((hosts, index) => {
    const fold = hosts.length > FOLD_ABOVE;
    const groups = groupedBy(hosts, (host) => (fold ? look(host, infra, bands.length > 1) : host.name));
    return [...groups.values()].map((its) => nodeOf(its, { infra, ends, marks, column: before + index, bands }));
  });
  return { columns: tiers.map(([first]) => ({ kind: "tier", title: tierTitle(first as Host, infra) })), bands, nodes };
}

/** Where a set of roles stands: by the middle of what serves requests. What only watches comes last; before it, what has no role. */
function rankOf(host: Host, infra: Infrastructure): number {
  const serving = host.roles.filter((role) => roleOf(role).place !== undefined).map((role) => ROLES.indexOf(role));
  if (serving.length > 0) return serving.reduce((sum, rank) => sum + rank, 0) / serving.length;
  if (host.roles.length > 0) return ROLES.length + 2;
  return ROLES.length + (host.name === infra.database?.arbitrator ? 0 : 1);
}

function tierTitle(host: Host, infra: Infrastructure): string {
  if (host.roles.length === 0) return host.name === infra.database?.arbitrator ? "arbitrator" : "other hosts";
  return ROLES.filter((role) => host.roles.includes(role))
    .map((role) => wordsOf(role).column ?? role)
    .join(" + ");
}

function bandsOf(infra: Infrastructure): readonly (string | undefined)[] {
  const zones = new Set(infra.hosts.map((host) => host.zone));
  if (zones.size - (zones.has(undefined) ? 1 : 0) > MOST_ZONES) return [undefined];
  const named = [...zones].filter((zone) => zone !== undefined).sort();
  return zones.has(undefined) || named.length === 0 ? [...named, undefined] : named;
}

/** Hosts of one tier with the same look may share a box. */
function look(host: Host, infra: Infrastructure, banded: boolean): string {
  const writer = host.name === infra.database?.primary;
  const arbitrator = host.name === infra.database?.arbitrator;
  return JSON.stringify([banded ? host.zone : "", writer, arbitrator, host.firewall.by, host.monitoring]);
}

interface NodeContext {
  readonly infra: Infrastructure;
  readonly ends: TlsEnds;
  readonly marks: Marks;
  readonly column: number;
  readonly bands: readonly (string | undefined)[];
}

function nodeOf(hosts: readonly Host[], context: NodeContext): HostNode {
  const { infra, column, bands } = context;
  const first = hosts[0] as Host;
  const last = hosts.at(-1) as Host;
  const many = hosts.length > 1;
  const banded = bands.length > 1 || bands[0] !== undefined;
  const cards = cardsOf(hosts, infra, context.ends);
  return {
    kind: "host",
    id: first.name,
    hosts,
    column,
    band: banded ? bands.indexOf(first.zone) : 0,
    title: many ? `${first.name} … ${last.name}` : first.name,
    aside: many ? `${hosts.length} hosts` : first.address,
    facts: factsOf(hosts, banded),
    cards,
    hops: hopsOf(cards),
    firewall: first.firewall.by,
    monitoring: first.monitoring,
    mark: together(
      hosts.flatMap((host) => context.marks.hosts.get(host.name) ?? []),
      context.marks,
    ),
  };
}

function factsOf(hosts: readonly Host[], banded: boolean): string {
  const first = hosts[0] as Host;
  const distinct = (of: (host: Host) => string | undefined): readonly string[] => [...new Set(hosts.flatMap((host) => of(host) ?? []))];
  const counted = (what: string, values: readonly string[]): readonly string[] => {
    if (values.length === 0) return [];
    const [only = ""] = values;
    return [values.length > 1 ? `${values.length} ${what}s` : only.startsWith(what) ? only : `${what} ${only}`];
  };
  const addresses =
    hosts.length > 1 ? [`${first.address} … ${hosts.at(-1)?.address}`] : [first.publicAddress, first.address6].flatMap((it) => it ?? []);
  const zones = banded
    ? []
    : counted(
        "zone",
        distinct((host) => host.zone),
      );
  return [
    ...addresses,
    ...zones,
    ...counted(
      "rack",
      distinct((host) => host.rack),
    ),
  ].join(" · ");
}

/** Between neighbours in the way of a request, when both stand on the same host. */
function hopsOf(cards: readonly Card[]): readonly (readonly [string, string])[] {
  const way: readonly string[] = ROLES.filter((role) => roleOf(role).place !== undefined && !roleOf(role).aside);
  return cards.flatMap((card, index) => {
    const next = cards[index + 1];
    const apart = next === undefined ? 0 : way.indexOf(next.key) - way.indexOf(card.key);
    return next !== undefined && way.includes(card.key) && apart === 1 ? [[card.key, next.key] as const] : [];
  });
}
