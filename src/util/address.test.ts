import { BlockList, isIP } from "node:net";
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Address, type Cidr, covers, formatAddress, formatCidr, network, parseAddress, parseCidr, specialKind } from "./address.ts";

const address: fc.Arbitrary<Address> = fc.oneof(
  fc.bigInt(0n, 2n ** 32n - 1n).map((value) => ({ family: 4 as const, value })),
  fc.bigInt(0n, 2n ** 128n - 1n).map((value) => ({ family: 6 as const, value })),
  fc
    .array(fc.constantFrom(0n, 0n, 1n, 0xffffn), { minLength: 8, maxLength: 8 })
    .map((groups) => ({ family: 6 as const, value: groups.reduce<bigint>((all, group) => all * 65536n + group, 0n) })),
);
const cidr: fc.Arbitrary<Cidr> = address.chain((it) =>
  fc.integer({ min: 0, max: it.family === 4 ? 32 : 128 }).map((prefix) => ({ address: it, prefix })),
);

test("every address survives being written and read", () => {
  fc.assert(
    fc.property(address, (it) => {
      const written = formatAddress(it);
      expect(isIP(written)).toBe(it.family);
      expect(parseAddress(written)).toEqual(it);
    }),
  );
});

test("every range survives being written and read, and its network is in it", () => {
  fc.assert(
    fc.property(cidr, (it) => {
      expect(parseCidr(formatCidr(it))).toEqual(it);
      expect(covers(it, { address: network(it), prefix: it.prefix })).toBe(true);
    }),
  );
});

test("a range covers what Node's own block list says it does", () => {
  fc.assert(
    fc.property(cidr, address, (range, single) => {
      const family = range.address.family === 4 ? "ipv4" : "ipv6";
      const list = new BlockList();
      list.addSubnet(formatAddress(network(range)), range.prefix, family);
      fc.pre(single.family === range.address.family);
      const inside = {
        family: single.family,
        value: network(range).value | (single.value & ((1n << BigInt((single.family === 4 ? 32 : 128) - range.prefix)) - 1n)),
      };
      expect(covers(range, { address: inside, prefix: single.family === 4 ? 32 : 128 })).toBe(true);
      expect(covers(range, { address: single, prefix: single.family === 4 ? 32 : 128 })).toBe(list.check(formatAddress(single), family));
    }),
  );
});

test.each([
  ["2001:0DB8:0:0:0:0:0:1", "2001:db8::1"],
  ["2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1"],
  ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
  ["::", "::"],
  ["1::", "1::"],
  ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
])("%s is written %s (RFC 5952)", (typed, canonical) => {
  const read = parseAddress(typed);
  expect(read && formatAddress(read)).toBe(canonical);
});

test.each(["", "10.0.0", "10.0.0.256", "010.0.0.1", "fe80::1%eth0", "::1::", "10.0.0.1/24", "localhost"])("%j is no address", (typed) => {
  expect(parseAddress(typed)).toBeUndefined();
});

test.each(["", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08", "10.0.0.0/8 ", "::/129", "x/8", "10.0.0.0/8/8"])(
  "%j is no range",
  (typed) => {
    expect(parseCidr(typed)).toBeUndefined();
  },
);

test.each([
  ["0.0.0.0", "this network"],
  ["127.0.0.53", "loopback"],
  ["169.254.1.1", "link-local"],
  ["224.0.0.18", "multicast"],
  ["255.255.255.255", "broadcast"],
  ["241.0.0.1", "reserved"],
  ["::", "unspecified"],
  ["::1", "loopback"],
  ["::ffff:10.0.0.1", "IPv4 address in IPv6"],
  ["fe80::1", "link-local"],
  ["ff02::1", "multicast"],
])("%s is special: %s", (typed, kind) => {
  const read = parseAddress(typed);
  expect(read && specialKind(read)).toContain(kind);
});

test.each(["10.77.0.10", "203.0.113.10", "2001:db8::1", "fd00::1", "1.1.1.1"])("%s is an ordinary address", (typed) => {
  const read = parseAddress(typed);
  expect(read).toBeDefined();
  expect(read && specialKind(read)).toBeUndefined();
});
