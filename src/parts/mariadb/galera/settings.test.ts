import { expect, test } from "vitest";
import { whiteboard } from "../../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { redacted } from "../../../util/content.ts";
import { haproxyConfig } from "../../haproxy/config.ts";
import { accountsCommand } from "../accounts.ts";
import { mariadbConfig } from "../config-file.ts";
import { stateTeller } from "./health.ts";

const textOf = (...words: Parameters<typeof mariadbConfig>): string => redacted(mariadbConfig(...words));

const { database } = whiteboard;
if (database === undefined) throw new Error("the whiteboard has a database");
const hosts: readonly Host[] = whiteboard.hosts.map((it) => (it.name === "mon1" ? { ...it, roles: ["monitor", "database"] } : it));
const cluster = (writers: "one" | "all", primary = "srv1"): Infrastructure => ({
  ...whiteboard,
  hosts,
  database: { ...database, topology: "galera", writers, primary },
});
const named = (name: string): Host => hosts.find((it) => it.name === name) ?? expect.unreachable(name);
const option = (text: string, name: string): string | undefined => new RegExp(`^${name} = (.*)$`, "m").exec(text)?.[1];

test("a node knows all nodes and none makes a cluster by itself; whoever writes first is asked last for a copy", () => {
  for (const host of ["srv1", "srv2", "mon1"]) {
    expect(option(textOf(named(host), cluster("one")), "wsrep_cluster_address")).toBe("gcomm://10.77.0.11,10.77.0.12,10.77.0.20");
  }
  expect(option(textOf(named("mon1"), cluster("one", "srv2")), "wsrep_sst_donor")).toBe('"srv1,srv2,"');
  expect(option(textOf(named("srv1"), cluster("one", "srv2")), "wsrep_sst_donor")).toBe('"mon1,srv2,"');
});

test("nothing goes between nodes in clear, and every commit is flushed", () => {
  const text = textOf(named("srv1"), cluster("one"));
  const options = option(text, "wsrep_provider_options")?.replaceAll('"', "").split(";") ?? [];
  for (const it of ["socket.ssl=yes", "socket.ssl_ca=/etc/bartizan/pki/group-ca.crt", "gmcast.listen_addr=ssl://10.77.0.11:4567"]) {
    expect(options).toContain(it);
  }
  expect(options.filter((it) => /ignore_(sb|quorum)|bootstrap|dynamic/.test(it))).toEqual([]);
  expect(text).toContain("[sst]\nssl-mode = VERIFY_CA\n");
  expect(option(text, "innodb_flush_log_at_trx_commit")).toBe("1");
  expect(option(text, "innodb_snapshot_isolation")).toBe("1");
  expect(option(text, "read_only")).toBe("0");
  expect(text).not.toMatch(/^(log_bin =|relay_log|gtid_)/m);
});

test("one writer: the same node on every app host, and the others in the same order; all: every node", () => {
  const servers = (host: string, infra: Infrastructure): readonly string[] =>
    haproxyConfig(named(host), infra)
      .split("\n")
      .filter((line) => /^\tserver .*:3306 /.test(line))
      .map((line) => line.replace(/^\tserver (\S+) .*verifyhost (\S+)/, "$1 $2"));
  expect(servers("srv1", cluster("one", "srv2"))).toEqual([
    "srv2 srv2 on-marked-up shutdown-backup-sessions",
    "srv1 srv1 backup",
    "mon1 mon1 backup",
  ]);
  expect(servers("srv2", cluster("one", "srv2"))).toEqual(servers("srv1", cluster("one", "srv2")));
  expect(servers("srv1", cluster("all"))).toEqual(["srv1 srv1", "srv2 srv2", "mon1 mon1"]);
});

test("a node tells its state to the proxies of app hosts alone", () => {
  const text = stateTeller(named("mon1"), cluster("one")).blocks.join("");
  expect(text).toContain('"CN=srv1,OU=database-proxy" 1;');
  expect(text).not.toContain('"CN=lb1,OU=database-proxy" 1;');
  expect(text).toContain("listen 10.77.0.20:4569 ssl;");
});

test("the accounts are replicated, and nobody may replicate from a node as from a primary", () => {
  const command = accountsCommand(named("srv1"), cluster("one"));
  expect(redacted(command.apply)).toContain("<<'SQL'\nSET SESSION slow_query_log=0;\n");
  expect(command.want).not.toContain("replication");
  expect(accountsCommand(named("srv2"), cluster("one")).want).toBe(command.want);
});
