import fc from "fast-check";
import { expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { compileTree } from "../check/availability/compile-tree.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { occurs } from "./fails.ts";
import type { Gate } from "./fault-tree.ts";
import { singleFailures } from "./single-failures.ts";

const singles = (infra: Infrastructure): readonly string[] => {
  const { top, gates, promotions } = compileTree(infra);
  return [...singleFailures(top, gates, (event) => promotions.has(event))].sort();
};

it("finds what stops the whiteboard alone: its balancer, its primary until somebody promotes, and what both servers share", () => {
  expect(singles(whiteboard)).toEqual([
    "balancer:lb1",
    "common:app",
    "common:database",
    "common:web",
    "database:srv1",
    "host:lb1",
    "host:srv1",
  ]);
});

it("finds nothing in the fortress but the faults common to a tier", () => {
  expect(singles(fortress)).toEqual(["common:app", "common:balancer", "common:database", "common:web"]);
});

it("agrees with trying every event", () => {
  const gate = (names: readonly string[]): fc.Arbitrary<Gate> =>
    fc.uniqueArray(fc.constantFrom(...names), { minLength: 1, maxLength: 4 }).chain((inputs) =>
      fc.oneof(
        fc.constant<Gate>({ op: "or", inputs }),
        fc.constant<Gate>({ op: "and", inputs }),
        fc.integer({ min: 1, max: inputs.length }).map((k): Gate => ({ op: "at-least", k, inputs })),
      ),
    );
  const events = ["a", "b", "c", "d", "e"];
  const tree = fc
    .tuple(gate(events), gate(events), gate([...events, "g0", "g1"]), gate(["g0", "g1", "g2", "a"]))
    .map((gates) => new Map(gates.map((it, index) => [`g${index}`, it])));
  fc.assert(
    fc.property(tree, fc.subarray(["a", "b"]), (gates, given) => {
      const free = events.filter((event) => !given.includes(event));
      const alone = free.filter((event) => occurs("g3", gates, (it) => it === event || given.includes(it)));
      const anyway = occurs("g3", gates, (it) => given.includes(it));
      // Where the given events are enough, the question has no answer.
      if (!anyway) expect([...singleFailures("g3", gates, (it) => given.includes(it))].sort()).toEqual(alone);
    }),
  );
});
