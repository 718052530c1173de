import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { bruteForce, randomTree } from "../../test/fixtures/fault-trees/random.ts";
import { siteTree } from "../../test/fixtures/fault-trees/site.ts";
import { analyse } from "./analyse.ts";
import { cutSetsOf } from "./engine/cut-sets.ts";
import { dagOf } from "./engine/dag.ts";
import { divide } from "./engine/modules.ts";
import { sharingOrder } from "./engine/order.ts";
import { simplify } from "./engine/simplify.ts";
import { solveClasses } from "./engine/solve-classes.ts";
import { solveDiagram } from "./engine/solve-diagram.ts";
import { solveGate } from "./engine/solve-gate.ts";
import { importances, solveTree } from "./engine/solve-tree.ts";
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

it("comes to what trying every state of trees of up to 16 events comes to", () => {
  const shape = { events: { min: 1, max: 16 }, gates: { min: 1, max: 14 }, inputs: { min: 1, max: 6 } } as const;
  fc.assert(
    fc.property(randomTree(shape), (tree) => {
      const truth = bruteForce(tree);
      const analysis = analyse(tree, { orders: "all" });
      expect(analysis.cutSets.map(({ events }) => events.join(" ")).sort()).toEqual(truth.cutSets);
      expect(Math.abs(analysis.unavailability - truth.unavailability)).toBeLessThanOrEqual(1e-12 * truth.unavailability);
      for (const [name, slope] of truth.importance) expect(analysis.importance.get(name)).toBeCloseTo(slope, 10);
      const counts = new Map<number, number>();
      for (const set of truth.cutSets) counts.set(set.split(" ").length, (counts.get(set.split(" ").length) ?? 0) + 1);
      expect(new Map(analysis.cutSetCounts.map(({ order, count }) => [order, count]))).toEqual(counts);
    }),
    { numRuns: 200 },
  );
});

it("lists cut sets up to the order asked for: by order, the likeliest first", () => {
  const shape = { events: { min: 4, max: 14 }, gates: { min: 2, max: 12 }, inputs: { min: 2, max: 6 } } as const;
  fc.assert(
    fc.property(randomTree(shape), fc.nat({ max: 4 }), fc.nat({ max: 9 }), (tree, orders, limit) => {
      const all = analyse(tree, { orders: "all" });
      const some = analyse(tree, { orders, limit });
      const upTo = all.cutSets.filter(({ events }) => events.length <= orders);
      expect(some.cutSetCounts).toEqual(all.cutSetCounts.filter(({ order }) => order <= orders));
      expect(some.cutSets.length).toBe(Math.min(limit, upTo.length));
      some.cutSets.forEach(({ events, probability }, index) => {
        expect(events.length).toBe(upTo[index]?.events.length);
        expect(probability).toBeCloseTo(upTo[index]?.probability ?? 0, 14);
      });
    }),
  );
});

/** Two or three of the members of a tier must be left; hosts differ in three ways. */
const smallSite = fc
  .record({
    hosts: fc.integer({ min: 4, max: 12 }),
    tiers: fc.integer({ min: 1, max: 3 }),
    zones: fc.integer({ min: 1, max: 3 }),
    racks: fc.integer({ min: 1, max: 5 }),
    left: fc.integer({ min: 1, max: 3 }),
    mixedRacks: fc.boolean(),
  })
  .map(({ left, ...shape }) =>
    siteTree({
      ...shape,
      needed: (members) => Math.min(left, members),
      chanceOf: (part, host) => (part === "service" ? 0.01 * (1 + (host % 3)) : 0.005),
    }),
  );

it("comes by classes to what it comes to exactly, in numbers, cut sets and importance", () => {
  fc.assert(
    fc.property(smallSite, (site) => {
      const divided = divide(simplify(dagOf(site)));
      const exact = solveTree(divided, Number.POSITIVE_INFINITY);
      const classes = solveTree(divided, Number.POSITIVE_INFINITY, (module, chances) => solveClasses(module, chances, 1e-12, 1e6));
      expect(classes.chances.at(-1)).toBeCloseTo(exact.chances.at(-1) ?? 0, 12);
      expect(cutSetsOf(classes, 3, 1e6, 1e6).counts).toEqual(cutSetsOf(exact, 3, 1e6, 1e6).counts);
      const slopes = importances(exact);
      importances(classes).forEach((slope, id) => {
        expect(slope).toBeCloseTo(slopes[id] ?? 0, 10);
      });
    }),
  );
});

describe("1,000 hosts in three tiers, two failure domains each", () => {
  const shape = { hosts: 1000, tiers: 3, zones: 3, racks: 50, mixedRacks: true } as const;

  it("is solved by classes where a quorum must be left, and says so", () => {
    const analysis = analyse(siteTree({ ...shape, needed: (members) => Math.floor(members / 2) + 1 }));
    expect(analysis.method).toBe("classes");
    // Two of three zones: what else there is adds little.
    expect(analysis.unavailability).toBeGreaterThan(3 * 1e-5 ** 2 * (1 - 1e-5));
    expect(analysis.unavailability).toBeLessThan(3.001e-10);
    expect(analysis.unaccounted).toBeLessThan(1e-9 * analysis.unavailability);
    expect(analysis.cutSets.map(({ events }) => events)).toEqual([
      ["zone0", "zone1"],
      ["zone0", "zone2"],
      ["zone1", "zone2"],
    ]);
    expect(analysis.importance.get("zone0")).toBeCloseTo(2e-5, 8);
  });

  it("is solved exactly where two hosts may be lost: zones and racks fall out, and what is left is independent", () => {
    const analysis = analyse(siteTree({ ...shape, needed: (members) => members - 2 }));
    expect(analysis).toMatchObject({ method: "bdd", unaccounted: 0 });
    // Any zone or rack; or three hosts of a tier, each by one of its three parts.
    const threeOf = (members: number): number => (members * (members - 1) * (members - 2)) / 6;
    expect(analysis.cutSetCounts).toEqual([
      { order: 1, count: 53 },
      { order: 3, count: 27 * (threeOf(334) + 2 * threeOf(333)) },
    ]);
    expect(analysis.cutSets.length).toBe(1000);
  });
});

