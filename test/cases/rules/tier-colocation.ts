import { cached } from "../../fixtures/cached.ts";
import { withHosts } from "../../fixtures/change.ts";
import { fortress } from "../../fixtures/fortress.ts";
import { whiteboard } from "../../fixtures/whiteboard.ts";
import type { CheckCase } from "./case.ts";

export const fires: readonly CheckCase[] = [
  { name: "both servers of the whiteboard: one finding", infra: whiteboard, entities: ["site"] },
  { name: "one host of many", infra: withHosts(fortress, { roles: ["web", "app", "database"] }, "web1"), entities: ["site"] },
  { name: "a balancer with all the rest", infra: withHosts(whiteboard, { roles: ["balancer", "web", "app", "database"] }, "srv1", "srv2") },
];

export const silent: readonly CheckCase[] = [
  { name: "a host for each tier", infra: fortress },
  { name: "web server and app, without the database", infra: withHosts(whiteboard, { roles: ["web", "app"] }, "srv1", "srv2") },
  { name: "the cache beside the app", infra: withHosts(cached, { roles: ["app", "cache"] }, "app1", "app2") },
  { name: "the app beside the database", infra: withHosts(fortress, { roles: ["app", "database"] }, "db1", "db2", "db3") },
];
