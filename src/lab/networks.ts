import { type Address, bitsOf, type Cidr, covers, formatAddress, network } from "../util/address.ts";
import { fail } from "../util/errors.ts";

/** Networks are at least this large, and never so large that they swallow what has nothing to do with them. */
const SMALLEST = { 4: 24, 6: 64 } as const;
const LARGEST = { 4: 16, 6: 48 } as const;

/** A network that addresses were put into, with an address left for its router. */
export interface Subnet {
  readonly cidr: Cidr;
  readonly gateway: Address;
}

/** The range of this prefix around an address. */
export function rangeOf(address: Address, prefix: number): Cidr {
  return { address: network({ address, prefix }), prefix };
}

export function within(range: Cidr, address: Address): boolean {
  return covers(range, { address, prefix: bitsOf(address.family) });
}

export function overlapping(a: Cidr, b: Cidr): boolean {
  return covers(a, b) || covers(b, a);
}

/** The highest address of a range. */
function last(range: Cidr): bigint {
  return network(range).value + (1n << BigInt(bitsOf(range.address.family) - range.prefix)) - 1n;
}

/** Whether the members can live in the range: none is its network or broadcast address, and one address is left for the router. */
function roomy(range: Cidr, members: readonly Address[]): boolean {
  const inner = members.every((it) => within(range, it) && it.value !== network(range).value && it.value !== last(range));
  return inner && last(range) - network(range).value - 1n > BigInt(members.length);
}

/** The smallest range for the members. */
function enclose(first: Address, members: readonly Address[]): Cidr {
  let range = rangeOf(first, SMALLEST[first.family]);
  while (range.prefix > 1 && !roomy(range, members)) range = rangeOf(first, range.prefix - 1);
  return range;
}

/** The first address of the range that nobody has: the lowest by custom, then the highest, then whichever. */
export function freeAddress(range: Cidr, taken: readonly Address[]): Address | undefined {
  const { family } = range.address;
  const used = new Set(taken.filter((it) => it.family === family).map((it) => it.value));
  const low = network(range).value;
  const high = last(range);
  if (high - low < 2n) return used.has(low) ? undefined : { family, value: low };
  for (const value of [low + 1n, high - 1n]) if (!used.has(value)) return { family, value };
  for (let value = low + 2n; value < high - 1n; value += 1n) if (!used.has(value)) return { family, value };
  return undefined;
}

/**
 * Puts addresses (of one family) into as few networks as make sense: neighbours share one, what lies far apart does not, as a
 * network that spanned 10.0.0.5 and 192.168.0.5 would claim most of the world.
 */
export function subnets(addresses: readonly Address[], taken: readonly Address[] = []): readonly Subnet[] {
  const groups: Address[][] = [];
  for (const address of addresses) {
    const group = groups.find((members) => {
      const [first = address] = members;
      return enclose(first, [...members, address]).prefix >= LARGEST[address.family];
    });
    if (group === undefined) groups.push([address]);
    else group.push(address);
  }
  return groups.flatMap((members) => {
    const [first] = members;
    if (first === undefined) return [];
    const cidr = enclose(first, members);
    if (cidr.prefix < LARGEST[first.family])
      throw fail("BZ_LAB_ADDRESSES", {
        where: "hosts",
        found: formatAddress(first),
        allowed: `addresses that are neither the first nor the last one of a /${LARGEST[first.family]}`,
      });
    const gateway = freeAddress(cidr, [...members, ...taken]);
    return gateway === undefined ? [] : [{ cidr, gateway }];
  });
}
