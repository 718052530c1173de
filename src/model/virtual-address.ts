import { type Address, bitsOf, parseAddress } from "../util/address.ts";
import { type Host, hostsOf, type Infrastructure } from "./infrastructure.ts";

/** The addresses of the site that move between the balancers. */
export function virtualAddresses({ balancer }: Pick<Infrastructure, "balancer">): readonly string[] {
  return [balancer.virtualAddress, balancer.virtualAddress6].filter((it) => it !== undefined);
}

/** Whether the balancers hold an address together, which the next one takes when its holder dies. */
export function hasVirtualAddress(infra: Pick<Infrastructure, "balancer">): boolean {
  return virtualAddresses(infra).length > 0;
}

/** VRRP priority of a balancer; where the file says none, the usual one of a router that does not own the address (RFC 9568, 5.2.4). */
export function priorityOf({ name }: Pick<Host, "name">, { balancer }: Pick<Infrastructure, "balancer">): number {
  return balancer.priorities[name] ?? 100;
}

/** The balancer that holds the address while all live: the highest priority, the first of the file among equals. */
export function activeBalancer(infra: Infrastructure): Host | undefined {
  return hostsOf(infra, "balancer").reduce<Host | undefined>(
    (best, host) => (best === undefined || priorityOf(host, infra) > priorityOf(best, infra) ? host : best),
    undefined,
  );
}

/**
 * The own address of a balancer beside which it takes a virtual one: both are on one interface. Of those of the same family it is
 * the one that has most bits in common, as prefixes are not in the file; a host without any answers beside its IPv4 address.
 */
export function besideVirtual(host: Host, virtual: string): string {
  const { address, address6, publicAddress, publicAddress6 } = host;
  const own = [address, address6, publicAddress, publicAddress6].flatMap((text) => {
    const its = text === undefined ? undefined : parseAddress(text);
    return text === undefined || its === undefined ? [] : [{ text, its }];
  });
  const wanted = parseAddress(virtual);
  const near = own
    .filter(({ its }) => its.family === wanted?.family)
    .sort((a, b) => (wanted === undefined ? 0 : apart(a.its, wanted) - apart(b.its, wanted)));
  return near[0]?.text ?? publicAddress ?? address;
}

/** How many of the last bits hold all differences. */
function apart(a: Address, b: Address): number {
  const difference = a.value ^ b.value;
  return difference === 0n ? 0 : Math.min(bitsOf(a.family), difference.toString(2).length);
}
