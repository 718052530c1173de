import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { anotherHost, nextAddress, takenBy } from "./new-host.ts";

const named = (infra: Infrastructure, name: string): Host => infra.hosts.find((host) => host.name === name) as Host;

describe("one more host", () => {
  it("continues the pattern of the name, the addresses and what it is worth", () => {
    expect(anotherHost(named(fortress, "lb1"), ["balancer"], takenBy(fortress))).toEqual({
      name: "lb3",
      edit: {
        path: ["hosts", "lb3"],
        value: { address: "10.77.0.12", publicAddress: "203.0.113.13", runs: ["balancer"], zone: "c", capacityQps: 2000 },
      },
    });
  });

  it("says nothing of zones where the file names none", () => {
    expect(anotherHost(named(whiteboard, "srv1"), ["web"], takenBy(whiteboard))?.edit.value).toEqual({
      address: "10.77.0.13",
      runs: ["web"],
    });
  });

  it("stands where the fewest of its kind do, those about to be added among them", () => {
    const taken = takenBy(fortress);
    const zones = ["web", "web", "web", "web"].map(() => anotherHost(named(fortress, "web1"), ["web"], taken)?.edit.value);
    expect(zones.map((it) => (it as { readonly zone: string }).zone)).toEqual(["c", "a", "b", "c"]);
  });

  it.each([
    ["lb1", "lb2"],
    ["lb", "lb2"],
    ["db-9", "db-10"],
    ["node01", "node02"],
  ])("is called after %s: %s", (pattern, name) => {
    expect(anotherHost({ ...named(whiteboard, "srv1"), name: pattern }, ["web"], takenBy(whiteboard))?.name).toBe(name);
  });

  it("is none where its network is full", () => {
    const taken = takenBy(whiteboard);
    for (let last = 1; last < 255; last += 1) taken.addresses.add(`10.77.0.${last}`);
    expect(anotherHost(named(whiteboard, "srv1"), ["web"], taken)).toBeUndefined();
  });
});

it("a free address is in the network of the pattern, and nobody's", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 254 }), fc.uniqueArray(fc.integer({ min: 1, max: 254 }), { maxLength: 250 }), (own, others) => {
      const taken = takenBy(whiteboard);
      const used = new Set([own, ...others].map((last) => `10.1.2.${last}`));
      for (const address of used) taken.addresses.add(address);
      const free = nextAddress(`10.1.2.${own}`, taken);
      expect(free === undefined).toBe(used.size === 254);
      if (free !== undefined) expect([free.startsWith("10.1.2."), used.has(free), taken.addresses.has(free)]).toEqual([true, false, true]);
    }),
  );
});
