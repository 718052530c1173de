import type { Infrastructure } from "../../../src/model/infrastructure.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

const named = (domain: string, ...names: readonly string[]): Infrastructure => ({
  ...whiteboard,
  domain,
  tls: { ...whiteboard.tls, certificate: "provided", provided: { names, expires: "2027-12-31", renewal: "automatic", keys: "per-host" } },
});

export const fires: readonly CheckCase[] = [
  { name: "the bare domain is not its www", infra: named("www.foobar.com", "foobar.com"), entities: ["site"] },
  { name: "a wildcard stands for one label, not for two", infra: named("eu.www.foobar.com", "*.foobar.com") },
  { name: "nor for none", infra: named("foobar.com", "*.foobar.com") },
  { name: "nor for a part of another name", infra: named("www.notfoobar.com", "*.foobar.com", "foobar.com") },
];

export const silent: readonly CheckCase[] = [
  { name: "its name", infra: named("www.foobar.com", "foobar.com", "www.foobar.com") },
  { name: "in other letters", infra: named("www.foobar.com", "WWW.FooBar.com") },
  { name: "a wildcard for its first label", infra: named("www.foobar.com", "*.foobar.com") },
  { name: "the own CA makes it for the domain", infra: whiteboard },
];
