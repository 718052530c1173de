import fc from "fast-check";
import { expect, test } from "vitest";
import { type Address, formatAddress, formatCidr, parseAddress, parseCidr } from "../util/address.ts";
import { freeAddress, overlapping, subnets, within } from "./networks.ts";

const address = (text: string): Address => {
  const it = parseAddress(text);
  if (it === undefined) throw new Error(text);
  return it;
};
const laidOut = (...texts: readonly string[]): readonly string[] =>
  subnets(texts.map(address)).map((it) => `${formatCidr(it.cidr)} by ${formatAddress(it.gateway)}`);

test("neighbours share a /24", () => {
  expect(laidOut("10.77.0.10", "10.77.0.20")).toEqual(["10.77.0.0/24 by 10.77.0.1"]);
});

test("a network grows until it holds all", () => {
  expect(laidOut("10.77.1.10", "10.77.6.20")).toEqual(["10.77.0.0/21 by 10.77.0.1"]);
});

test("what lies far apart is not joined", () => {
  expect(laidOut("10.0.0.5", "192.168.0.5", "10.0.1.5")).toEqual(["10.0.0.0/23 by 10.0.0.1", "192.168.0.0/24 by 192.168.0.1"]);
});

test("no host is the network's own or its broadcast address", () => {
  expect(laidOut("10.0.0.255")).toEqual(["10.0.0.0/23 by 10.0.0.1"]);
  expect(laidOut("10.0.1.0")).toEqual(["10.0.0.0/23 by 10.0.0.1"]);
});

test("the router takes the highest address when the lowest is a host's, and then whichever is free", () => {
  expect(laidOut("10.0.0.1")).toEqual(["10.0.0.0/24 by 10.0.0.254"]);
  expect(laidOut("10.0.0.1", "10.0.0.254", "10.0.0.2")).toEqual(["10.0.0.0/24 by 10.0.0.3"]);
});

test("an address that no host can have in any network is refused", () => {
  expect(() => laidOut("10.0.0.0")).toThrow("BZ_LAB_ADDRESSES at hosts");
  expect(() => laidOut("10.0.255.255")).toThrow("BZ_LAB_ADDRESSES at hosts");
});

test("a full network grows", () => {
  const all = Array.from({ length: 254 }, (_, index) => `10.0.0.${index + 1}`);
  expect(laidOut(...all)).toEqual(["10.0.0.0/23 by 10.0.1.254"]);
});

test("IPv6 networks are a /64", () => {
  expect(laidOut("fd00:77::10", "fd00:77::11")).toEqual(["fd00:77::/64 by fd00:77::1"]);
  expect(laidOut("fd00:77::10", "fd00:99::11")).toEqual(["fd00:77::/64 by fd00:77::1", "fd00:99::/64 by fd00:99::1"]);
});

test("a range of one address gives that address or none", () => {
  const one = parseCidr("198.51.100.7/32");
  if (one === undefined) throw new Error("unreadable");
  expect(freeAddress(one, [])).toEqual(address("198.51.100.7"));
  expect(freeAddress(one, [address("198.51.100.7")])).toBeUndefined();
});

test("whatever the addresses: each is in just one network, and no router takes a host's", () => {
  const ipv4 = fc
    .tuple(fc.constantFrom(10, 172, 203), fc.nat(3), fc.nat(3), fc.nat(255))
    .map((parts) => parts.join("."))
    .filter((it) => !it.endsWith(".0.0") && !it.endsWith(".255.255"));
  fc.assert(
    fc.property(fc.uniqueArray(ipv4, { minLength: 1, maxLength: 30 }), (texts) => {
      const hosts = texts.map(address);
      const found = subnets(hosts);
      for (const host of hosts) expect(found.filter((it) => within(it.cidr, host))).toHaveLength(1);
      for (const { cidr, gateway } of found) {
        expect(within(cidr, gateway)).toBe(true);
        expect(hosts).not.toContainEqual(gateway);
        expect(found.filter((it) => overlapping(it.cidr, cidr))).toHaveLength(1);
      }
    }),
  );
});
