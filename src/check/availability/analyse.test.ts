import { expect, it } from "vitest";
import { analyse } from "./analyse.ts";
import type { FaultTree, Gate } from "./fault-tree.ts";

function tree(top: string, gates: Record<string, Gate>, events: Record<string, number>): FaultTree {
  return { top, gates: new Map(Object.entries(gates)), events: new Map(Object.entries(events)) };
}

const or = (...inputs: string[]): Gate => ({ op: "or", inputs });
const and = (...inputs: string[]): Gate => ({ op: "and", inputs });
const atLeast = (k: number, ...inputs: string[]): Gate => ({ op: "at-least", k, inputs });

it("solves two of three, as published", () => {
  const analysis = analyse(tree("top", { top: atLeast(2, "a", "b", "c") }, { a: 0.1, b: 0.2, c: 0.3 }));
  expect(analysis.unavailability).toBeCloseTo(0.098, 12);
  expect(analysis).toMatchObject({ method: "bdd", unaccounted: 0, cutSetCounts: [{ order: 2, count: 3 }] });
  expect(analysis.cutSets.map(({ events }) => events.join(" "))).toEqual(["b c", "a c", "a b"]);
});

it("solves the operating theatre, as published", () => {
  const theatre = tree(
    "theatre",
    { theatre: and("mains", "standby"), standby: or("generator", "relay") },
    { mains: 0.03, generator: 0.02, relay: 0.05 },
  );
  const analysis = analyse(theatre);
  expect(analysis.unavailability).toBeCloseTo(0.00207, 12);
  expect(analysis.cutSetCounts).toEqual([{ order: 2, count: 2 }]);
  expect(analysis.importance.get("mains")).toBeCloseTo(1 - 0.98 * 0.95, 12);
});

it("multiplies hard dependencies: three of 0.9999 give 0.9997", () => {
  const analysis = analyse(tree("top", { top: or("a", "b", "c") }, { a: 1e-4, b: 1e-4, c: 1e-4 }));
  expect(1 - analysis.unavailability).toBeCloseTo(0.9997, 7);
});

it("takes a basic event for a tree", () => {
  const analysis = analyse(tree("a", {}, { a: 0.25, b: 0.5 }));
  expect(analysis).toMatchObject({ unavailability: 0.25, cutSets: [{ events: ["a"], probability: 0.25 }] });
  expect([...analysis.importance]).toEqual([
    ["a", 1],
    ["b", 0],
  ]);
});
