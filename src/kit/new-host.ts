import type { ConfigValue, Edit } from "../model/edit.ts";
import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import { virtualAddresses } from "../model/virtual-address.ts";
import { formatAddress, parseAddress } from "../util/address.ts";
import { listed } from "../util/names.ts";
import type { FixOption } from "./faces/finding.ts";

/** A host that is not there yet, as it would stand in the file. */
export interface NewHost {
  readonly name: string;
  readonly edit: Edit;
}

/** What is taken, by the hosts that are there and by those that are about to be added. */
export interface Taken {
  readonly names: Set<string>;
  readonly addresses: Set<string>;
  /** Who stands in which zone. */
  readonly placed: { readonly zone: string; readonly roles: readonly Role[] }[];
}

export function takenBy(infra: Infrastructure): Taken {
  const addresses = infra.hosts.flatMap((host) => [host.address, host.address6, host.publicAddress, host.publicAddress6]);
  return {
    names: new Set(infra.hosts.map((host) => host.name)),
    addresses: new Set([...addresses.filter((it) => it !== undefined), ...virtualAddresses(infra)]),
    placed: infra.hosts.flatMap(({ zone, roles }) => (zone === undefined ? [] : [{ zone, roles }])),
  };
}

/**
 * One more host like this one: the next name of its pattern (`lb1`, `lb2`), the next free addresses of its networks, as strong and
 * as dear. Where the file names failure domains it stands in the one that has the fewest of its kind. Marks what it uses as taken;
 * nothing when a network has no address left.
 */
export function anotherHost(like: Host, roles: readonly Role[], taken: Taken): NewHost | undefined {
  const name = nextName(like.name, taken);
  const addresses: { [key: string]: string } = {};
  for (const key of ["address", "address6", "publicAddress", "publicAddress6"] as const) {
    const pattern = like[key];
    if (pattern === undefined) continue;
    const free = nextAddress(pattern, taken);
    if (free === undefined) return undefined;
    addresses[key] = free;
  }
  const zone = emptiestZone(roles, taken);
  const value: ConfigValue = {
    ...addresses,
    runs: [...roles],
    ...(zone === undefined ? {} : { zone }),
    ...(like.capacityQps === undefined ? {} : { capacityQps: like.capacityQps }),
    ...(like.memory === undefined ? {} : { memory: like.memory }),
    ...(like.costPerMonth === undefined ? {} : { costPerMonth: like.costPerMonth }),
  };
  return { name, edit: { path: ["hosts", name], value } };
}

/** So many hosts like this one beside those that are there, with the app where the web servers have theirs beside them. */
export function moreLike(infra: Infrastructure, like: Host, role: Role, count: number, there: readonly Host[]): FixOption | undefined {
  const taken = takenBy(infra);
  const roles = like.roles.filter((it) => it === role || (role === "web" && it === "app"));
  const added = Array.from({ length: count }, () => anotherHost(like, roles, taken));
  if (added.includes(undefined)) return undefined;
  const names = added.flatMap((it) => it?.name ?? []);
  return {
    title: `${listed(names)} beside ${listed(there.map((host) => host.name))}.`,
    edits: added.flatMap((it) => it?.edit ?? []),
    addedHosts: names,
  };
}

/** One more host like the last one of the first of these roles. */
export function oneMoreHost(infra: Infrastructure, roles: readonly Role[], what: string, taken: Taken): FixOption | undefined {
  const like = infra.hosts.findLast((host) => roles[0] !== undefined && host.roles.includes(roles[0]));
  const host = like === undefined ? undefined : anotherHost(behind(like), roles, taken);
  if (host === undefined) return undefined;
  return { title: `One more host ${host.name} that runs ${what}.`, edits: [host.edit], addedHosts: [host.name] };
}

/** Behind the balancers nobody needs an address in the internet. */
export function behind({ publicAddress: _4, publicAddress6: _6, ...host }: Host): Host {
  return host;
}

/** `lb2` after `lb1`, `db-10` after `db-9`, `node02` after `node01`, `lb2` after `lb`. */
function nextName(pattern: string, { names }: Taken): string {
  const [, stem = pattern, digits = "1"] = /^(.*?)(\d+)$/.exec(pattern) ?? [];
  const numbered = (number: number): string => `${stem}${String(number).padStart(digits.length, "0")}`;
  let number = Number(digits) + 1;
  while (names.has(numbered(number))) number += 1;
  names.add(numbered(number));
  return numbered(number);
}

/** The next address that nobody has, within the /24 (the /120 with IPv6) of the pattern. */
export function nextAddress(pattern: string, { addresses }: Taken): string | undefined {
  const start = parseAddress(pattern);
  if (start === undefined) return undefined;
  const network = (start.value >> 8n) << 8n;
  const own = Number(start.value & 255n);
  for (let step = 1; step < 255; step += 1) {
    // 1 to 254, from the pattern's own on and round.
    const last = ((own - 1 + step) % 254) + 1;
    const address = formatAddress({ family: start.family, value: network + BigInt(last) });
    if (addresses.has(address)) continue;
    addresses.add(address);
    return address;
  }
  return undefined;
}

function emptiestZone(roles: readonly Role[], { placed }: Taken): string | undefined {
  const counts = new Map<string, number>();
  for (const it of placed) {
    const same = it.roles.some((role) => roles.includes(role)) ? 1 : 0;
    counts.set(it.zone, (counts.get(it.zone) ?? 0) + same);
  }
  const zone = [...counts].sort(([, a], [, b]) => a - b)[0]?.[0];
  if (zone !== undefined) placed.push({ zone, roles });
  return zone;
}
