import fc from "fast-check";
import { expect, it } from "vitest";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "./infrastructure.ts";
import { ROLES } from "./infrastructure.ts";
import { waves } from "./waves.ts";

const all = new Set(whiteboard.hosts.map((host) => host.name));

it("brings up a new infrastructure at once", () => {
  expect(waves(whiteboard, all, all)).toEqual([["lb1", "srv1", "srv2", "mon1"]]);
});

it("changes the two servers one after the other, the primary first, for the replica needs what is changed there", () => {
  expect(waves(whiteboard, all, new Set())).toEqual([["srv1", "lb1", "mon1"], ["srv2"]]);
});

it("takes new hosts first, unless a serving primary has to be made ready for them", () => {
  expect(waves(whiteboard, new Set(["srv2", "lb1"]), new Set(["srv2"]))).toEqual([["srv2"], ["lb1"]]);
  expect(waves(whiteboard, all, new Set(["srv2"]))).toEqual([["srv1", "lb1", "mon1"], ["srv2"]]);
});

it("never takes two serving hosts of one role together, and forgets none", () => {
  const roles = fc.uniqueArray(fc.constantFrom(...ROLES), { minLength: 1 });
  fc.assert(
    fc.property(
      fc.array(roles, { minLength: 1, maxLength: 30 }),
      fc.func(fc.boolean()),
      fc.func(fc.boolean()),
      (list, changes, isFresh) => {
        const hosts: Host[] = list.map((it, index) => ({ name: `h${index}`, address: "10.0.0.1", ssh: "h", roles: it, ...plainHost }));
        const infra: Infrastructure = { ...whiteboard, hosts };
        const changing = new Set(hosts.map((host) => host.name).filter((name) => changes(name)));
        const fresh = new Set([...changing].filter((name) => isFresh(name)));
        const order = waves(infra, changing, fresh);
        expect(order.flat().sort()).toEqual([...changing].sort());
        for (const wave of order) {
          const serving = wave.filter((name) => !fresh.has(name)).flatMap((name) => hosts.find((host) => host.name === name)?.roles ?? []);
          expect(new Set(serving).size).toBe(serving.length);
        }
      },
    ),
  );
});
