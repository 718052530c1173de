import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import { webWithoutApp } from "../model/tiers.ts";
import { ROLES, roleOf } from "./roles.ts";
import { type Changes, waves } from "./waves.ts";

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
  it("brings up a new infrastructure at once, but for apps that need a database elsewhere, and nodes that join a cluster", () => {
    expect(waves(whiteboard, { changing: all(whiteboard), idle: all(whiteboard) })).toEqual([[...all(whiteboard)]]);
    const names = all(fortress);
    const first = fortress.hosts.filter(({ name, roles }) => name === "db1" || !roles.some((role) => roleOf(role).place !== undefined));
    const others = [...names].filter((name) => !["db2", "db3", ...first.map((it) => it.name)].includes(name));
    expect(waves(fortress, { changing: names, idle: names })).toEqual([first.map((it) => it.name), others, ["db2"], ["db3"]]);
  });

  it("has the database ready before an app is started that may want it: new ones both, or what the app relies on changed", () => {
    const apart: Infrastructure = {
      ...whiteboard,
      hosts: [hostOf("one", ["balancer", "web"]), hostOf("two", ["app"]), hostOf("three", ["database", "monitor"])],
    };
    expect(waves(apart, { changing: all(apart), idle: all(apart) })).toEqual([["three"], ["one", "two"]]);
    expect(waves(apart, { changing: all(apart), idle: new Set(["three"]) })).toEqual([["three"], ["two"], ["one"]]);
    expect(waves(apart, { changing: new Set(["two", "three"]), idle: none })).toEqual([["two", "three"]]);
    expect(waves(apart, { changing: new Set(["two", "three"]), idle: none, relying: true })).toEqual([["three"], ["two"]]);
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

  it("begins with the only host when another one is to copy its database, and has it lead requests there when that is ready", () => {
    const one = hostOf("one", ["balancer", "web", "app", "database", "monitor"]);
    const database = { ...(whiteboard.database as NonNullable<Infrastructure["database"]>), primary: "one" };
    const grown = (roles: Host["roles"]): Infrastructure => ({ ...whiteboard, hosts: [one, hostOf("two", roles)], database });
    const changing = new Set(["one", "two"]);
    const idle = new Set(["two"]);
    expect(waves(grown(["database"]), { changing, idle })).toEqual([["one"], ["two"]]);
    expect(waves(grown(["web", "app", "database"]), { changing, idle, told: new Set(["one"]) })).toEqual([["one"], ["two"], ["one"]]);
    // An earlier run did the rest.
    expect(waves(grown(["database"]), { changing: idle, idle, told: new Set(["one"]) })).toEqual([["two"], ["one"]]);
    // Nobody is new, but the replica waits for the password that the primary is to take.
    expect(waves(grown(["database"]), { changing, idle: none })).toEqual([["one"], ["two"]]);
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
  state: fc.constantFrom("same", "changing", "beginning", "idle"),
});
const world = fc
  .record({
    list: fc.array(host, { minLength: 1, maxLength: 30 }),
    known: fc.boolean(),
    peakQps: fc.constantFrom(undefined, 100, 500, 2000),
    topology: fc.constantFrom("galera" as const, "primary-replica" as const),
    shrinking: fc.boolean(),
    founds: fc.boolean(),
  })
  .map(({ list, known, peakQps, topology, shrinking, founds }) => {
    const hosts = list.map(({ roles, zone, capacityQps }, index) =>
      hostOf(`h${index}`, roles, {
        ...(zone && { zone }),
        ...(known ? { capacityQps: capacityQps ?? 70 } : capacityQps && { capacityQps }),
      }),
    );
    const named = (state: string): readonly string[] => hosts.filter((_, index) => list[index]?.state === state).map((it) => it.name);
    const database = { ...(fortress.database as NonNullable<Infrastructure["database"]>), topology, primary: "h0" };
    const infra: Infrastructure = { ...fortress, hosts, database, objectives: peakQps === undefined ? {} : { peakQps } };
    const serving = [...named("changing"), ...named("beginning")];
    const changing = new Set([...serving, ...named("idle")]);
    const beginning = new Map(
      named("beginning").map((name) => [name, new Set<Role>(hosts.find((it) => it.name === name)?.roles.slice(0, 1))]),
    );
    const told = new Set(
      hosts.filter((it) => it.roles.length > 1 && it.roles.includes("balancer") && serving.includes(it.name)).map((it) => it.name),
    );
    const founder = hosts.find((it) => changing.has(it.name) && it.roles.includes("database"))?.name;
    const changes: Changes = {
      changing,
      idle: new Set(named("idle")),
      shrinking,
      beginning,
      told,
      ...(founds && topology === "galera" && founder !== undefined ? { founder } : {}),
    };
    return { infra, ...changes };
  });

/**
 * Whom the scripts of a host wait for, told without the model that made the order: a replica for the primary that lets it in, a node for
 * the cluster that it joins, a new app for the databases that let it in.
 */
function awaited(infra: Infrastructure, { changing, idle, beginning, founder }: Changes, host: Host): readonly string[] {
  const { database } = infra;
  const begins = (it: Host, role: Role): boolean =>
    it.roles.includes(role) && (idle.has(it.name) || beginning?.get(it.name)?.has(role) === true);
  const among = (some: (it: Host) => boolean): readonly string[] =>
    infra.hosts.filter((it) => it !== host && changing.has(it.name) && it.roles.includes("database") && some(it)).map((it) => it.name);
  const primary = (it: Host): boolean => (database?.topology === "galera" ? it.name === founder : it.name === database?.primary);
  const member = (it: Host): boolean => database?.topology === "galera" && !begins(it, "database");
  if (database?.topology === "primary-replica" && host.roles.includes("database")) return among(primary);
  if (begins(host, "database") && !primary(host)) return among((it) => primary(it) || member(it));
  return begins(host, "app") ? among((it) => primary(it) || (member(it) && !host.roles.includes("database"))) : [];
}

/** Whether these carry the declared peak, told without the model that made the order. Nobody can say so without the numbers. */
function enough({ objectives }: Infrastructure, left: readonly Host[], members: readonly Host[]): boolean {
  const { peakQps } = objectives;
  if (peakQps === undefined || members.some((it) => it.capacityQps === undefined)) return false;
  return left.reduce((sum, it) => sum + (it.capacityQps ?? 0), 0) >= peakQps;
}

describe("whatever the infrastructure", () => {
  it("every host that changes is in exactly one wave, and in one more when it is told something at the end", () => {
    fc.assert(
      fc.property(world, ({ infra, ...changes }) => {
        expect(waves(infra, changes).flat().sort()).toEqual([...changes.changing, ...(changes.told ?? [])].sort());
      }),
    );
  });

  it("nobody waits for what a later wave brings", () => {
    fc.assert(
      fc.property(world, ({ infra, ...changes }) => {
        const order = waves(infra, changes);
        const at = (name: string): number => order.findIndex((wave) => wave.includes(name));
        for (const host of infra.hosts.filter((it) => changes.changing.has(it.name)))
          for (const name of awaited(infra, changes, host)) {
            expect(at(name), `${host.name} waits for ${name}: ${JSON.stringify(order)}`).toBeLessThanOrEqual(at(host.name));
            // Side by side with one that serves, it would be one wave too early.
            if (!changes.idle.has(name)) expect(at(name)).toBeLessThan(at(host.name));
          }
      }),
      { numRuns: 2000 },
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

  it("nobody is told of a new host before it is ready", () => {
    fc.assert(
      fc.property(world, ({ infra, ...changes }) => {
        const { changing, idle, told } = changes;
        const order = waves(infra, { ...changes, shrinking: false });
        const last = (name: string): number => order.findLastIndex((wave) => wave.includes(name));
        const balances = (it: Host): boolean => it.roles.includes("balancer");
        // Beside a monitor, say: nobody sends requests there.
        const only = (it: Host): boolean =>
          balances(it) && !it.roles.some((role) => role === "web" || role === "app" || role === "database");
        for (const balancer of infra.hosts.filter((it) => balances(it) && changing.has(it.name) && !idle.has(it.name))) {
          if (!only(balancer) && told?.has(balancer.name) !== true) continue;
          for (const fresh of infra.hosts.filter((it) => !only(it) && idle.has(it.name)))
            expect(last(fresh.name)).toBeLessThan(last(balancer.name));
        }
      }),
    );
  });
});
