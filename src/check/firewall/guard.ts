import type { Flow } from "../../model/flow.ts";
import { type ChannelFlow, type FlowGroup, flowsIn, groupsByListener, portAt } from "../../model/flow-group.ts";
import type { Host, HostFirewall, Infrastructure } from "../../model/infrastructure.ts";
import { type AddressBook, addressBook } from "./address-book.ts";
import { type Decisions, decideLines, matchedBy } from "./lines.ts";
import { everybody, minus, type Ranges } from "./ranges.ts";
import {
  common,
  isNothing,
  NOTHING,
  type PacketBlock,
  type Protocol,
  plus,
  type Segment,
  type Traffic,
  trafficOf,
  without,
} from "./traffic.ts";

export type OtherFirewall = Extract<HostFirewall, { readonly by: "other" }>;

/** What a firewall that is not Bartizan's lets through over one address family, and what of it no declared flow wants. */
export interface GuardedFamily {
  readonly family: 4 | 6;
  readonly book: AddressBook;
  readonly decisions: Decisions;
  /** What lines let in although no declared flow wants it. */
  readonly excess: Traffic;
  /** What no line speaks of, and the policy lets in although no declared flow wants it. */
  readonly excessByPolicy: Traffic;
}

/** A declared flow, and what of it the firewall keeps out over one address family. */
export interface Blocked {
  readonly flow: ChannelFlow;
  readonly book: AddressBook;
  readonly traffic: Traffic;
}

/** A host whose firewall is not Bartizan's, judged against the flows that go to it. */
export interface Guard {
  readonly host: Host;
  readonly firewall: OtherFirewall;
  /** One for IPv4, and one for IPv6 where the host has such an address and the firewall looks at it. */
  readonly gates: readonly GuardedFamily[];
  readonly blocked: readonly Blocked[];
  /** Indices of lines that never decide on any connection. */
  readonly dead: readonly number[];
}

/** A firewall read for one address family. */
interface Reading {
  readonly firewall: OtherFirewall;
  readonly book: AddressBook;
  readonly decisions: Decisions;
  /** What comes through, by its lines and by its policy. */
  readonly open: Traffic;
}

/** What has been judged of flows: half a dozen rules ask for the same. Both are frozen or never changed, so it stays true. */
const judged = new WeakMap<readonly FlowGroup[], { readonly infra: Infrastructure; readonly guards: readonly Guard[] }>();

/** Judges every firewall that is not Bartizan's. Established connections, ICMP and loopback are left out of the judgement. */
export function guardsOf(infra: Infrastructure, groups: readonly FlowGroup[]): readonly Guard[] {
  const known = judged.get(groups);
  if (known?.infra.hosts === infra.hosts && known.infra.firewall === infra.firewall) return known.guards;
  const guards = judge(infra, groups);
  judged.set(groups, { infra, guards });
  return guards;
}

function judge(infra: Infrastructure, groups: readonly FlowGroup[]): readonly Guard[] {
  const others = infra.hosts.flatMap((host) => (host.firewall.by === "other" ? [{ host, firewall: host.firewall }] : []));
  if (others.length === 0) return [];
  const books = [addressBook(infra, 4), addressBook(infra, 6)];
  const incoming = groupsByListener(groups);
  // A thousand hosts often have one list: what it does is the same for all of them.
  const readings = new Map<string, readonly Reading[]>();
  return others.map(({ host, firewall }) => {
    const key = JSON.stringify(firewall);
    const known = readings.get(key) ?? books.filter(({ family }) => family === 4 || firewall.ipv6).map((book) => read(firewall, book));
    readings.set(key, known);
    return guardOf(host, firewall, known, incoming.get(host.name) ?? []);
  });
}

function read(firewall: OtherFirewall, book: AddressBook): Reading {
  const lines = firewall.lines.map((line) => ({ action: line.action, block: matchedBy(line, book) }));
  const decisions = decideLines(lines, book.family);
  const open = firewall.policy === "accept" ? plus(decisions.accepted, decisions.undecided) : decisions.accepted;
  return { firewall, book, decisions, open };
}

function guardOf(host: Host, firewall: OtherFirewall, readings: readonly Reading[], groups: readonly FlowGroup[]): Guard {
  const has6 = host.address6 !== undefined || host.publicAddress6 !== undefined;
  const reachable = readings.filter(({ book }) => book.family === 4 || has6);
  return {
    host,
    firewall,
    gates: reachable.map((reading) => gateOf(reading, host, groups)),
    blocked: reachable.flatMap((reading) => groups.flatMap((group) => blockedOf(reading, host, group))),
    dead: [...firewall.lines.keys()].filter((index) => readings.every(({ decisions }) => decisions.dead.includes(index))),
  };
}

function gateOf({ firewall, book, decisions }: Reading, host: Host, groups: readonly FlowGroup[]): GuardedFamily {
  const wanted = trafficOf(groups.flatMap((group) => blocksOf(group, host, book.allOf(group.from), book)));
  const beyond = (traffic: Traffic): Traffic => byOthers(without(traffic, wanted), book.of(host.name));
  return {
    family: book.family,
    book,
    decisions,
    excess: beyond(decisions.accepted),
    excessByPolicy: firewall.policy === "accept" ? beyond(decisions.undecided) : NOTHING,
  };
}

/** Without the ports that nobody opens but the host itself: what it sends to itself crosses no wire. */
function byOthers(traffic: Traffic, own: Ranges): Traffic {
  const of = (protocol: Protocol): readonly Segment[] => traffic[protocol].filter(({ sources }) => minus(sources, own).length > 0);
  return { tcp: of("tcp"), udp: of("udp"), vrrp: of("vrrp"), other: of("other") };
}

/** Flow by flow only where the group as a whole does not come through. */
function blockedOf(reading: Reading, host: Host, group: FlowGroup): readonly Blocked[] {
  const { book, open } = reading;
  const needed = trafficOf(blocksOf(group, host, book.usualOf(group.from), book));
  return isNothing(without(needed, open)) ? [] : flowsIn([group]).flatMap((flow) => blockedBy(reading, flow));
}

/** What a group narrowed to this host sends it from these addresses. Its own are none of them: a host does not talk to itself. */
function blocksOf({ from, channels }: FlowGroup, { name }: Host, addresses: Ranges, book: AddressBook): readonly PacketBlock[] {
  const sources = typeof from === "string" ? addresses : minus(addresses, book.of(name));
  return channels.map((channel) => ({ protocols: [channel.protocol], ports: [portAt(channel, name), portAt(channel, name)], sources }));
}

function blockedBy({ book, decisions, open }: Reading, flow: ChannelFlow): readonly Blocked[] {
  const needed = trafficOf([blockOf(flow, book)]);
  const shut = without(needed, open);
  if (isNothing(shut)) return [];
  // Lines that drop some of the world in front of a service for the world are a list of unwelcome guests, not a mistake.
  const guestList = flow.from.kind === "anyone" && !isNothing(common(needed, open)) && isNothing(without(shut, decisions.dropped));
  return guestList ? [] : [{ flow, book, traffic: shut }];
}

function blockOf({ from, protocol, port }: Flow, { family, admin, usual }: AddressBook): PacketBlock {
  const sources = from.kind === "host" ? usual(from.host) : from.kind === "admin" ? admin : everybody(family);
  return { protocols: [protocol], ports: [port, port], sources };
}
