import { describe, expect, test } from "vitest";
import { message, set, writtenFortress } from "../../../test/fixtures/spoil.ts";

describe("virtual addresses", () => {
  test("of the wrong family", () => {
    expect(
      message((config) => {
        config.balancer.virtualAddress = "2001:db8::1";
        config.balancer.virtualAddress6 = "203.0.113.100";
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS at balancer.virtualAddress: this is not an address of the right kind
        found:   "2001:db8::1", an IPv6 address
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write it under virtualAddress6.

      BZ_CONFIG_ADDRESS at balancer.virtualAddress6: this is not an address of the right kind
        found:   "203.0.113.100", an IPv4 address
        allowed: an IPv6 address, such as "2001:db8::5"
        mend:    Write it under virtualAddress."
    `);
  });

  test("one that a host has", () => {
    expect(message(set("balancer.virtualAddress", "203.0.113.11"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at balancer.virtualAddress: an address is given twice
        found:   "203.0.113.11", which is also hosts.lb2.publicAddress
        allowed: an address that no host has
        mend:    Write an address of its own: it moves between the balancers, so it belongs to none of them."
    `);
  });

  test("one that a host has, in another spelling", () => {
    expect(message(set("balancer.virtualAddress6", "2001:DB8:77:0::11"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_TWICE at balancer.virtualAddress6: an address is given twice
        found:   "2001:DB8:77:0::11", which is also hosts.lb2.address6
        allowed: an address that no host has
        mend:    Write an address of its own: it moves between the balancers, so it belongs to none of them."
    `);
  });

  test("one that nobody can reach", () => {
    expect(message(set("balancer.virtualAddress", "127.0.0.1"), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_ADDRESS_UNUSABLE at balancer.virtualAddress: no other host can reach this address
        found:   "127.0.0.1", a loopback address (127.0.0.0/8)
        allowed: an IPv4 address, such as "10.0.0.5"
        mend:    Write the address that the host has on the network."
    `);
  });

  test("without balancers", () => {
    expect(
      message((config) => {
        for (const host of ["lb1", "lb2", "web1", "web2", "app1", "app2"]) config.hosts[host].runs = [];
        delete config.app;
        delete config.balancer.priorities;
        delete config.balancer.virtualAddress6;
        config.flows = [];
      }, writtenFortress()),
    ).toMatchInlineSnapshot(`
      "BZ_CONFIG_TIER_MISSING at hosts: a tier is missing that the others need
        found:   "cache" on keys1, keys2, and "app" on no host
        allowed: "cache" together with "app"
        mend:    Add "app" to \`runs\` of a host: nobody would use the cache.

      BZ_CONFIG_TIER_EMPTY at balancer: a tier is described that nothing runs
        found:   a section \`balancer\`, and no host that runs "balancer"
        allowed: a section and a host that runs it, or neither
        mend:    Add "balancer" to \`runs\` of a host, or remove the section."
    `);
  });
});

describe("priorities", () => {
  test("of a host that is none", () => {
    expect(message(set("balancer.priorities", { lb1: 200, lb3: 100 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_UNKNOWN at balancer.priorities.lb3: no host has this name
        found:   "lb3"
        allowed: lb1, lb2, web1, web2 and 9 more
        mend:    Did you mean "lb1"?"
    `);
  });

  test("of a host that does not balance", () => {
    expect(message(set("balancer.priorities", { lb1: 200, lb2: 150, web1: 100 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_HOST_ROLE at balancer.priorities.web1: the host does not run what it should here
        found:   "web1", which runs web
        allowed: lb1, lb2
        mend:    Name another host, or change what it runs."
    `);
  });

  test("of some balancers only", () => {
    expect(message(set("balancer.priorities", { lb1: 200 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_KEY_MISSING at balancer.priorities: something that must be said is not
        found:   nothing for lb2
        allowed: a number for every balancer
        mend:    Add a number for lb2, or leave the priorities out: they then follow the order of the file."
    `);
  });

  test("out of range", () => {
    expect(message(set("balancer.priorities", { lb1: 255, lb2: 0.5 }), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at balancer.priorities.lb1: the number is out of range
        found:   255
        allowed: a whole number from 1 to 254
        mend:    Take a number within the range.

      BZ_CONFIG_NUMBER at balancer.priorities.lb2: the number is out of range
        found:   0.5
        allowed: a whole number from 1 to 254
        mend:    Take a number within the range."
    `);
  });

  test("equal ones are allowed: the check judges them", () => {
    expect(message(set("balancer.priorities", { lb1: 100, lb2: 100 }), writtenFortress())).toMatchInlineSnapshot(`"no problem"`);
  });
});

describe("signs of life", () => {
  test("too many", () => {
    expect(message(set("balancer.advertiseSeconds", 0.05), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at balancer.advertiseSeconds: the number is out of range
        found:   0.05
        allowed: seconds from 0.1 to 10, in steps of 0.01
        mend:    Take a number within the range."
    `);
  });

  test("in steps that VRRP does not know", () => {
    expect(message(set("balancer.advertiseSeconds", 0.255), writtenFortress())).toMatchInlineSnapshot(`
      "BZ_CONFIG_NUMBER at balancer.advertiseSeconds: the number is out of range
        found:   0.255
        allowed: seconds from 0.1 to 10, in steps of 0.01
        mend:    Write 0.26: VRRP counts in hundredths of a second."
    `);
  });
});
