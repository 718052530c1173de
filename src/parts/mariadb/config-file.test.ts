import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host } from "../../model/infrastructure.ts";
import { redacted } from "../../util/content.ts";
import { appConnections, dropInText, mariadbConfig, serverId } from "./config-file.ts";

const textOf = (...words: Parameters<typeof mariadbConfig>): string => redacted(mariadbConfig(...words));

const hostAt = (address: string): Host => ({ name: "db", address, ssh: address, roles: ["database"], ...plainHost });
const named = (name: string): Host => {
  const host = whiteboard.hosts.find((it) => it.name === name);
  if (host === undefined) throw new Error(name);
  return host;
};
const option = (text: string, name: string): string | undefined => new RegExp(`^${name} = (.*)$`, "m").exec(text)?.[1];

test("server ids fit 32 bits and differ whenever addresses do", () => {
  fc.assert(
    fc.property(fc.ipV4(), fc.ipV4(), (a, b) => {
      const [one, two] = [serverId(hostAt(a)), serverId(hostAt(b))];
      expect(one).toBeLessThan(2 ** 32);
      expect(one === two).toBe(a === b);
    }),
  );
  expect(serverId(hostAt("10.77.0.11"))).toBe(172818443);
});

test("every database comes back read-only, the only one, too", () => {
  expect(option(textOf(named("srv1"), whiteboard), "read_only")).toBe("1");
  expect(option(textOf(named("srv2"), whiteboard), "read_only")).toBe("1");
});

test("a database that gets replicas, or whose commits are to wait for one, is not restarted", () => {
  const { database } = whiteboard;
  if (database === undefined) throw new Error("the whiteboard has a database");
  const alone = { ...whiteboard, hosts: [named("srv1")] };
  const three = { ...whiteboard, hosts: [...whiteboard.hosts, { ...named("srv2"), name: "srv3", address: "10.77.0.13" }] };
  const waits: typeof whiteboard = { ...three, database: { ...database, replication: "semi-sync" } };
  for (const infra of [whiteboard, three, waits]) {
    expect(textOf(named("srv1"), infra)).toBe(textOf(named("srv1"), alone));
    expect(dropInText(infra)).toBe(dropInText(alone));
  }
});

test("the file is the same whichever host is the primary, so that a promotion restarts nothing", () => {
  const { database } = whiteboard;
  if (database === undefined) throw new Error("the whiteboard has a database");
  for (const name of ["srv1", "srv2"]) {
    expect(textOf(named(name), { ...whiteboard, database: { ...database, primary: "srv2" } })).toBe(textOf(named(name), whiteboard));
  }
});

test("it listens on its own addresses and loopback, never on all", () => {
  expect(option(textOf(named("srv1"), whiteboard), "bind_address")).toBe("127.0.0.1,10.77.0.11");
  const six: Host = { ...named("srv1"), address6: "fd00::11" };
  expect(option(textOf(six, whiteboard), "bind_address")).toBe("127.0.0.1,10.77.0.11,fd00::11");
});

test("the server has room for all that the apps may open, and forty more, and the same room for up to eight", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 200 }), (count) => {
      const apps = Array.from(
        { length: count },
        (_, index): Host => ({ name: `a${index}`, address: `10.0.0.${index}`, ssh: "", roles: ["app"], ...plainHost }),
      );
      const infra = { ...whiteboard, hosts: [...apps, hostAt("10.1.0.1")] };
      const limit = Number(option(textOf(hostAt("10.1.0.1"), infra), "max_connections"));
      expect(limit).toBeGreaterThanOrEqual(appConnections(infra) * count + 40);
      // It is not restarted because an app comes or goes.
      if (count <= 8) expect(limit).toBe(200);
      expect(appConnections(infra)).toBeGreaterThanOrEqual(20);
    }),
  );
});
