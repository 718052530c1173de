import { describe, expect, it } from "vitest";
import { withHosts, without } from "../../test/fixtures/change.ts";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { byLoad } from "../model/tiers.ts";
import { hasSpare, tiersOf } from "./tiers.ts";

const shape = (infra: Infrastructure): readonly string[] =>
  tiersOf(infra).map((tier) => `${tier.role}: ${tier.needed} of ${tier.members.map((host) => host.name).join(" ")}`);

const strong = (...capacities: readonly (number | undefined)[]): readonly Host[] =>
  capacities.map((capacityQps) => ({ ...(whiteboard.hosts[1] as Host), ...(capacityQps === undefined ? {} : { capacityQps }) }));

describe("the tiers of an infrastructure", () => {
  it("have no apps of their own where each web server has one beside it", () => {
    expect(shape(whiteboard)).toEqual(["balancer: 1 of lb1", "web: 1 of srv1 srv2", "database: 1 of srv1 srv2"]);
  });

  it("are those that requests go through", () => {
    expect(shape(fortress)).toEqual(["balancer: 1 of lb1 lb2", "web: 1 of web1 web2", "app: 1 of app1 app2", "database: 2 of db1 db2 db3"]);
  });

  it("need every balancer where no address moves", () => {
    const { virtualAddress: _, ...balancer } = fortress.balancer;
    expect(shape({ ...fortress, balancer })[0]).toBe("balancer: 2 of lb1 lb2");
  });

  it("need a majority of the votes of a cluster, the arbitrator's among them", () => {
    const two = without(fortress, "db3");
    expect(shape(two)[3]).toBe("database: 2 of db1 db2");
    const database = two.database && { ...two.database, arbitrator: "mon1" };
    expect(shape({ ...two, ...(database && { database }) })[3]).toBe("database: 2 of db1 db2 mon1");
  });

  it("count the apps of others where a web server has none beside it", () => {
    expect(shape(withHosts(whiteboard, { roles: ["web"] }, "srv2"))).toContain("app: 1 of srv1");
  });
});

describe("the number of members that carry a peak", () => {
  it.each([
    ["one, where no peak is declared", strong(100, 100), undefined, 1],
    ["one, where a capacity is not known", strong(100, undefined), 500, 1],
    ["as many as it takes", strong(100, 100, 100), 200, 2],
    ["rounded up", strong(100, 100, 100), 201, 3],
    ["counted from the weakest, for any of them may be what is left", strong(500, 100, 100), 200, 2],
    ["all, where even they are too few", strong(100, 100), 500, 2],
    ["none of none", [], 500, 0],
  ] as const)("is %s", (_, members, peak, needed) => {
    expect(byLoad(members, peak).needed).toBe(needed);
  });
});

it("a primary whose replica nobody promotes has no spare", () => {
  const tier = (infra: Infrastructure) => tiersOf(infra).at(-1) as ReturnType<typeof tiersOf>[number];
  expect(hasSpare(tier(whiteboard), whiteboard)).toBe(true);
  const database = whiteboard.database && ({ ...whiteboard.database, promotion: "none" } as const);
  const unpromoted = { ...whiteboard, ...(database && { database }) };
  expect(hasSpare(tier(unpromoted), unpromoted)).toBe(false);
});
