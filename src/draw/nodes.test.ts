import { expect, test } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure, Role } from "../model/infrastructure.ts";
import { NO_MARKS } from "./marks.ts";
import { nodesByTier, type Tiers } from "./nodes.ts";

function tiers(infra: Infrastructure): Tiers {
  return nodesByTier(infra, [], NO_MARKS, 1);
}

function host(index: number, roles: readonly Role[], more: Partial<Host> = {}): Host {
  return { name: `h${index}`, address: `10.0.0.${index}`, ssh: "", roles, ...plainHost, ...more };
}

function withHosts(count: number, more: (index: number) => Partial<Host> = () => ({})): Infrastructure {
  return { ...whiteboard, hosts: Array.from({ length: count }, (_, index) => host(index, ["web"], more(index))) };
}

test("a column for each set of roles, in the order in which a request meets them", () => {
  const titles = (infra: Infrastructure): readonly string[] => tiers(infra).columns.map((column) => column.title);
  expect(titles(whiteboard)).toEqual(["load balancer", "web + app + database", "monitor"]);
  expect(titles(fortress)).toEqual(["load balancer", "web", "app", "database", "monitor"]);
  const roles: readonly (readonly Role[])[] = [["monitor"], [], ["database"], ["app", "web"], ["balancer", "monitor"], ["web"]];
  expect(titles({ ...whiteboard, hosts: roles.map((its, index) => host(index, its)) })).toEqual([
    "load balancer + monitor",
    "web",
    "web + app",
    "database",
    "other hosts",
    "monitor",
  ]);
});

test("a band for each zone, and one for hosts that name none", () => {
  expect(tiers(whiteboard).bands).toEqual([undefined]);
  expect(tiers(fortress).bands).toEqual(["a", "b", "c"]);
  expect(tiers(withHosts(3, (index) => (index === 0 ? {} : { zone: `z${3 - index}` }))).bands).toEqual(["z1", "z2", undefined]);
});

test("with many zones there are no frames: every host says its own", () => {
  const { bands, nodes } = tiers(withHosts(8, (index) => ({ zone: `z${index}` })));
  expect(bands).toEqual([undefined]);
  expect(nodes.map((node) => node.facts)).toEqual(Array.from({ length: 8 }, (_, index) => `zone z${index}`));
});

test("eight hosts of a tier are eight boxes, nine are one", () => {
  expect(tiers(withHosts(8)).nodes).toHaveLength(8);
  const [node, ...more] = tiers(withHosts(9)).nodes;
  expect(more).toEqual([]);
  expect(node).toMatchObject({ title: "h0 … h8", aside: "9 hosts", facts: "10.0.0.0 … 10.0.0.8" });
});

test("only hosts that look alike are folded", () => {
  const nodes = tiers(
    withHosts(12, (index) => (index === 5 ? { firewall: { by: "nobody" } } : { zone: index % 2 === 0 ? "a" : "b" })),
  ).nodes;
  expect(nodes.map((node) => node.hosts.length)).toEqual([6, 5, 1]);
});

test("the database that takes the writes is never folded with the others", () => {
  const hosts = Array.from({ length: 10 }, (_, index) => host(index, ["database"]));
  const { nodes } = tiers({
    ...fortress,
    hosts,
    ...(fortress.database === undefined ? {} : { database: { ...fortress.database, primary: "h3" } }),
  });
  expect(nodes.map((node) => node.title)).toEqual(["h0 … h9", "h3"]);
});
