import { describe, expect, test } from "vitest";
import { message, set } from "../../../test/fixtures/spoil.ts";

describe("hosts", () => {
  test("no hosts", () => {
    expect(message(set("hosts", {}))).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOSTS_EMPTY at hosts: there are no hosts
        found:   no host
        allowed: one host or more
        mend:    Add the machines: hosts: { srv1: { address: "...", runs: [...] } }."
    `);
  });

  test("a name that is no label", () => {
    expect(
      message((config) => {
        config.hosts.web_1 = config.hosts.srv2;
        delete config.hosts.srv2;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_NAME at hosts.web_1: this cannot be the name of a host
        found:   "web_1"
        allowed: 1 to 32 small letters, digits and hyphens, no hyphen at either end, not only digits
        mend:    Take a name such as srv1."
    `);
  });

  test("a name that is reserved", () => {
    expect(
      message((config) => {
        config.hosts.client = config.hosts.srv2;
        delete config.hosts.srv2;
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_NAME_RESERVED at hosts.client: this name means something else already
        found:   "client"
        allowed: any name but client, internet, operator, localhost, ip6-localhost, ip6-loopback, anyone, admin
        mend:    Take another name for the host."
    `);
  });

  test("an address that is none", () => {
    expect(message(set("hosts.srv1.address", "10.77.0.256"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS at hosts.srv1.address: this is not an address of the right kind
        found:   "10.77.0.256"
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address alone, without port, prefix or zone."
    `);
  });

  test("an address with a prefix", () => {
    expect(message(set("hosts.srv1.address", "10.77.0.11/24"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS at hosts.srv1.address: this is not an address of the right kind
        found:   "10.77.0.11/24"
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write "10.77.0.11": one address, not a range."
    `);
  });

  test("an IPv6 address in the place of an IPv4 one", () => {
    expect(message(set("hosts.srv1.address", "2001:db8::11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS at hosts.srv1.address: this is not an address of the right kind
        found:   "2001:db8::11", an IPv6 address
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write it under address6 or publicAddress6."
    `);
  });

  test("an unspecified address", () => {
    expect(message(set("hosts.srv1.address", "0.0.0.0"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.address: no other host can reach this address
        found:   "0.0.0.0", an address of this network itself (0.0.0.0/8)
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("a loopback address", () => {
    expect(message(set("hosts.srv1.address", "127.0.0.1"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.address: no other host can reach this address
        found:   "127.0.0.1", a loopback address (127.0.0.0/8)
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("a multicast address", () => {
    expect(message(set("hosts.srv1.address", "224.0.0.18"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.address: no other host can reach this address
        found:   "224.0.0.18", a multicast address (224.0.0.0/4)
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("the broadcast address", () => {
    expect(message(set("hosts.srv1.publicAddress", "255.255.255.255"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.publicAddress: no other host can reach this address
        found:   "255.255.255.255", the broadcast address
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("an IPv6 loopback address", () => {
    expect(message(set("hosts.srv1.address6", "::1"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.address6: no other host can reach this address
        found:   "::1", the loopback address
        allowed: an IPv6 address, such as "2001:db8::5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("an IPv4 address in IPv6 spelling", () => {
    expect(message(set("hosts.srv1.address6", "::ffff:10.77.0.11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at hosts.srv1.address6: no other host can reach this address
        found:   "::ffff:10.77.0.11", an IPv4 address in IPv6 spelling (::ffff:0:0/96)
        allowed: an IPv6 address, such as "2001:db8::5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("an address twice", () => {
    expect(message(set("hosts.srv2.address", "10.77.0.11"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at hosts.srv2.address: an address is given twice
        found:   "10.77.0.11", which is also hosts.srv1.address
        allowed: every address once
        mend:    Give every host addresses of its own."
    `);
  });

  test("an address that is another host's public one", () => {
    expect(message(set("hosts.srv2.address", "203.0.113.10"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at hosts.srv2.address: an address is given twice
        found:   "203.0.113.10", which is also hosts.lb1.publicAddress
        allowed: every address once
        mend:    Give every host addresses of its own."
    `);
  });

  test("one address under two keys of a host", () => {
    expect(message(set("hosts.srv2.publicAddress", "10.77.0.12"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at hosts.srv2.publicAddress: an address is given twice
        found:   "10.77.0.12", which is also hosts.srv2.address
        allowed: every address once
        mend:    Leave publicAddress out: address is enough when the host has one address."
    `);
  });

  test("an IPv6 address twice, in two spellings", () => {
    expect(
      message((config) => {
        config.hosts.srv1.address6 = "2001:db8::1";
        config.hosts.srv2.address6 = "2001:0DB8:0:0::0001";
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at hosts.srv2.address6: an address is given twice
        found:   "2001:0DB8:0:0::0001", which is also hosts.srv1.address6
        allowed: every address once
        mend:    Give every host addresses of its own."
    `);
  });

  test("an ssh destination with an option", () => {
    expect(message(set("hosts.srv1.ssh", "-oProxyCommand=id"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SSH at hosts.srv1.ssh: ssh(1) would not understand this destination
        found:   "-oProxyCommand=id"
        allowed: \`user@host\`, \`ssh://user@host:port\` or an alias of your ~/.ssh/config
        mend:    Options belong into ~/.ssh/config, under an alias."
    `);
  });

  test("an ssh destination twice", () => {
    expect(
      message((config) => {
        config.hosts.srv1.ssh = "root@box";
        config.hosts.srv2.ssh = "root@box";
      }),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_SSH_TWICE at hosts.srv2.ssh: two hosts have the same SSH destination
        found:   "root@box", which is also hosts.srv1.ssh
        allowed: every destination once
        mend:    Give every host a destination of its own: they would be set up on one machine."
    `);
  });

  test("an ssh destination that is another host's address", () => {
    expect(message(set("hosts.srv1.ssh", "10.77.0.12"))).toMatchInlineSnapshot(`
      "BZ_CONFIG_SSH_TWICE at hosts.srv2.address: two hosts have the same SSH destination
        found:   "10.77.0.12", which is also hosts.srv1.ssh
        allowed: every destination once
        mend:    Give every host a destination of its own: they would be set up on one machine."
    `);
  });
});

describe("firewall", () => {
  test("nobody", () => {
    expect(message(set("firewall.admin", []))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADMIN_EMPTY at firewall.admin: nobody could administer the hosts
        found:   an empty list
        allowed: one range or more
        mend:    Add the range from which you reach the hosts by SSH."
    `);
  });

  test("everybody", () => {
    expect(message(set("firewall.admin", ["0.0.0.0/0", "::/0"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADMIN_OPEN at firewall.admin[0]: SSH would be open to the world
        found:   "0.0.0.0/0", the whole internet
        allowed: at most a /8 of IPv4
        mend:    Write the ranges of your offices, of a VPN or of a jump host.

      BZ_CONFIG_ADMIN_OPEN at firewall.admin[1]: SSH would be open to the world
        found:   "::/0", the whole internet
        allowed: at most a /16 of IPv6
        mend:    Write the ranges of your offices, of a VPN or of a jump host."
    `);
  });

  test("nearly everybody", () => {
    expect(message(set("firewall.admin", ["0.0.0.0/1", "128.0.0.0/1"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADMIN_OPEN at firewall.admin[0]: SSH would be open to the world
        found:   "0.0.0.0/1", a large part of the internet
        allowed: at most a /8 of IPv4
        mend:    Write the ranges of your offices, of a VPN or of a jump host.

      BZ_CONFIG_ADMIN_OPEN at firewall.admin[1]: SSH would be open to the world
        found:   "128.0.0.0/1", a large part of the internet
        allowed: at most a /8 of IPv4
        mend:    Write the ranges of your offices, of a VPN or of a jump host."
    `);
  });

  test("no range", () => {
    expect(message(set("firewall.admin", ["office"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR at firewall.admin[0]: this is not an address range
        found:   "office"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write ADDRESS/PREFIX, with /32 (IPv4) or /128 (IPv6) for one address."
    `);
  });

  test("a prefix that is too long", () => {
    expect(message(set("firewall.admin", ["10.0.0.0/33"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR at firewall.admin[0]: this is not an address range
        found:   "10.0.0.0/33"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write ADDRESS/PREFIX, with /32 (IPv4) or /128 (IPv6) for one address."
    `);
  });

  test("an address without prefix", () => {
    expect(message(set("firewall.admin", ["198.51.100.7", "2001:db8::7"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR at firewall.admin[0]: this is not an address range
        found:   "198.51.100.7"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write "198.51.100.7/32" for this one address.

      BZ_CONFIG_CIDR at firewall.admin[1]: this is not an address range
        found:   "2001:db8::7"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write "2001:db8::7/128" for this one address."
    `);
  });

  test("an address within the range", () => {
    expect(message(set("firewall.admin", ["198.51.100.7/24", "2001:db8::7/48"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR_HOST_BITS at firewall.admin[0]: the address does not begin the range
        found:   "198.51.100.7/24"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write "198.51.100.0/24" for the whole range, or "198.51.100.7/32" for this one address.

      BZ_CONFIG_CIDR_HOST_BITS at firewall.admin[1]: the address does not begin the range
        found:   "2001:db8::7/48"
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write "2001:db8::/48" for the whole range, or "2001:db8::7/128" for this one address."
    `);
  });

  test("a range within another, and one twice", () => {
    expect(
      message(set("firewall.admin", ["198.51.100.0/25", "198.51.100.0/24", "2001:db8::/48", "2001:DB8:0::/48"])),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADMIN_OVERLAP at firewall.admin[0]: this range is in the list already
        found:   "198.51.100.0/25", which lies within firewall.admin[1] (198.51.100.0/24)
        allowed: ranges that do not overlap
        mend:    Remove it: the other range lets it in.

      BZ_CONFIG_ADMIN_OVERLAP at firewall.admin[3]: this range is in the list already
        found:   "2001:DB8:0::/48", which is the same as firewall.admin[2] (2001:db8::/48)
        allowed: ranges that do not overlap
        mend:    Remove it: the other range lets it in."
    `);
  });

  test("IPv4 in IPv6 spelling", () => {
    expect(message(set("firewall.admin", ["::ffff:198.51.100.0/120"]))).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR at firewall.admin[0]: this is not an address range
        found:   "::ffff:198.51.100.0/120", IPv4 addresses in IPv6 spelling
        allowed: an address range, such as "198.51.100.0/24" or "2001:db8::/48"
        mend:    Write the range in IPv4 spelling."
    `);
  });
});
