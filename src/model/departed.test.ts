import { expect, it } from "vitest";
import { without } from "../../test/fixtures/change.ts";
import { fortress } from "../../test/fixtures/fortress.ts";
import { departed, withDeparted, withRetired } from "./departed.ts";

const names = (hosts: readonly { readonly name: string }[]): readonly string[] => hosts.map((it) => it.name);

it("knows who has left the file, and tells a new name from a new machine", () => {
  const smaller = without(fortress, "web2");
  expect(names(departed(smaller, fortress.hosts))).toEqual(["web2"]);
  expect(departed(fortress, fortress.hosts)).toEqual([]);
  const renamed = { ...fortress, hosts: fortress.hosts.map((it) => (it.name === "web2" ? { ...it, name: "web9" } : it)) };
  expect(departed(renamed, fortress.hosts)).toEqual([]);
});

it("puts them back where they stood, so that nobody else's configuration changes", () => {
  const smaller = without(fortress, "web1", "db3");
  const leaving = departed(smaller, fortress.hosts);
  expect(names(withDeparted(smaller, fortress.hosts, leaving).hosts)).toEqual(names(fortress.hosts));
  expect(withDeparted(smaller, fortress.hosts, leaving).balancer).toEqual(fortress.balancer);
});

it("leaves a host that has left nothing to do", () => {
  const host = fortress.hosts.find((it) => it.name === "web1");
  if (host === undefined) throw new Error("the fortress has a web1");
  const last = withRetired(without(fortress, "web1"), host).hosts.at(-1);
  expect(last).toMatchObject({ name: "web1", roles: [], monitoring: "none" });
});
