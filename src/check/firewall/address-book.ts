import type { FlowGroup } from "../../model/flow-group.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { formatAddress, parseCidr } from "../../util/address.ts";
import { everybody, intervalOf, NOBODY, type Ranges, rangesOf, rangesOfAddresses } from "./ranges.ts";

/** Who stands behind the words of flows and lines, over one address family. */
export interface AddressBook {
  readonly family: 4 | 6;
  /** The operators' ranges. */
  readonly admin: Ranges;
  /** Every address of the hosts. */
  readonly hosts: Ranges;
  /** The addresses under which a host may send; none for an unknown name. */
  readonly of: (host: string) => Ranges;
  /** The address under which the other hosts know it, and from which it opens connections to them. */
  readonly usual: (host: string) => Ranges;
  /** The addresses under which any of the sources of a group may send. */
  readonly allOf: (from: FlowGroup["from"]) => Ranges;
  /** The addresses under which the sources of a group are known to the other hosts. */
  readonly usualOf: (from: FlowGroup["from"]) => Ranges;
  /** The name of the host that has this address. */
  readonly owner: (address: bigint) => string | undefined;
}

export function addressBook(infra: Infrastructure, family: 4 | 6): AddressBook {
  const all = new Map<string, Ranges>();
  const usual = new Map<string, Ranges>();
  const owners = new Map<bigint, string>();
  for (const { name, address, address6, publicAddress, publicAddress6 } of infra.hosts) {
    const addresses = rangesOfAddresses(family, [address, address6, publicAddress, publicAddress6]);
    all.set(name, addresses);
    usual.set(name, rangesOfAddresses(family, [family === 4 ? address : address6]));
    // An address and its neighbour are one range: a host has few of them.
    for (const { low, high } of addresses) for (let value = low; value <= high; value += 1n) owners.set(value, name);
  }
  const admin = cidrs(infra.firewall.admin, family);
  // One group goes to many hosts: its sources are put together once.
  const together = (addresses: ReadonlyMap<string, Ranges>): AddressBook["allOf"] => {
    const known = new Map<FlowGroup["from"], Ranges>([
      ["anyone", everybody(family)],
      ["admin", admin],
    ]);
    return (from) => {
      const ranges = known.get(from) ?? rangesOf([...from].flatMap((host) => addresses.get(host) ?? NOBODY));
      known.set(from, ranges);
      return ranges;
    };
  };
  return {
    family,
    admin,
    hosts: rangesOf([...all.values()].flat()),
    of: (host) => all.get(host) ?? NOBODY,
    usual: (host) => usual.get(host) ?? NOBODY,
    allOf: together(all),
    usualOf: together(usual),
    owner: (address) => owners.get(address),
  };
}

/** Who stands behind the word `from` of a line or a flow; nobody behind an unknown one. */
export function sourceRanges(from: string, book: AddressBook): Ranges {
  if (from === "anyone") return everybody(book.family);
  if (from === "admin") return book.admin;
  return from.includes("/") ? cidrs([from], book.family) : book.of(from);
}

function cidrs(written: readonly string[], family: 4 | 6): Ranges {
  return rangesOf(
    written.flatMap((text) => {
      const cidr = parseCidr(text);
      return cidr?.address.family === family ? [intervalOf(cidr)] : [];
    }),
  );
}

/** An address for people, with the name of its host. */
export function addressText(address: bigint, { family, owner }: AddressBook): string {
  const name = owner(address);
  const text = formatAddress({ family, value: address });
  return name === undefined ? text : `${name} (${text})`;
}
