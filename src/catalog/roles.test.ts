import { expect, test } from "vitest";
import type { RoleFace } from "../kit/faces/role.ts";
import type { Part } from "../kit/part.ts";
import { ROLE_FACES, ROLES, rolesIn } from "./roles.ts";

test("every role is told of by one part, in the order in which a request meets them", () => {
  expect(ROLES).toEqual(["balancer", "web", "app", "cache", "database", "monitor"]);
});

test("the roles that requests go through are those with a place, and each says who stands in for whom", () => {
  expect(ROLE_FACES.filter((role) => role.place !== undefined).map((role) => role.name)).toEqual([
    "balancer",
    "web",
    "app",
    "cache",
    "database",
  ]);
  for (const { place, tier } of ROLE_FACES) expect(tier === undefined).toBe(place === undefined);
});

test("no word means two roles, and no role has the name of another as a synonym", () => {
  for (const { name, synonyms } of ROLE_FACES) {
    expect(ROLES.filter((role) => role !== name && synonyms.test(role))).toEqual([]);
  }
});

test("a role that a further part fills takes its place among the others", () => {
  const queue = { name: "queue", place: 42, words: { one: "the queue", many: "queues", host: "queue host" }, synonyms: /^amqp$/ };
  const part = { name: "a queue", role: queue as unknown as RoleFace } as Part;
  const others = ROLE_FACES.map((role): Part => ({ name: role.name, role }) as Part);
  expect(rolesIn([part, ...others]).map((role) => role.name)).toEqual(["balancer", "web", "app", "queue", "cache", "database", "monitor"]);
});
