import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { plainNames } from "../model/names.ts";
import { besideVirtual, virtualAddresses } from "../model/virtual-address.ts";
import { type Address, type Cidr, formatAddress, formatCidr, network, parseAddress, parseCidr } from "../util/address.ts";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { freeAddress, overlapping, rangeOf, type Subnet, subnets, within } from "./networks.ts";

export type Zone = "private" | "internet";

/** A network of a zone, as the lab's router knows it. */
export interface LabNetwork {
  readonly zone: Zone;
  readonly cidr: string;
  /** The router's address in it. */
  readonly gateway: string;
  /** The address that the router speaks from into this network. */
  readonly source: string;
}

export interface LabInterface {
  /** Inside the machine. */
  readonly name: string;
  readonly zone: Zone;
  /** Its other end, a port of the zone's bridge. */
  readonly port: string;
  /** Stays the same over restarts, or the neighbours would talk to the old one for minutes. */
  readonly mac: string;
  /** With prefix. */
  readonly addresses: readonly string[];
}

export interface LabRoute {
  readonly family: 4 | 6;
  readonly to: string;
  readonly via: string;
  readonly dev: string;
}

export interface LabMachine {
  readonly name: string;
  readonly interfaces: readonly LabInterface[];
  readonly routes: readonly LabRoute[];
  /** Address that the operator logs in at. */
  readonly login: string;
  /** Whether something on it has to be on time. */
  readonly realTime: boolean;
  /** Lines for /etc/hosts besides the machine's own. */
  readonly hosts: readonly string[];
}

/** Where everything in a lab is. Pure: the same infrastructure and id give the same plan. */
export interface LabPlan {
  readonly id: string;
  readonly networks: readonly LabNetwork[];
  /** Addresses of the operator, within the admin ranges. */
  readonly operator: readonly string[];
  /** The hosts and, last, the client. */
  readonly machines: readonly LabMachine[];
  /** Address that the user's browser is led to. */
  readonly door: string;
}

/** The ranges for documentation (RFC 5737): never anybody's real network. */
const DOCUMENTATION = ["203.0.113.0/24", "192.0.2.0/24", "198.51.100.0/24"];

const read = (text: string | undefined): readonly Address[] => {
  const address = text === undefined ? undefined : parseAddress(text);
  return address === undefined ? [] : [address];
};
const readCidr = (text: string): readonly Cidr[] => {
  const cidr = parseCidr(text);
  return cidr === undefined ? [] : [cidr];
};

/** Lays out the lab of an infrastructure; `realTime`: names of the hosts that have to be on time. */
export function planLab(infra: Infrastructure, id: string, realTime: readonly string[] = []): LabPlan {
  const virtual = virtualAddresses(infra).map((it) => ({ zone: zoneOfVirtual(infra, it), its: read(it) }));
  const virtualIn = (zone: Zone): readonly Address[] => virtual.flatMap((it) => (it.zone === zone ? it.its : []));
  const inside = [...infra.hosts.flatMap((host) => [...read(host.address), ...read(host.address6)]), ...virtualIn("private")];
  const outside = [...infra.hosts.flatMap((host) => [...read(host.publicAddress), ...read(host.publicAddress6)]), ...virtualIn("internet")];
  const admin = infra.firewall.admin.flatMap(readCidr);
  const family = (addresses: readonly Address[], of: 4 | 6): readonly Address[] => addresses.filter((it) => it.family === of);

  const zones = {
    private: [...subnets(family(inside, 4)), ...subnets(family(inside, 6))],
    internet: [...internet4(family(outside, 4), inside, admin), ...subnets(family(outside, 6))],
  };
  apart(zones.private, zones.internet);

  const gateways = [...zones.private, ...zones.internet].map((it) => it.gateway);
  const client = zones.internet
    .filter((it, index, all) => all.findIndex((other) => other.cidr.address.family === it.cidr.address.family) === index)
    .map((it) => clientAddress(it, [...inside, ...outside, ...gateways]));
  const operator = operatorAddresses(admin, [...inside, ...outside, ...gateways, ...client]);

  const context: Context = { id, zones, operator };
  const balancer = hostsOf(infra, "balancer")[0] ?? infra.hosts[0];
  const door = infra.balancer.virtualAddress ?? balancer?.publicAddress ?? balancer?.address ?? "127.0.0.1";
  return {
    id,
    networks: (["private", "internet"] as const).flatMap((zone) =>
      zones[zone].map(({ cidr, gateway }) => {
        const own = operator.find((it) => it.family === gateway.family);
        // Into the private zone the operator speaks; into the internet somebody who is not, as a browser would.
        const source = zone === "private" ? (own ?? gateway) : gateway;
        return { zone, cidr: formatCidr(cidr), gateway: formatAddress(gateway), source: formatAddress(source) };
      }),
    ),
    operator: operator.map(formatAddress),
    machines: [
      ...infra.hosts.map((host) =>
        machine(context, host.name, {
          private: [...read(host.address), ...read(host.address6)],
          internet: [...read(host.publicAddress), ...read(host.publicAddress6)],
          login: host.address,
          hosts: [],
          realTime: realTime.includes(host.name),
        }),
      ),
      machine(context, "client", {
        private: [],
        internet: client,
        login: client.map(formatAddress)[0] ?? "",
        hosts: [`${door} ${plainNames(infra).join(" ")}`],
        realTime: false,
      }),
    ],
    door,
  };
}

