import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../../catalog/compile.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { knowingSshPorts } from "../../model/ssh-ports.ts";
import { ruleset } from "./ruleset.ts";
import { shutOut } from "./ways-in.ts";

const named = (infra: Infrastructure, name: string): Host => {
  const host = infra.hosts.find((it) => it.name === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
};
const told = (infra: Infrastructure, from: string, port: number): readonly string[] =>
  shutOut(named(infra, "srv1"), infra, flowsOf(infra), { from, port }).map((it) => `${it.found}; ${it.mend}`);
const open = (infra: Infrastructure): readonly string[] =>
  [...ruleset(named(infra, "srv1"), infra, flowsOf(infra)).matchAll(/saddr \{ ([^}]+) \} tcp dport (\d+) .*name "(ssh[^"]*)"/g)].map(
    ([, from, port, id]) => `${from} ${port} ${id}`,
  );
const at = (...ports: readonly number[]): Infrastructure => knowingSshPorts(whiteboard, new Map([["srv1", ports]]));

test("the port that one came by is the one that is open", () => {
  expect(open(whiteboard)).toEqual(["198.51.100.0/24 22 ssh_admin_srv1"]);
  expect(open(at(2222))).toEqual(["198.51.100.0/24 2222 ssh_admin_srv1"]);
  expect(told(at(2222), "198.51.100.7", 2222)).toEqual([]);
});

test("the other ports of the same sshd stay open, for whoever comes by them", () => {
  expect(open(at(22, 2222))).toEqual(["198.51.100.0/24 22 ssh_admin_srv1", "198.51.100.0/24 2222 ssh__2222_admin_srv1"]);
  expect(told(at(22, 2222), "198.51.100.7", 2222)).toEqual([]);
});

test("a destination with a port says so before anybody has been there", () => {
  const hosts = whiteboard.hosts.map((it) => (it.name === "srv1" ? { ...it, ssh: "ssh://root@srv1.example:2222" } : it));
  expect(open({ ...whiteboard, hosts })).toEqual(["198.51.100.0/24 2222 ssh_admin_srv1"]);
});

test("whoever would be kept out is told before, with what to write", () => {
  expect(told(whiteboard, "198.51.100.7", 2222)).toHaveLength(1);
  expect(told(whiteboard, "192.0.2.4", 22)).toEqual([
    'you come from 192.0.2.4 to port 22; Nothing was changed. Add the range that you come from to firewall.admin, such as "192.0.2.4/32".',
  ]);
  expect(told(whiteboard, "10.77.0.10", 22)).toEqual([
    'you come from 10.77.0.10 (lb1) to port 22; Nothing was changed. Add the range that you come from to firewall.admin, such as "10.77.0.10/32", so that operators may come through lb1.',
  ]);
  expect(told(whiteboard, "2001:db8::7", 22)).toHaveLength(1);
});

test("a way through loopback passes every firewall of Bartizan's", () => {
  expect(told(whiteboard, "127.0.0.1", 22)).toEqual([]);
  expect(told(whiteboard, "::1", 22)).toEqual([]);
});
