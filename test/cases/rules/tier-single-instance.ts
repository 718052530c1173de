import { cached } from "../../fixtures/cached.ts";
import { withHosts, without } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "one app host is left", infra: without(fortress, "app2"), entities: ["app1"] },
  { name: "one server is everything behind the balancer: one finding", infra: without(whiteboard, "srv2"), entities: ["srv1"] },
  { name: "two web servers, one database", infra: withHosts(whiteboard, { roles: ["web", "app"] }, "srv2"), entities: ["srv1"] },
  { name: "one cache", infra: without(cached, "cache2"), entities: ["cache1"] },
];

export const silent: readonly CheckCase[] = [
  { name: "two of everything", infra: whiteboard },
  { name: "the fortress", infra: fortress },
  { name: "two caches", infra: cached },
  { name: "a single balancer has a rule of its own", infra: without(fortress, "lb2") },
];
