import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { virtualAddresses } from "../../model/virtual-address.ts";

/**
 * What no host can do without: itself, answers to what it asked, and what keeps it on its network in both families. Nobody declares
 * a flow for it, and the kernel does not take all of it for an answer. Each is as narrow as its protocol allows:
 *
 * - The messages of ICMP (RFC 4890, 4.4), by which the path MTU is found, too. Neighbour discovery is only believed from the same link, that
 *   is with an unspent hop limit. Redirects are left out: a host does not follow them (see the kernel settings of the base).
 * - What a switch or a router asks to know who listens to which group (MLD of both versions, IGMP of all three): it never leaves a link.
 * - DHCP. A client asks by broadcast or multicast, so what comes back is from an address that it did not ask. By DHCPv6 servers and
 *   relays answer from their link-local address to the client's, from any port; by DHCPv4 from wherever they are, but from their port.
 *
 * Protocols are not called by names that nft would look up in /etc/protocols: a minimal Debian has none.
 */
export const ESSENTIALS: readonly string[] = [
  'iif "lo" accept',
  "ct state established,related accept",
  "ct state invalid drop",
  "icmp type { destination-unreachable, time-exceeded, parameter-problem } accept",
  "icmp type echo-request limit rate 20/second burst 20 packets accept",
  "icmpv6 type { destination-unreachable, packet-too-big, time-exceeded, parameter-problem } accept",
  "icmpv6 type echo-request limit rate 20/second burst 20 packets accept",
  "icmpv6 type { nd-router-solicit, nd-router-advert, nd-neighbor-solicit, nd-neighbor-advert } ip6 hoplimit 255 accept",
  "icmpv6 type mld-listener-query ip6 saddr fe80::/10 ip6 hoplimit 1 accept",
  "igmp type membership-query ip ttl 1 accept",
  "udp sport 67 udp dport 68 accept",
  "ip6 saddr fe80::/10 ip6 daddr fe80::/10 udp dport 546 accept",
];

/** Where containers and virtual machines live, whatever made their networks (RFC 1918, RFC 4193, RFC 4291). */
const PRIVATE = { 4: "10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16", 6: "fc00::/7, fe80::/10" } as const;

/**
 * What containers and virtual machines ask the host that they run on, at an address of their own bridge: names, and their addresses. Never
 * at an address by which others reach the host: its way out may be a bridge as well.
 */
export function askedByContainers(host: Host, infra: Infrastructure): readonly string[] {
  const { address, address6, publicAddress, publicAddress6 } = host;
  const own = [address, address6, publicAddress, publicAddress6, ...virtualAddresses(infra)].filter((it) => it !== undefined);
  const names = (family: 4 | 6): string => {
    const word = family === 4 ? "ip" : "ip6";
    const addresses = [...new Set(own.filter((it) => it.includes(":") === (family === 6)))].join(", ");
    const elsewhere = addresses === "" ? "" : ` ${word} daddr != { ${addresses} }`;
    return `meta iifkind "bridge" ${word} saddr { ${PRIVATE[family]} }${elsewhere} fib daddr . iif type local meta l4proto { 6, 17 } th dport 53 accept`;
  };
  return [
    names(4),
    names(6),
    'meta iifkind "bridge" udp sport 68 udp dport 67 accept',
    'meta iifkind "bridge" ip6 saddr fe80::/10 udp sport 546 udp dport 547 accept',
  ];
}
