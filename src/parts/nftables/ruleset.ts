import type { Flow } from "../../model/flow.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { type Address, bitsOf, type Cidr, formatAddress, formatCidr, network, parseAddress, parseCidr } from "../../util/address.ts";
import { fail } from "../../util/errors.ts";
import { askedByContainers, ESSENTIALS } from "./essentials.ts";
import { forwardingChains } from "./forwarding.ts";

/** What the kernel's lines of refused packets begin with. */
export const DROP_PREFIX = "bartizan drop: ";

/** Family and name of the one table that is ours. Tables of others are never touched. */
export const FIREWALL_TABLE = "inet bartizan";

/** Name of the counter of what no flow lets in. */
const DROPPED = "dropped";

/**
 * The firewall of a host: what the flows to it say, and nothing else. A flow has one rule per address family that its
 * sources have (one rule for both when anyone may come), all counted under the flow's id.
 */
export function ruleset(host: Host, infra: Infrastructure, flows: readonly Flow[]): string {
  const mine = flows.filter((flow) => flow.to === host.name);
  const counters = mine.map((flow) => `\tcounter ${flow.id} {\n\t\tcomment "${comment(flow.purpose)}"\n\t}\n`);
  const lines = (rules: readonly string[]): string => rules.map((rule) => `\t\t${rule}\n`).join("");
  const rules = mine.flatMap((flow) => accepting(flow, infra, matching(flow)));
  // The parts' own services are processes of the host; what the user declared may be one in a container.
  const inContainers = mine.filter((flow) => flow.carries === "other" && flow.protocol !== "vrrp");
  const published = inContainers.flatMap((flow) => accepting(flow, infra, matchingPublished(flow)));
  return `#!/usr/sbin/nft -f
# By Bartizan: the firewall of ${host.name}, compiled from the declared flows.
# The first two lines make the rest replace the table in one step, whether it was there or not.
table ${FIREWALL_TABLE}
delete table ${FIREWALL_TABLE}

table ${FIREWALL_TABLE} {
${counters.join("")}\tcounter ${DROPPED} {
		comment "What no flow lets in."
	}

	chain input {
		type filter hook input priority filter; policy drop;

${lines(notFromElsewhere(mine, infra))}${lines(ESSENTIALS)}
${lines(askedByContainers(host, infra))}
${lines(rules)}
${lines(REFUSE)}	}

${forwardingChains(published, notFromElsewhere(inContainers, infra), REFUSE)}}
`;
}

/** Told, some of them, and counted, all of them: whoever sends packets to a closed port must not push other lines out of the journal. */
const REFUSE: readonly string[] = [`limit rate 12/minute burst 30 packets log prefix "${DROP_PREFIX}"`, `counter name "${DROPPED}" drop`];

/**
 * A host's address is believed only on the interface that leads to it: whoever is on another segment, such as the public one, can write any
 * source into a packet, and VRRP and UDP need no answer. First of all rules, since what is established is known by its addresses
 * alone. Interfaces have no names here: the kernel is asked by which one it would answer.
 */
export function notFromElsewhere(flows: readonly Flow[], infra: Infrastructure): readonly string[] {
  const hosts = flows.filter((flow) => flow.from.kind === "host").flatMap((flow) => hostSources(flow, infra));
  const from = (family: 4 | 6): readonly string[] => [...new Set(hosts.filter((it) => it.address.family === family).map(spell))];
  const refused = `fib saddr . iif oif missing counter name "${DROPPED}" drop`;
  return [
    ...(from(4).length > 0 ? [`iif != "lo" ip saddr { ${from(4).join(", ")} } ${refused}`] : []),
    ...(from(6).length > 0 ? [`iif != "lo" ip6 saddr { ${from(6).join(", ")} } ${refused}`] : []),
  ];
}

function accepting(flow: Flow, infra: Infrastructure, packets: string): readonly string[] {
  const to = `${packets} counter name "${flow.id}" accept`;
  if (flow.from.kind === "anyone") return [to];
  const ranges = sources(flow, infra);
  const from = (family: 4 | 6): readonly string[] => [...new Set(ranges.filter((it) => it.address.family === family).map(spell))];
  return [
    ...(from(4).length > 0 ? [`ip saddr { ${from(4).join(", ")} } ${to}`] : []),
    ...(from(6).length > 0 ? [`ip6 saddr { ${from(6).join(", ")} } ${to}`] : []),
  ];
}

/**
 * What the packets of a flow have in common. VRRP is a protocol beside TCP and UDP, called by its number here. It opens no
 * connections: a balancer that waits never answers, so what the kernel remembers of it says nothing.
 */
function matching({ protocol, port }: Flow): string {
  return protocol === "vrrp" ? `meta l4proto ${VRRP}` : `${protocol} dport ${port} ct state new`;
}

/** The same of packets that were sent on to a container: by the port that they came to. */
function matchingPublished({ protocol, port }: Flow): string {
  return `meta l4proto ${protocol === "tcp" ? TCP : UDP} ct original proto-dst ${port} ct state new`;
}

const TCP = 6;
const UDP = 17;

/** IP protocol number (RFC 9568, 5.1.1.4). */
const VRRP = 112;

/** The ranges that a flow may come from; for `anyone` see {@link accepting}. */
function sources(flow: Flow, infra: Infrastructure): readonly Cidr[] {
  if (flow.from.kind === "admin") {
    return infra.firewall.admin.map((range) => known(parseCidr(range), flow, range));
  }
  const own = hostSources(flow, infra);
  return flow.protocol === "vrrp" && infra.balancer.peers === "multicast" ? [...own, LINK_LOCAL] : own;
}

function hostSources(flow: Flow, infra: Infrastructure): readonly Cidr[] {
  const name = flow.from.kind === "host" ? flow.from.host : "";
  const host = infra.hosts.find((it) => it.name === name);
  if (host === undefined) throw fail("BZ_INTERNAL", { where: `flow ${flow.id}`, found: `no host is named ${JSON.stringify(name)}` });
  const addresses = host.address6 === undefined ? [host.address] : [host.address, host.address6];
  return addresses.map((address) => single(known(parseAddress(address), flow, address)));
}

/** Where VRRP for IPv6 comes from when it is sent to the group ff02::12 (RFC 9568, 5.1.2.1). */
const LINK_LOCAL: Cidr = { address: { family: 6, value: 0xfe80n << 112n }, prefix: 10 };

function known<T>(value: T | undefined, flow: Flow, found: string): T {
  if (value === undefined) throw fail("BZ_INTERNAL", { where: `flow ${flow.id}`, found: `${JSON.stringify(found)} is no address` });
  return value;
}

function single(address: Address): Cidr {
  return { address, prefix: bitsOf(address.family) };
}

function spell(range: Cidr): string {
  const lowest = { address: network(range), prefix: range.prefix };
  return range.prefix === bitsOf(range.address.family) ? formatAddress(lowest.address) : formatCidr(lowest);
}

/** Comments of nft end at a quotation mark and hold at most 128 bytes. */
function comment(purpose: string): string {
  const plain = purpose.replaceAll(/["\\\p{C}]/gu, "'");
  let short = plain;
  while (Buffer.byteLength(short) > 120) short = short.slice(0, -1);
  return short;
}
