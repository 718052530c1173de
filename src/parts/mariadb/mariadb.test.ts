import { spawnSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile } from "../../catalog/compile.ts";
import type { PartContext } from "../../kit/part.ts";
import type { CommandResource, HostState, Resource } from "../../state/resource.ts";
import { keyOf } from "../../state/resource.ts";
import { redacted } from "../../util/content.ts";
import { mariadb } from "./mariadb.ts";

const context: PartContext = {
  infra: whiteboard,
  flows: [],
  loopback: [],
  webServers: [],
  localNames: [],
  services: new Map(),
  roles: [],
  environment: {},
  mutes: [],
  scrapes: new Map(),
  alerts: [],
  recordings: [],
  caCertificate: "",
  groupCertificate: "",
  siteCertificate: "",
};

function resources(name: string): readonly Resource[] {
  const host = whiteboard.hosts.find((it) => it.name === name);
  if (host === undefined) throw new Error(name);
  return mariadb.resources(host, context);
}

const commands = (name: string): readonly CommandResource[] => resources(name).filter((it) => it.kind === "command");

test("it stands where databases are", () => {
  expect(whiteboard.hosts.filter((host) => mariadb.standsOn(host, whiteboard)).map((host) => host.name)).toEqual(["srv1", "srv2"]);
  const { database: _, ...without } = whiteboard;
  expect(whiteboard.hosts.some((host) => mariadb.standsOn(host, without))).toBe(false);
  expect([mariadb.flows?.(without), mariadb.alerts?.(without)]).toEqual([[], []]);
});

test("the server runs before its accounts are made, and those before its role", () => {
  const order = (name: string): readonly string[] =>
    resources(name)
      .map(keyOf)
      .filter((key) => /^(unit|command):/.test(key));
  expect(order("srv1")).toEqual([
    "unit:bartizan-time-zones.timer",
    "unit:mariadb.service",
    "command:database-accounts",
    "command:database-time-zones",
    "command:database-primary",
    "command:database-voters",
  ]);
  expect(order("srv2")).toEqual([
    "unit:bartizan-time-zones.timer",
    "unit:mariadb.service",
    "command:database-accounts",
    "command:database-time-zones",
    "command:database-replica",
  ]);
});

test("the certificate carries every name by which the host is reached", () => {
  const certificate = resources("srv1").find((it) => it.kind === "certificate");
  expect(certificate).toMatchObject({ names: ["DNS:srv1", "DNS:database.internal", "IP:10.77.0.11"], owner: "root:mysql" });
});

describe.each(["srv1", "srv2"])("the scripts of %s", (name) => {
  test.each(commands(name).flatMap((it) => [[`${it.id} check`, it.check] as const, [`${it.id} apply`, it.apply] as const]))(
    "%s is what a POSIX shell can read",
    (_, script) => {
      const result = spawnSync("sh", ["-n"], { input: redacted(script), encoding: "utf8" });
      expect([result.status, result.stderr]).toEqual([0, ""]);
    },
  );

  test("no check changes anything, or waits for a server that hangs", () => {
    for (const script of commands(name).map(({ check }) => redacted(check))) {
      // One that asks no server reads a file, and writes none.
      if (!/^sql\(\) /m.test(script)) {
        expect(script).not.toMatch(/[^2]>(?!\/dev\/null)/);
        continue;
      }
      const statements = [...script.matchAll(/<<'SQL'\n(.*?)\nSQL\n/gs)].flatMap(([, sql = ""]) => sql.split(/;\n?|\\G\n?/));
      const words = new Set(statements.filter((it) => it !== "").map((it) => /^\w+( SESSION)?/.exec(it)?.[0]));
      expect(words.size).toBeGreaterThan(0);
      for (const word of words) expect(["SELECT", "SHOW", "SET SESSION"]).toContain(word);
      const clients = [...script.matchAll(/^(?:sql|sql_named)\(\) \{ (.*?) mariadb/gm)].map(([, before]) => before);
      expect(clients).toEqual(["quietly timeout --foreground 5", "quietly timeout --foreground 5"]);
    }
  });

  test("a refusal says what is at stake", () => {
    const refusals = commands(name).flatMap((it) => it.refusal ?? []);
    expect(refusals).toHaveLength(1);
    for (const refusal of refusals) expect(refusal).toMatch(/does not move the primary by itself|neither moves the primary by itself/);
  });
});

test("every alert has a name of its own, and the roles' alerts look at the right hosts", () => {
  const alerts = mariadb.alerts?.(whiteboard) ?? [];
  expect(new Set(alerts.map((it) => it.name)).size).toBe(alerts.length);
  const exprOf = (name: string): string | undefined => alerts.find((it) => it.name === name)?.expr;
  expect(exprOf("DatabasePrimaryReadOnly")).toBe('mysql_global_variables_read_only{host="srv1"} == 1');
  expect(exprOf("DatabaseReplicaWritable")).toBe('mysql_global_variables_read_only{host=~"srv2"} == 0');
});

// Since MariaDB 11.4 its clients verify the server at a socket of the same machine, too: with a certificate that has ended nobody could
// ask the server anything, nor tell it to take a new one.
test("no client at a socket uses TLS, whatever the topology", () => {
  const { backups: _, ...cluster } = fortress;
  const copied = { ...fortress.backups, to: "sftp://copies@203.0.113.99/foobar" };
  const infras = [whiteboard, cluster, { ...whiteboard, backups: { ...copied, everyHours: 24, keepDays: 30, restoreTestDays: 7 } }];
  const texts = infras.flatMap((infra) =>
    [...compile(infra, { caCertificate: "", groupCertificate: "", siteCertificate: "", releaseId: "0123456789ab" }).values()].flatMap(
      shellOf,
    ),
  );
  const clients = texts.flatMap(
    (it) => it.match(/(?<![=-])\b(mariadb|mariadb-dump|mariadb-check|mariadb-admin|mysql)\s[^\n]*--socket[^\n]*/g) ?? [],
  );
  expect(clients.length).toBeGreaterThan(20);
  expect(clients.filter((it) => !it.includes("--skip-ssl"))).toEqual([]);
});

function shellOf({ resources: all }: HostState): readonly string[] {
  return all.flatMap((it) => {
    if (it.kind === "file") return [redacted(it.content)];
    if (it.kind === "command") return [redacted(it.check), redacted(it.apply)];
    return it.kind === "unit" ? [it.reload ?? "", it.ready ?? ""] : [];
  });
}

test("a replica that the file calls the primary says that it is not promoted", () => {
  const primary = commands("srv1").find((it) => it.id === "database-primary");
  const line = redacted(primary?.apply ?? [])
    .split("\n")
    .find((it) => it.includes("is a replica;"));
  const said = spawnSync("sh", ["-c", line?.replace("/var/lib/mysql/master.info", "/dev/null") ?? ""], { encoding: "utf8" });
  expect([said.stdout, said.stderr]).toEqual(["srv1 is a replica; `up` does not promote it\n", ""]);
});

test("its name is that of the proxy on a host that runs the app, where there is a database at all", () => {
  const on = (name: string, infra = whiteboard): readonly string[] =>
    infra.hosts.filter((host) => host.name === name).flatMap((host) => (mariadb.localNames?.(host, infra) ?? []).map((it) => it.name));
  expect([on("srv2"), on("lb1")]).toEqual([["database.internal"], []]);
  const without = whiteboard.hosts.map((it) => ({ ...it, roles: it.roles.filter((role) => role !== "database") }));
  expect(on("srv2", { ...whiteboard, hosts: without })).toEqual([]);
});
