import { isIPv4, isIPv6 } from "node:net";

/** An IP address as a number. */
export interface Address {
  readonly family: 4 | 6;
  readonly value: bigint;
}

/** A range of addresses. `address` may have bits set beyond the prefix: see {@link network}. */
export interface Cidr {
  readonly address: Address;
  readonly prefix: number;
}

/** Number of bits of an address. */
export function bitsOf(family: 4 | 6): number {
  return family === 4 ? 32 : 128;
}

function ipv4Value(text: string): bigint {
  return text.split(".").reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function ipv6Value(text: string): bigint {
  const dotted = text.lastIndexOf(".") === -1 ? undefined : text.slice(text.lastIndexOf(":") + 1);
  const low = dotted === undefined ? undefined : ipv4Value(dotted);
  const hex =
    low === undefined ? text : `${text.slice(0, text.lastIndexOf(":") + 1)}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`;
  const [head = "", tail] = hex.split("::");
  const groups = (part: string): string[] => (part === "" ? [] : part.split(":"));
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const all = [...left, ...Array<string>(8 - left.length - right.length).fill("0"), ...right];
  return all.reduce((value, group) => value * 65536n + BigInt(`0x${group}`), 0n);
}

/** Reads an address in any of its spellings; undefined when it is none. A zone (`%eth0`) is not part of an address. */
export function parseAddress(text: string): Address | undefined {
  if (isIPv4(text)) return { family: 4, value: ipv4Value(text) };
  // Node's expression for IPv6 takes ten milliseconds to be made: not for every name that is no address.
  if (text.includes(":") && isIPv6(text) && !text.includes("%")) return { family: 6, value: ipv6Value(text) };
  return undefined;
}

/** Reads `address/prefix`; undefined when it is none. */
export function parseCidr(text: string): Cidr | undefined {
  const [, written = "", digits = ""] = /^([^/]{1,45})\/(0|[1-9]\d{0,2})$/.exec(text) ?? [];
  const address = parseAddress(written);
  const prefix = Number(digits);
  return address === undefined || prefix > bitsOf(address.family) ? undefined : { address, prefix };
}

/** The lowest address of the range. */
export function network({ address, prefix }: Cidr): Address {
  const host = BigInt(bitsOf(address.family) - prefix);
  return { family: address.family, value: (address.value >> host) << host };
}

/** Whether the range holds the whole of the other one. */
export function covers(range: Cidr, other: Cidr): boolean {
  if (range.address.family !== other.address.family || range.prefix > other.prefix) return false;
  return network(range).value === network({ address: other.address, prefix: range.prefix }).value;
}

function formatIpv6(value: bigint): string {
  const groups = Array.from({ length: 8 }, (_, index) => (value >> BigInt(112 - index * 16)) & 0xffffn);
  let start = -1;
  let length = 1;
  for (let index = 0; index < 8; index += 1) {
    let run = 0;
    while (index + run < 8 && groups[index + run] === 0n) run += 1;
    if (run > length) [start, length] = [index, run];
  }
  const hex = groups.map((group) => group.toString(16));
  return start === -1 ? hex.join(":") : `${hex.slice(0, start).join(":")}::${hex.slice(start + length).join(":")}`;
}

/** The one canonical spelling (RFC 5952), by which addresses can be compared as text. */
export function formatAddress({ family, value }: Address): string {
  if (family === 6) return formatIpv6(value);
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 0xffn)).join(".");
}

/** The canonical spelling of a range. */
export function formatCidr({ address, prefix }: Cidr): string {
  return `${formatAddress(address)}/${prefix}`;
}

const SPECIAL_RANGES: readonly (readonly [range: string, kind: string])[] = [
  ["0.0.0.0/8", "an address of this network itself (0.0.0.0/8)"],
  ["127.0.0.0/8", "a loopback address (127.0.0.0/8)"],
  ["169.254.0.0/16", "a link-local address (169.254.0.0/16)"],
  ["224.0.0.0/4", "a multicast address (224.0.0.0/4)"],
  ["255.255.255.255/32", "the broadcast address"],
  ["240.0.0.0/4", "a reserved address (240.0.0.0/4)"],
  ["::/128", "the unspecified address"],
  ["::1/128", "the loopback address"],
  ["::ffff:0:0/96", "an IPv4 address in IPv6 spelling (::ffff:0:0/96)"],
  ["fe80::/10", "a link-local address (fe80::/10)"],
  ["ff00::/8", "a multicast address (ff00::/8)"],
];

// Read once: it is asked of every address of a file, and of every variant of it that is weighed.
const SPECIAL = SPECIAL_RANGES.flatMap(([range, kind]) => {
  const cidr = parseCidr(range);
  return cidr === undefined ? [] : [{ cidr, kind }];
});

/** Why no other host can reach this address, in a few words; undefined for ordinary ones. */
export function specialKind(address: Address): string | undefined {
  const single: Cidr = { address, prefix: bitsOf(address.family) };
  return SPECIAL.find(({ cidr }) => covers(cidr, single))?.kind;
}
