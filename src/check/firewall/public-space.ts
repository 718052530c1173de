import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { parseAddress, parseCidr } from "../../util/address.ts";
import { everybody, intervalOf, minus, overlap, type Ranges, rangesOf } from "./ranges.ts";

/**
 * IPv4 ranges that the internet does not carry (IANA's registry of special-purpose addresses). The ranges for documentation
 * (RFC 5737) are not among them: where they stand in a file they stand for public ones.
 */
const NOT_ROUTED: readonly string[] = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "224.0.0.0/3",
];

function cidrs(written: readonly string[]): Ranges {
  return rangesOf(
    written.flatMap((text) => {
      const cidr = parseCidr(text);
      return cidr === undefined ? [] : [intervalOf(cidr)];
    }),
  );
}

/** The addresses that the internet routes; of IPv6 the global unicast range (RFC 4291). */
export const PUBLIC: Readonly<Record<4 | 6, Ranges>> = { 4: minus(everybody(4), cidrs(NOT_ROUTED)), 6: cidrs(["2000::/3"]) };

/** Whether the internet routes packets to this address. */
export function isPublic(written: string): boolean {
  const address = parseAddress(written);
  return address !== undefined && overlap(PUBLIC[address.family], [{ low: address.value, high: address.value }]).length > 0;
}

/** Whether packets from the internet reach the host over this address family, as far as the file says. */
export function facesInternet(host: Host, infra: Infrastructure, family: 4 | 6): boolean {
  const { virtualAddress, virtualAddress6 } = infra.balancer;
  const own = family === 4 ? [host.address, host.publicAddress] : [host.address6, host.publicAddress6];
  const shared = host.roles.includes("balancer") ? [family === 4 ? virtualAddress : virtualAddress6] : [];
  return [...own, ...shared].some((address) => address !== undefined && isPublic(address));
}
