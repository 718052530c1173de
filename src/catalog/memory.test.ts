import fc from "fast-check";
import { expect, test } from "vitest";
import { withHosts } from "../../test/fixtures/change.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { MEMORY_LEFT_FREE } from "../kit/faces/memory.ts";
import type { Host } from "../model/infrastructure.ts";
import { asItComes, memoryTaken, memoryUses } from "./memory.ts";
import { ROLES } from "./roles.ts";

test("what no amount is said of fits together, whatever a host runs and however much it has", () => {
  fc.assert(
    fc.property(fc.subarray([...ROLES], { minLength: 1 }), fc.integer({ min: 512, max: 1_000_000 }), (roles, memory) => {
      const infra = withHosts(whiteboard, { roles }, "srv1");
      const host = infra.hosts.find((it) => it.name === "srv1") as Host;
      expect(memoryTaken(memoryUses(host, infra), memory)).toBeLessThanOrEqual(memory * (1 - MEMORY_LEFT_FREE));
    }),
  );
});

test("amounts of the file are for the machines that were ordered, and a lab's are others", () => {
  const { database, monitoring } = whiteboard;
  const said = {
    ...withHosts(whiteboard, { memory: 65_536 }, "srv1"),
    database: { ...(database as NonNullable<typeof database>), memory: 32_768 },
    monitoring: { ...monitoring, memory: 4096 },
  };
  const uses = said.hosts.flatMap((host) => memoryUses(host, said).map(({ takes }) => takes));
  expect(uses).toEqual([32_768, 32_768, 4096]);
  expect(asItComes(said)).toEqual(whiteboard);
});
