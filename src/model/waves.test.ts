import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "./infrastructure.ts";
import { ROLES } from "./infrastructure.ts";
import { webWithoutApp } from "./tiers.ts";
import { waves } from "./waves.ts";

const none: ReadonlySet<string> = new Set();
const all = (infra: Infrastructure): ReadonlySet<string> => new Set(infra.hosts.map((host) => host.name));
const hostOf = (name: string, roles: Host["roles"], more: Partial<Host> = {}): Host => ({
  name,
  address: "10.0.0.1",
  ssh: "h",
  ...plainHost,
  roles,
  ...more,
});

describe("the order in which hosts are changed", () => {
  it("brings up a new infrastructure at once, but for the nodes that join a cluster, which come one by one", () => {
    expect(waves(whiteboard, { changing: all(whiteboard), idle: all(whiteboard) })).toEqual([[...all(whiteboard)]]);
    const names = all(fortress);
    const others = [...names].filter((name) => name !== "db2" && name !== "db3");
    expect(waves(fortress, { changing: names, idle: names })).toEqual([others, ["db2"], ["db3"]]);
  });

  it("takes the two servers one after the other, the primary first, for the replica needs what is changed there; then the balancer", () => {
    expect(waves(whiteboard, { changing: all(whiteboard), idle: none })).toEqual([["srv1", "mon1"], ["srv2"], ["lb1"]]);
  });

  it("takes one of each tier at a time, in a cluster the one that is written to last, and the holder of the address last of all", () => {
    const order = waves(fortress, { changing: all(fortress), idle: none });
    expect(order.slice(-2)).toEqual([["lb2"], ["lb1"]]);
    expect(order.flat().filter((name) => name.startsWith("db"))).toEqual(["db2", "db3", "db1"]);
    expect(order).toHaveLength(5);
  });

  it("has a new host ready before anybody is told of it, and what it needs ready before that", () => {
    expect(waves(whiteboard, { changing: new Set(["srv2", "lb1"]), idle: new Set(["srv2"]) })).toEqual([["srv2"], ["lb1"]]);
    expect(waves(whiteboard, { changing: all(whiteboard), idle: new Set(["srv2"]) })).toEqual([["srv1", "mon1"], ["srv2"], ["lb1"]]);
    const order = waves(fortress, { changing: all(fortress), idle: new Set(["app2", "web2", "lb2"]) });
    const at = (name: string): number => order.findIndex((wave) => wave.includes(name));
    for (const [before, after] of [
      ["db1", "app2"],
      ["app1", "web2"],
      ["app2", "web1"],
      ["web1", "lb2"],
      ["web2", "lb1"],
    ] as const)
      expect(at(before), `${before} before ${after}`).toBeLessThan(at(after));
  });

  it("begins at the front when something is taken away", () => {
    expect(waves(whiteboard, { changing: all(whiteboard), idle: none, shrinking: true })).toEqual([["lb1"], ["srv1", "mon1"], ["srv2"]]);
  });

  it("takes as many web servers as the declared peak can do without, of one zone", () => {
    const webs = Array.from({ length: 12 }, (_, index) =>
      hostOf(`web${index}`, ["web", "app"], { zone: "ab"[index % 2] as string, capacityQps: 100 }),
    );
    const infra: Infrastructure = { ...whiteboard, hosts: webs, objectives: { peakQps: 700 } };
    const order = waves(infra, { changing: all(infra), idle: none });
    expect(order.map((wave) => wave.length)).toEqual([5, 5, 1, 1]);
    expect(waves({ ...infra, objectives: {} }, { changing: all(infra), idle: none })).toHaveLength(12);
  });
});

const host = fc.record({
  roles: fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 }),
  zone: fc.constantFrom(undefined, "a", "b"),
  capacityQps: fc.constantFrom(undefined, 50, 100, 400),
  state: fc.constantFrom("same", "changing", "idle"),
});
const world = fc
  .record({
    list: fc.array(host, { minLength: 1, maxLength: 30 }),
    known: fc.boolean(),
    peakQps: fc.constantFrom(undefined, 100, 500, 2000),
    topology: fc.constantFrom("galera" as const, "primary-replica" as const),
    shrinking: fc.boolean(),
  })
  .map(({ list, known, peakQps, topology, shrinking }) => {
    const hosts = list.map(({ roles, zone, capacityQps }, index) =>
      hostOf(`h${index}`, roles, {
        ...(zone && { zone }),
        ...(known ? { capacityQps: capacityQps ?? 70 } : capacityQps && { capacityQps }),
      }),
    );
    const named = (state: string): readonly string[] => hosts.filter((_, index) => list[index]?.state === state).map((it) => it.name);
    const database = { ...(fortress.database as NonNullable<Infrastructure["database"]>), topology, primary: "h0" };
    const infra: Infrastructure = { ...fortress, hosts, database, objectives: peakQps === undefined ? {} : { peakQps } };
    return { infra, changing: new Set([...named("changing"), ...named("idle")]), idle: new Set(named("idle")), shrinking };
  });

/** Whether these carry the declared peak, told without the model that made the order. Nobody can say so without the numbers. */
function enough({ objectives }: Infrastructure, left: readonly Host[], members: readonly Host[]): boolean {
  const { peakQps } = objectives;
  if (peakQps === undefined || members.some((it) => it.capacityQps === undefined)) return false;
  return left.reduce((sum, it) => sum + (it.capacityQps ?? 0), 0) >= peakQps;
}

describe("whatever the infrastructure", () => {
  it("every host that changes is in exactly one wave", () => {
    fc.assert(
      fc.property(world, ({ infra, ...changes }) => {
        expect(waves(infra, changes).flat().sort()).toEqual([...changes.changing].sort());
      }),
    );
  });

  it("a tier keeps what it needs in every wave, or is taken host by host when it has none to spare", () => {
    fc.assert(
      fc.property(world, ({ infra, ...changes }) => {
        for (const wave of waves(infra, changes)) {
          const away = infra.hosts.filter((it) => wave.includes(it.name) && !changes.idle.has(it.name));
          for (const role of ROLES) {
            const members = infra.hosts.filter((it) => it.roles.includes(role));
            const gone = away.filter((it) => it.roles.includes(role));
            if (gone.length <= 1) continue;
            expect(["web", "app"]).toContain(role);
            expect(new Set(gone.map((it) => it.zone)).size).toBe(1);
            const left = members.filter((it) => !changes.idle.has(it.name) && !gone.includes(it));
            // Apps that are only asked by the web server beside them are no tier: what holds for web servers holds for them.
            if (role === "web" || webWithoutApp(infra).length > 0) expect(enough(infra, left, members)).toBe(true);
          }
        }
      }),
      { numRuns: 500 },
    );
  });

  it("no balancer is told of a new host before it is ready, and idle hosts never wait for balancers but other balancers", () => {
    fc.assert(
      fc.property(world, ({ infra, changing, idle }) => {
        const order = waves(infra, { changing, idle });
        const at = (name: string): number => order.findIndex((wave) => wave.includes(name));
        const balances = (it: Host): boolean => it.roles.includes("balancer");
        for (const balancer of infra.hosts.filter((it) => balances(it) && changing.has(it.name) && !idle.has(it.name)))
          for (const fresh of infra.hosts.filter((it) => !balances(it) && idle.has(it.name)))
            expect(at(fresh.name)).toBeLessThan(at(balancer.name));
      }),
    );
  });
});
