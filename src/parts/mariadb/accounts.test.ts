import { expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { redacted, secretsIn } from "../../util/content.ts";
import { accountsCommand, accountsOn } from "./accounts.ts";

const named = (name: string): Host => {
  const host = whiteboard.hosts.find((it) => it.name === name);
  if (host === undefined) throw new Error(name);
  return host;
};

test("what the whiteboard's primary lets in, and what each may do", () => {
  expect(accountsCommand(named("srv1"), whiteboard).want.split("\n")).toEqual([
    "account exporter@localhost mysql_native_password current transport=0 connections=3 unlocked",
    "account foobar@10.77.0.11 mysql_native_password current transport=1 connections=80 unlocked",
    "account foobar@10.77.0.12 mysql_native_password current transport=1 connections=80 unlocked",
    "account replication@10.77.0.12 mysql_native_password current transport=3 subject=/OU=database/CN=srv2 connections=10 unlocked",
    "rights exporter@localhost * PROCESS,SLAVE MONITOR",
    "rights foobar@10.77.0.11 foobar ALTER,ALTER ROUTINE,CREATE,CREATE ROUTINE,CREATE TEMPORARY TABLES,CREATE VIEW,DELETE,DROP,EVENT,EXECUTE,INDEX,INSERT,LOCK TABLES,REFERENCES,SELECT,SHOW VIEW,TRIGGER,UPDATE",
    "rights foobar@10.77.0.12 foobar ALTER,ALTER ROUTINE,CREATE,CREATE ROUTINE,CREATE TEMPORARY TABLES,CREATE VIEW,DELETE,DROP,EVENT,EXECUTE,INDEX,INSERT,LOCK TABLES,REFERENCES,SELECT,SHOW VIEW,TRIGGER,UPDATE",
    "rights replication@10.77.0.12 * REPLICATION SLAVE,SLAVE MONITOR",
    "rights replication@10.77.0.12 foobar EVENT,SELECT,SHOW CREATE ROUTINE,SHOW VIEW,TRIGGER",
  ]);
});

test("nobody gets in from the network without TLS, and no account is open to any address", () => {
  for (const account of [...accountsOn(named("srv1"), whiteboard), ...accountsOn(named("srv2"), whiteboard)]) {
    expect(account.address === "localhost").toBe(account.transport === "none");
    expect(account.address).not.toContain("%");
  }
});

test("hosts differ only in the replicas they let in: a change of roles changes no account", () => {
  const keys = (name: string): readonly string[] =>
    accountsOn(named(name), whiteboard)
      .filter((it) => it.user !== "replication")
      .map((it) => JSON.stringify(it));
  expect(keys("srv1")).toEqual(keys("srv2"));
});

test("a schema's underscore is no wildcard in its grants", () => {
  const { database } = whiteboard;
  if (database === undefined) throw new Error("the whiteboard has a database");
  const infra: Infrastructure = { ...whiteboard, database: { ...database, name: "guest_book" } };
  const command = accountsCommand(named("srv1"), infra);
  expect(redacted(command.apply)).toContain("ON `guest\\_book`.* TO 'guest_book'@'10.77.0.11'");
  expect(command.want).toContain("rights guest_book@10.77.0.11 guest\\_book ALTER");
});

test("events are for a schema that one host writes to: a cluster would run them nowhere once the node that made them is gone", () => {
  const rights = (infra: Infrastructure): readonly string[] =>
    accountsOn(infra.hosts.find((it) => it.roles.includes("database")) as Host, infra).find((it) => it.secret === "database.app")
      ?.schemaRights ?? [];
  expect(rights(whiteboard)).toContain("EVENT");
  expect(rights(fortress)).not.toContain("EVENT");
  expect(rights(fortress)).toEqual(expect.arrayContaining(["TRIGGER", "CREATE ROUTINE"]));
});

test("nothing of it is replicated, and the secrets are holes", () => {
  const command = accountsCommand(named("srv1"), whiteboard);
  expect(redacted(command.apply)).toContain("<<'SQL'\nSET SESSION sql_log_bin=0, slow_query_log=0;\n");
  const needed = ["database.app", "database.exporter", "database.replication"];
  expect([...new Set(secretsIn(command.apply))].sort()).toEqual(needed);
  expect([...new Set(secretsIn(command.check))].sort()).toEqual(needed);
});

test("while a password is replaced its account takes the second one, too, and the others do not", () => {
  const infra: Infrastructure = { ...whiteboard, secondPasswords: ["database.app"] };
  const command = accountsCommand(named("srv1"), infra);
  const lines = command.want.split("\n").filter((it) => it.startsWith("account"));
  expect(lines.map((it) => it.replace(/^account (\w+)@\S+ (\S+) .*/, "$1 $2"))).toEqual([
    "exporter mysql_native_password",
    "foobar mysql_native_password+second",
    "foobar mysql_native_password+second",
    "replication mysql_native_password",
  ]);
  const either = "USING PASSWORD('[secret database.app]') OR mysql_native_password USING PASSWORD('[secret database.app.second]')";
  expect(redacted(command.apply)).toContain(`ALTER USER 'foobar'@'10.77.0.11' IDENTIFIED VIA mysql_native_password ${either} REQUIRE SSL`);
  expect(secretsIn(command.check)).toContain("database.app.second");
  expect(secretsIn(accountsCommand(named("srv1"), whiteboard).apply)).not.toContain("database.app.second");
});
