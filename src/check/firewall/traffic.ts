import { minus, NOBODY, overlap, type Ranges, rangesOf, same, union } from "./ranges.ts";

/** What a filter tells apart. `other` is every protocol besides TCP, UDP and VRRP; ICMP is not judged. */
export const PROTOCOLS = ["tcp", "udp", "vrrp", "other"] as const;
export type Protocol = (typeof PROTOCOLS)[number];

/** The highest port; VRRP and the others know no ports and have everything at port 0. */
export const LAST_PORT = 65_535;

/** The same sources on every port from `first` to `last`. */
export interface Segment {
  readonly first: number;
  readonly last: number;
  readonly sources: Ranges;
}

/**
 * A set of new connections to one host over one address family: who opens them, by which protocol, to which port. The segments
 * of a protocol are in rising order, disjoint, never empty, and neighbours differ in their sources, so that equal sets look equal.
 */
export type Traffic = Readonly<Record<Protocol, readonly Segment[]>>;

export const NOTHING: Traffic = { tcp: [], udp: [], vrrp: [], other: [] };

/** Some connections: these protocols, these ports, these sources. */
export interface PacketBlock {
  readonly protocols: readonly Protocol[];
  /** All when absent. */
  readonly ports?: readonly [first: number, last: number];
  readonly sources: Ranges;
}

/** The set of all the connections in the blocks. */
export function trafficOf(blocks: readonly PacketBlock[]): Traffic {
  // Blocks of the same port are put together first: the sources of a thousand flows to one port are one set, made once.
  const kinds = new Map<string, { protocol: Protocol; first: number; last: number; sources: Ranges[] }>();
  for (const { protocols, ports, sources } of blocks) {
    for (const protocol of protocols) {
      const [first, last] = hasPorts(protocol) ? (ports ?? [0, LAST_PORT]) : [0, 0];
      const key = `${protocol} ${first} ${last}`;
      const kind = kinds.get(key) ?? { protocol, first, last, sources: [] };
      kind.sources.push(sources);
      kinds.set(key, kind);
    }
  }
  return [...kinds.values()].reduce<Traffic>((all, { protocol, first, last, sources }) => {
    const together = rangesOf(sources.flat());
    return together.length === 0 ? all : plus(all, { ...NOTHING, [protocol]: [{ first, last, sources: together }] });
  }, NOTHING);
}

export function plus(a: Traffic, b: Traffic): Traffic {
  return combine(a, b, union);
}

/** What `a` has and `b` has not. */
export function without(a: Traffic, b: Traffic): Traffic {
  return combine(a, b, minus);
}

/** What both have. */
export function common(a: Traffic, b: Traffic): Traffic {
  return combine(a, b, overlap);
}

export function isNothing(traffic: Traffic): boolean {
  return PROTOCOLS.every((protocol) => traffic[protocol].length === 0);
}

/** Everybody who opens any of the connections. */
export function packetSources(traffic: Traffic): Ranges {
  return rangesOf(PROTOCOLS.flatMap((protocol) => traffic[protocol].flatMap(({ sources }) => sources)));
}

function hasPorts(protocol: Protocol): boolean {
  return protocol === "tcp" || protocol === "udp";
}

type Operation = (a: Ranges, b: Ranges) => Ranges;

function combine(a: Traffic, b: Traffic, operation: Operation): Traffic {
  const of = (protocol: Protocol): readonly Segment[] => combineSegments(a[protocol], b[protocol], operation);
  return { tcp: of("tcp"), udp: of("udp"), vrrp: of("vrrp"), other: of("other") };
}

/** Cuts the ports wherever either side changes, works on each piece and joins neighbours that came out the same. */
function combineSegments(a: readonly Segment[], b: readonly Segment[], operation: Operation): readonly Segment[] {
  const cuts = [...new Set([...a, ...b].flatMap(({ first, last }) => [first, last + 1]))].sort((x, y) => x - y);
  const pieces: { first: number; last: number; sources: Ranges }[] = [];
  let i = 0;
  let j = 0;
  for (const [index, first] of cuts.entries()) {
    const next = cuts[index + 1];
    if (next === undefined) break;
    while (i < a.length && (a[i]?.last ?? 0) < first) i += 1;
    while (j < b.length && (b[j]?.last ?? 0) < first) j += 1;
    const sources = operation(sourcesAt(a[i], first), sourcesAt(b[j], first));
    if (sources.length === 0) continue;
    const before = pieces.at(-1);
    if (before !== undefined && before.last === first - 1 && same(before.sources, sources)) before.last = next - 1;
    else pieces.push({ first, last: next - 1, sources });
  }
  return pieces;
}

function sourcesAt(segment: Segment | undefined, port: number): Ranges {
  return segment !== undefined && segment.first <= port ? segment.sources : NOBODY;
}