it("comes to the same by either method on 150 hosts", () => {
  const shape = { hosts: 150, tiers: 3, zones: 3, racks: 12, mixedRacks: false } as const;
  const divided = divide(simplify(dagOf(siteTree({ ...shape, needed: (members) => Math.ceil(members * 0.8) }))));
  const exact = solveTree(
    divided,
    Number.POSITIVE_INFINITY,
    (module, chances) => solveGate(module, chances) ?? solveDiagram(module, chances, sharingOrder(module), 1e6),
  );
  const classes = solveTree(divided, Number.POSITIVE_INFINITY, (module, chances) => solveClasses(module, chances, 1e-12, 1e6));
  expect(Math.abs((classes.chances.at(-1) ?? 0) / (exact.chances.at(-1) ?? 0) - 1)).toBeLessThan(1e-9);
  expect(cutSetsOf(exact, 3, 0, 1e6).counts.map(Number)).toEqual(cutSetsOf(classes, 3, 0, 1e6).counts.map(Number));
});

it("has no cut set of up to three of a thousand members of which more than three must fail", () => {
  const hosts = Array.from({ length: 1000 }, (_, host) => `h${host}`);
  const analysis = analyse(tree("top", { top: atLeast(4, ...hosts) }, Object.fromEntries(hosts.map((host) => [host, 1e-3]))));
  expect(analysis.cutSets).toEqual([]);
  expect(analysis.cutSetCounts).toEqual([]);
  // 1 less the chances that none, one, two or three fail.
  const fewer = [0, 1, 2, 3].reduce((sum, failed) => {
    const ways = Array.from({ length: failed }, (_, it) => (1000 - it) / (it + 1)).reduce((product, factor) => product * factor, 1);
    return sum + ways * 1e-3 ** failed * (1 - 1e-3) ** (1000 - failed);
  }, 0);
  expect(analysis.unavailability).toBeCloseTo(1 - fewer, 12);
});

it("counts more cut sets than a double can", () => {
  const hosts = Array.from({ length: 200 }, (_, host) => `h${host}`);
  const quorum = tree("top", { top: atLeast(100, ...hosts) }, Object.fromEntries(hosts.map((host) => [host, 0.1])));
  const { cutSetCounts } = analyse(quorum, { orders: "all", limit: 3 });
  expect(cutSetCounts).toEqual([
    { order: 100, count: 9.054851465610328e58, exact: "90548514656103281165404177077484163874504589675413336841320" },
  ]);
});

it.each([
  { links: "modules", shared: () => [], single: 1 },
  { links: "gates that share events with their neighbours", shared: (level: number) => [`e${level + 1}`], single: 2 },
])("goes down a chain of 20,000 $links", ({ shared, single }) => {
  const gates = new Map<string, Gate>();
  const events = new Map([["e20000", 1e-4]]);
  for (let level = 0; level < 20_000; level += 1) {
    const next = level === 19_999 ? "e20000" : `g${level + 1}`;
    // In turns, or they would be merged to one gate.
    gates.set(`g${level}`, { op: level % 2 === 0 ? "or" : "and", inputs: [`e${level}`, ...new Set([...shared(level), next])] });
    events.set(`e${level}`, 1e-4);
  }
  const { method, cutSetCounts, unavailability } = analyse({ top: "g0", gates, events }, { orders: 2 });
  expect(method).toBe("bdd");
  expect(cutSetCounts[0]).toEqual({ order: 1, count: single });
  expect(unavailability).toBeCloseTo(single * 1e-4, 7);
});

it("gives up in time where everything hangs together with everything", () => {
  const random = fc.sample(fc.array(fc.nat({ max: 199 }), { minLength: 6, maxLength: 6 }), { seed: 1, numRuns: 400 });
  const gates = new Map<string, Gate>(random.map((picks, index) => [`g${index}`, or(...picks.map((pick) => `e${pick}`))]));
  const hopeless = { top: "top", gates: gates.set("top", atLeast(200, ...gates.keys())), events: new Map<string, number>() };
  for (let event = 0; event < 200; event += 1) hopeless.events.set(`e${event}`, 0.1);
  expect(() => analyse(hopeless, { nodeBudget: 100_000 })).toThrow(
    /BZ_AVAILABILITY_BUDGET[\s\S]*401 gates and 200 basic events[\s\S]*100000 nodes/,
  );
});

it("is the same every time", () => {
  const site = siteTree({ hosts: 300, tiers: 3, zones: 3, racks: 20, needed: (members) => members - 8, mixedRacks: true });
  expect(analyse(site)).toEqual(analyse(site));
});
