import { bitsOf, formatAddress } from "../../util/address.ts";
import { type AddressBook, addressText } from "./address-book.ts";
import { everybody, type Interval, minus, overlap, type Ranges, same } from "./ranges.ts";
import { LAST_PORT, PROTOCOLS, type Protocol, type Segment, type Traffic } from "./traffic.ts";

/** How many intervals of addresses are spelled out before the rest is only counted. */
const SPELLED = 4;

/** How many sets of connections are spelled out. */
const LINES = 10;

/** A set of connections, a line for each set of sources and ports: `tcp 22 from anyone but lb1 (10.77.0.10)`. */
export function trafficLines(traffic: Traffic, book: AddressBook): readonly string[] {
  const lines = new Map<string, Protocol[]>();
  for (const protocol of PROTOCOLS) {
    for (const segment of traffic[protocol]) {
      const rest = `${portsText(protocol, segment)} from ${sourcesText(segment.sources, book)}`;
      lines.set(rest, [...(lines.get(rest) ?? []), protocol]);
    }
  }
  const all = [...allProtocols(lines)].map(([rest, protocols]) => `${protocolsText(protocols)}${rest}`);
  return all.length <= LINES ? all : [...all.slice(0, LINES - 1), `and ${all.length - LINES + 1} more`];
}

/** What goes by every protocol and to every port is one line, not four. */
function allProtocols(lines: ReadonlyMap<string, readonly Protocol[]>): ReadonlyMap<string, readonly Protocol[]> {
  const merged = new Map(lines);
  for (const [rest, protocols] of lines) {
    const portless = rest.replace(" on all ports", "");
    if (rest === portless || protocols.length < 2 || lines.get(portless)?.length !== 2) continue;
    merged.delete(rest);
    merged.set(portless, PROTOCOLS);
  }
  return merged;
}

function protocolsText(protocols: readonly Protocol[]): string {
  if (protocols.length === PROTOCOLS.length) return "every protocol";
  return protocols.map((protocol) => (protocol === "other" ? "other protocols" : protocol)).join(" and ");
}

function portsText(protocol: Protocol, { first, last }: Segment): string {
  if (protocol === "vrrp" || protocol === "other") return "";
  if (first === 0 && last === LAST_PORT) return " on all ports";
  return first === last ? ` ${first}` : ` ${first}-${last}`;
}

/** A set of addresses, with the names of the hosts and of the operators' ranges. */
function sourcesText(sources: Ranges, book: AddressBook): string {
  if (same(sources, book.admin)) return "the admin ranges";
  // `10.0.0.0/8 but lb1` says more than the two ranges on both sides of lb1.
  for (const whole of [everybody(book.family), hull(sources, book.family)]) {
    const holes = minus(whole, sources);
    if (holes.length >= sources.length) continue;
    const name = same(whole, everybody(book.family)) ? "anyone" : listed(whole, book);
    return holes.length === 0 ? name : `${name} but ${listed(holes, book)}`;
  }
  return listed(sources, book);
}

/** The smallest CIDR range that holds them all. */
function hull(sources: Ranges, family: 4 | 6): Ranges {
  const [low, high] = [sources[0]?.low ?? 0n, sources.at(-1)?.high ?? 0n];
  let bits = 0n;
  while (low >> bits !== high >> bits) bits += 1n;
  const first = (low >> bits) << bits;
  return overlap([{ low: first, high: first + (1n << bits) - 1n }], everybody(family));
}

function listed(ranges: Ranges, book: AddressBook): string {
  const shown = ranges.slice(0, SPELLED).map((interval) => intervalText(interval, book));
  const more = ranges.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

function intervalText({ low, high }: Interval, book: AddressBook): string {
  if (low === high) return addressText(low, book);
  const { family } = book;
  const text = (value: bigint): string => formatAddress({ family, value });
  const size = high - low + 1n;
  const cidr = (size & (size - 1n)) === 0n && low % size === 0n;
  return cidr ? `${text(low)}/${bitsOf(family) - (size.toString(2).length - 1)}` : `${text(low)}-${text(high)}`;
}