/** A virtual address is in the zone of the address beside which the balancers take it. */
function zoneOfVirtual(infra: Infrastructure, address: string): Zone {
  const [first] = hostsOf(infra, "balancer");
  if (first === undefined) return "internet";
  const beside = besideVirtual(first, address);
  return beside === first.publicAddress || beside === first.publicAddress6 ? "internet" : "private";
}

interface Context {
  readonly id: string;
  readonly zones: Readonly<Record<Zone, readonly Subnet[]>>;
  readonly operator: readonly Address[];
}

interface Wanted extends Readonly<Record<Zone, readonly Address[]>> {
  readonly login: string;
  readonly hosts: readonly string[];
  readonly realTime: boolean;
}

function machine({ id, zones, operator }: Context, name: string, wanted: Wanted): LabMachine {
  const subnetOf = (zone: Zone, address: Address): Subnet | undefined => zones[zone].find((it) => within(it.cidr, address));
  const interfaces = (["private", "internet"] as const)
    .filter((zone) => wanted[zone].length > 0)
    .map((zone) => ({
      name: `${zone}0`,
      zone,
      port: portName(zone, name),
      mac: macOf(`${id}/${name}/${zone}`),
      addresses: wanted[zone].map((it) => `${formatAddress(it)}/${subnetOf(zone, it)?.cidr.prefix}`),
    }));
  const routes = ([4, 6] as const).flatMap((family) => {
    const gateway = (zone: Zone): Address | undefined => {
      const own = wanted[zone].find((it) => it.family === family);
      return own === undefined ? undefined : subnetOf(zone, own)?.gateway;
    };
    const route = (to: string, zone: Zone, via: Address): LabRoute => ({ family, to, via: formatAddress(via), dev: `${zone}0` });
    const near = gateway("private");
    const far = gateway("internet");
    const out = far ?? near;
    if (out === undefined) return [];
    // Answers to the operator and to the other private networks leave where the questions came in: a strict reverse path filter asks for it.
    const back = [
      ...operator.filter((it) => it.family === family).map(formatAddress),
      ...zones.private
        .filter((it) => it.cidr.address.family === family && it.gateway.value !== near?.value)
        .map((it) => formatCidr(it.cidr)),
    ];
    return [
      route("default", far === undefined ? "private" : "internet", out),
      ...(near === undefined || far === undefined ? [] : back.map((to) => route(to, "private", near))),
    ];
  });
  return { name, interfaces, routes, login: wanted.login, hosts: wanted.hosts, realTime: wanted.realTime };
}

/** The internet's IPv4 networks: those of the public addresses, or one for documentation, as the client has to stand somewhere. */
function internet4(outside: readonly Address[], inside: readonly Address[], admin: readonly Cidr[]): readonly Subnet[] {
  if (outside.length > 0) return subnets(outside);
  const taken = [...admin, ...inside.map((it) => rangeOf(it, it.family === 4 ? 24 : 64))];
  const choices = DOCUMENTATION.flatMap(readCidr);
  const cidr = choices.find((choice) => !taken.some((it) => overlapping(it, choice))) ?? choices[0];
  const gateway = cidr === undefined ? undefined : freeAddress(cidr, inside);
  return cidr === undefined || gateway === undefined ? [] : [{ cidr, gateway }];
}

function apart(inside: readonly Subnet[], outside: readonly Subnet[]): void {
  for (const near of inside)
    for (const far of outside)
      if (overlapping(near.cidr, far.cidr))
        throw fail("BZ_LAB_ADDRESSES", {
          where: "hosts",
          found: `private network ${formatCidr(near.cidr)}, public network ${formatCidr(far.cidr)}`,
          allowed: "public addresses outside the networks of the private ones",
        });
}

function clientAddress({ cidr }: Subnet, taken: readonly Address[]): Address {
  const { family } = cidr.address;
  // .100 or ::100 by preference, so that people can remember it.
  const wanted = { family, value: network(cidr).value + (family === 4 ? 100n : 256n) };
  const free = taken.some((it) => it.family === family && it.value === wanted.value) ? freeAddress(cidr, taken) : wanted;
  if (free === undefined)
    throw fail("BZ_LAB_ADDRESSES", { where: "hosts", found: `no free address in ${formatCidr(cidr)} for the client` });
  return free;
}

/** One address of the operator in each family, from the first admin range that has one to spare. */
function operatorAddresses(admin: readonly Cidr[], taken: readonly Address[]): readonly Address[] {
  const addresses = ([4, 6] as const).flatMap((family) => {
    const found = admin.filter((it) => it.address.family === family).map((it) => freeAddress(it, taken));
    return found.filter((it) => it !== undefined).slice(0, 1);
  });
  // The machines are logged in at by their IPv4 address.
  if (!addresses.some((it) => it.family === 4))
    throw fail("BZ_LAB_ADDRESSES", {
      where: "firewall.admin",
      found: admin.map(formatCidr).join(", "),
      allowed: "an IPv4 range with an address that no host has: the lab puts you there",
    });
  return addresses;
}

/** Interface names have 15 characters at most (IFNAMSIZ). */
function portName(zone: Zone, machine: string): string {
  const name = `${zone.slice(0, 1)}-${machine}`;
  return name.length <= 15 ? name : `${zone.slice(0, 1)}-${sha256(machine).slice(0, 12)}`;
}

/** A locally administered unicast address, of its own for each text. */
export function macOf(text: string): string {
  return ["02", ...(sha256(text).slice(0, 10).match(/../g) ?? [])].join(":");
}
