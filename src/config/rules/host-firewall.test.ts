import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("a firewall of a host", () => {
  test("that closes what it cannot, or what is no port, or twice", () => {
    expect(
      message((config) => {
        config.hosts.lb1.closes = [8080, "53/udp", "8080", "70000", "53/sctp", 0];
        config.hosts.cache1.closes = [8080];
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_LISTED_TWICE at hosts.lb1.closes[2]: this is listed twice
        found:   "8080", which is also closes[0]
        allowed: everything once
        mend:    Remove one of the two.

      BZ_CONFIG_PORTS at hosts.lb1.closes[3]: these are no ports
        found:   "70000", beyond the last port
        allowed: a port from 1 to 65535, or with a protocol: "53/udp"
        mend:    Write one port, or the first and the last one: "8000-8099".

      BZ_CONFIG_PORTS at hosts.lb1.closes[4]: these are no ports
        found:   "53/sctp"
        allowed: a port from 1 to 65535, or with a protocol: "53/udp"
        mend:    Write the port, or the port and its protocol: "53/udp".

      BZ_CONFIG_NUMBER at hosts.lb1.closes[5]: the number is out of range
        found:   0
        allowed: a port from 1 to 65535, or with a protocol: "53/udp"
        mend:    Take a number within the range.

      BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.cache1.closes: this key does not apply here
        found:   "closes", with a firewall by "other"
        allowed: "closes" only with by: "bartizan"
        mend:    Remove it."
    `);
  });

  test("that is described although it is generated", () => {
    expect(
      message((config) => {
        config.hosts.lb1.firewall = { by: "bartizan", policy: "drop", ipv6: true, lines: [] };
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.lb1.firewall.policy: this key does not apply here
        found:   "policy", of a firewall by "bartizan"
        allowed: "policy" only with by: "other"
        mend:    Remove it, or write by: "other".

      BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.lb1.firewall.ipv6: this key does not apply here
        found:   "ipv6", of a firewall by "bartizan"
        allowed: "ipv6" only with by: "other"
        mend:    Remove it, or write by: "other".

      BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.lb1.firewall.lines: this key does not apply here
        found:   "lines", of a firewall by "bartizan"
        allowed: "lines" only with by: "other"
        mend:    Remove it, or write by: "other"."
    `);
  });

  test("that is described although there is none", () => {
    expect(
      message((config) => {
        config.hosts.lb1.firewall = { by: "nobody", policy: "accept" };
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.lb1.firewall.policy: this key does not apply here
        found:   "policy", of a firewall by "nobody"
        allowed: "policy" only with by: "other"
        mend:    Remove it, or write by: "other"."
    `);
  });

  test("by nobody known", () => {
    expect(
      message((config) => {
        config.hosts.lb1.firewall = { by: "others" };
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_VALUE at hosts.lb1.firewall.by: this value is not one of those that are known
        found:   "others"
        allowed: "bartizan", "other", "nobody"
        mend:    Did you mean "other"?"
    `);
  });

  test("from a host that is none", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.from", "app3"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at hosts.cache1.firewall.lines[0].from: no host has this name
        found:   "app3"
        allowed: "anyone", "admin", lb1, lb2, web1, web2 and 9 more
        mend:    Did you mean "app1"?"
    `);
  });

  test("from a misspelt word", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.from", "any"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at hosts.cache1.firewall.lines[0].from: no host has this name
        found:   "any"
        allowed: "anyone", "admin", lb1, lb2, web1, web2 and 9 more
        mend:    Did you mean "anyone"?"
    `);
  });

  test("from an address without a prefix", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.from", "10.77.0.31"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR at hosts.cache1.firewall.lines[0].from: this is not an address range
        found:   "10.77.0.31"
        allowed: "anyone", "admin", the name of a host or an address range
        mend:    Write "10.77.0.31/32" for this one address."
    `);
  });

  test("from a range that begins elsewhere", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.from", "10.77.0.31/24"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_CIDR_HOST_BITS at hosts.cache1.firewall.lines[0].from: the address does not begin the range
        found:   "10.77.0.31/24"
        allowed: "anyone", "admin", the name of a host or an address range
        mend:    Write "10.77.0.0/24"."
    `);
  });

  test("with ports that are none", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.port", "http"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORTS at hosts.cache1.firewall.lines[0].port: these are no ports
        found:   "http"
        allowed: a port from 1 to 65535, or a range such as "8000-8099"
        mend:    Write one port, or the first and the last one: "8000-8099"."
    `);
  });

  test("with ports in the wrong order", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.port", "8099-8000"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORTS at hosts.cache1.firewall.lines[0].port: these are no ports
        found:   "8099-8000", which ends before it begins
        allowed: a port from 1 to 65535, or a range such as "8000-8099"
        mend:    Write "8000-8099"."
    `);
  });

  test("with a port beyond the last", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.port", "8000-80000"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_PORTS at hosts.cache1.firewall.lines[0].port: these are no ports
        found:   "8000-80000", beyond the last port
        allowed: a port from 1 to 65535, or a range such as "8000-8099"
        mend:    Write one port, or the first and the last one: "8000-8099"."
    `);
  });

  test("with a port beyond the last, as a number", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.port", 80000), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at hosts.cache1.firewall.lines[0].port: the number is out of range
        found:   80000
        allowed: a port from 1 to 65535, or a range such as "8000-8099"
        mend:    Take a number within the range."
    `);
  });

  test("with a port of VRRP", () => {
    expect(message(set("hosts.cache1.firewall.lines.0.protocol", "vrrp"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_OUT_OF_PLACE at hosts.cache1.firewall.lines[0].port: this key does not apply here
        found:   a port, of VRRP
        allowed: a port with tcp, udp or any protocol
        mend:    Remove it: VRRP knows no ports."
    `);
  });

  test("from anyone, on all ports, is allowed: the check judges it", () => {
    expect(
      message(
        set("hosts.cache1.firewall.lines", [
          { action: "accept", from: "anyone" },
          { action: "accept", from: "0.0.0.0/0", port: 443 },
        ]),
        writtenFortress(),
      ),
    ).toMatchInlineSnapshot(`"no problem"`);
  });
});
