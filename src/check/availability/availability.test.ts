import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { withHosts, without } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { FAILING } from "../../catalog/roles.ts";
import { occurs } from "../../fault-tree/fails.ts";
import { YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { Failing, Host, Infrastructure, Reliability } from "../../model/infrastructure.ts";
import { type Availability, availabilityOf } from "./availability.ts";
import { PARAMETERS } from "./reliability-table.ts";

const ALWAYS: Reliability = { mtbfHours: 1e15, mttrHours: 1 };

/** Nothing fails but these kinds. */
function only(infra: Infrastructure, times: Readonly<Partial<Record<Failing, Reliability>>>): Infrastructure {
  return { ...infra, reliability: { ...Object.fromEntries(FAILING.map((kind) => [kind, ALWAYS])), ...times } };
}

const chance = ({ mtbfHours, mttrHours }: Reliability): number => mttrHours / (mtbfHours + mttrHours);
const failoverShare = ({ failover }: Availability): number =>
  failover.reduce((sum, it) => sum + it.secondsEach * it.timesPerYear, 0) / (YEAR_HOURS * 3600);
const minimal = (availability: Availability): readonly string[] => availability.cutSets.map((it) => it.components.join(" "));

describe("by hand", () => {
  const host: Reliability = { mtbfHours: 1000, mttrHours: 10 };

  it("a chain is down when any link is", () => {
    const chain = only(without(fortress, "lb2", "web2", "app2", "db2", "db3"), { host });
    // lb1, web1, app1 and db1.
    expect(availabilityOf(chain).unavailability).toBeCloseTo(1 - (1 - chance(host)) ** 4, 9);
  });

  it("a repairable pair fails once in MTBF² / (2 MTTR) hours, to first order", () => {
    const reliable: Reliability = { mtbfHours: 100_000, mttrHours: 10 };
    const pair = only(without(fortress, "lb2", "app2", "db2", "db3"), {});
    const judged = availabilityOf(withHosts(pair, { reliability: reliable }, "web1", "web2"));
    expect(judged.analysis.unavailability).toBeCloseTo(chance(reliable) ** 2, 12);
    // Each outage lasts until the first of the two is repaired: half of one repair.
    const outages = (judged.analysis.unavailability * YEAR_HOURS) / (reliable.mttrHours / 2);
    expect(YEAR_HOURS / outages / (reliable.mtbfHours ** 2 / (2 * reliable.mttrHours))).toBeCloseTo(1, 2);
  });

  it("a cluster of three is down when two nodes are", () => {
    const u = chance(host);
    const cluster = withHosts(only(fortress, {}), { reliability: host }, "db1", "db2", "db3");
    expect(availabilityOf(cluster).analysis.unavailability).toBeCloseTo(3 * u ** 2 * (1 - u) + u ** 3, 9);
  });

  it("a share of the failures of a tier's software takes the whole tier", () => {
    const web: Reliability = { mtbfHours: 1000, mttrHours: 1 };
    const beta = PARAMETERS.commonCause.value;
    const common = 1 / (1000 / beta + 1);
    const own = 1 / (1000 / (1 - beta) + 1);
    const { unavailability } = availabilityOf(only(fortress, { web })).analysis;
    expect(unavailability).toBeCloseTo(1 - (1 - common) * (1 - own ** 2), 12);
  });

  it("a primary is down until somebody has promoted a replica, not until it is repaired", () => {
    const slow: Reliability = { mtbfHours: 10_000, mttrHours: 100 };
    const judged = availabilityOf(withHosts(only(whiteboard, {}), { reliability: slow }, "srv1"));
    // An hour until somebody is at work, half an hour for the promotion, of a hundred hours.
    const { complainedHours, promotionHours } = PARAMETERS;
    expect(judged.analysis.unavailability).toBeCloseTo((chance(slow) * (complainedHours.value + promotionHours.value)) / 100, 9);
    expect(minimal(judged)).toContain("host:srv1");
  });

  it("three nines and a half of a dependency are the site's", () => {
    const nat = { name: "nat", neededBy: "site", reliability: { mtbfHours: 9999, mttrHours: 1 } } as const;
    expect(availabilityOf({ ...only(fortress, {}), dependencies: [nat] }).analysis.unavailability).toBeCloseTo(1e-4, 9);
  });

  it("a pair of whose first loss nobody is told is down for 2λ²DR of the time", () => {
    const mtbfHours = 1e6;
    const pair = only(without(whiteboard, "srv2"), {});
    const [srv1] = pair.hosts.filter((it) => it.name === "srv1");
    const two: Infrastructure = {
      ...pair,
      hosts: [
        ...pair.hosts.map((it): Host => (it === srv1 ? { ...it, roles: ["web", "app"], reliability: { mtbfHours } } : it)),
        { ...(srv1 as Host), name: "srv2", roles: ["web", "app"], reliability: { mtbfHours } },
        { ...(srv1 as Host), name: "db1", roles: ["database"] },
      ],
      reliability: { ...pair.reliability, host: { mtbfHours: 1e15 } },
    };
    const { database: _, ...site } = two;
    const repair = 4;
    const hidden = PARAMETERS.unseenHours.value + repair;
    const outage = PARAMETERS.complainedHours.value + repair;
    expect((availabilityOf(site).analysis.unavailability * mtbfHours ** 2) / (2 * hidden * outage)).toBeCloseTo(1, 3);
  });

  it("change-overs come on top", () => {
    const judged = availabilityOf(fortress);
    expect(judged.unavailability).toBeCloseTo(judged.analysis.unavailability + failoverShare(judged), 15);
    expect(judged.downtimeMinutes).toBeCloseTo(judged.unavailability * YEAR_HOURS * 60, 9);
  });
});

describe("the cut sets", () => {
  it("of the whiteboard begin with what stops it alone", () => {
    const singles = minimal(availabilityOf(whiteboard)).filter((set) => !set.includes(" "));
    expect([...singles].sort()).toEqual([
      "balancer:lb1",
      "common:app",
      "common:database",
      "common:web",
      "database:srv1",
      "host:lb1",
      "host:srv1",
    ]);
  });

  it("hold components only, the most probable first within an order, none of them within another", () => {
    for (const infra of [whiteboard, fortress]) {
      const { cutSets, components } = availabilityOf(infra);
      expect(cutSets.every((set) => set.components.every((id) => components.has(id)))).toBe(true);
      const keys = cutSets.map((set) => [set.components.length, -set.minutes] as const);
      expect(keys).toEqual([...keys].sort((a, b) => a[0] - b[0] || a[1] - b[1]));
      for (const a of cutSets) {
        expect(cutSets.filter((b) => b !== a && b.components.every((id) => a.components.includes(id)))).toEqual([]);
      }
    }
  });

  it("of a site without a check have every server that may hang", () => {
    const unchecked = { ...whiteboard, balancer: { ...whiteboard.balancer, healthCheck: false } };
    expect(minimal(availabilityOf(unchecked))).toEqual(expect.arrayContaining(["web:srv1", "app:srv1", "web:srv2", "app:srv2"]));
  });
});

describe("what is assumed", () => {
  it("is what the file does not say", () => {
    const known = withHosts({ ...whiteboard, reliability: { web: { mtbfHours: 5000 } } }, { reliability: { mttrHours: 3 } }, "lb1");
    const { components } = availabilityOf(known);
    expect(components.get("web:srv1")?.assumed).toEqual(["mttrHours"]);
    expect(components.get("host:lb1")?.assumed).toEqual(["mtbfHours"]);
    expect(components.get("host:lb1")?.reliability.mttrHours).toBe(3);
    expect(components.get("app:srv1")?.assumed).toEqual(["mtbfHours", "mttrHours"]);
  });
});

it("an infrastructure that serves nothing is never down", () => {
  const { unavailability, cutSets } = availabilityOf({ ...without(whiteboard, "lb1", "srv1", "srv2") });
  expect([unavailability, cutSets.length]).toEqual([0, 0]);
});

describe("a thousand hosts in three tiers, each in two zones", () => {
  const EACH = 333;
  const times: Reliability = { mtbfHours: 50, mttrHours: 20 };
  const zone: Reliability = { mtbfHours: 1000, mttrHours: 5 };
  const tier = (stem: string, role: Host["roles"][number]): readonly Host[] =>
    Array.from({ length: EACH }, (_, index) => ({
      ...(fortress.hosts[2] as Host),
      name: `${stem}${index + 1}`,
      roles: [role],
      zone: index % 2 === 0 ? "a" : "b",
      capacityQps: 10,
    }));
  const { zone: _, ...lb1 } = fortress.hosts[0] as Host;
  const infra: Infrastructure = {
    ...only(fortress, { host: times, zone }),
    hosts: [{ ...lb1, reliability: ALWAYS }, ...tier("web", "web"), ...tier("app", "app"), ...tier("db", "database")],
    objectives: { peakQps: 10 * 150 },
  };

  /** Chance that at least `lost` of the members are, when those of the zones that are down are all lost. */
  function shortage(lost: number, membersLeft: number): number {
    const p = chance(times);
    const dead = EACH - membersLeft;
    let row = [1];
    for (let member = 0; member < membersLeft; member += 1) {
      row = [...row, 0].map((value, failed) => value * (1 - p) + (row[failed - 1] ?? 0) * p);
    }
    return row.reduce((sum, value, failed) => sum + (failed + dead >= lost ? value : 0), 0);
  }

  it("are as available as conditioning on the zones says", () => {
    const [inA, inB] = [167, 166];
    const z = chance(zone);
    const states = [
      [(1 - z) ** 2, EACH],
      [z * (1 - z), inB],
      [(1 - z) * z, inA],
      [z * z, 0],
    ] as const;
    const expected = states.reduce((sum, [weight, left]) => {
      // 150 of 333 carry the load; of the votes 167 are a majority.
      const up = (1 - shortage(EACH - 150 + 1, left)) ** 2 * (1 - shortage(EACH - 167 + 1, left));
      return sum + weight * (1 - up);
    }, 0);
    const judged = availabilityOf(infra);
    expect(judged.analysis.unavailability + judged.analysis.unaccounted).toBeGreaterThanOrEqual(expected * (1 - 1e-6));
    expect(judged.analysis.unavailability).toBeLessThanOrEqual(expected * (1 + 1e-6));
  });
});

describe("properties", () => {
  /** Sites of all sizes and shapes that the model tells apart. */
  const site = fc
    .record({
      web: fc.integer({ min: 1, max: 5 }),
      databases: fc.integer({ min: 1, max: 5 }),
      balancers: fc.integer({ min: 1, max: 3 }),
      together: fc.boolean(),
      galera: fc.boolean(),
      promotion: fc.constantFrom("manual" as const, "none" as const),
      watched: fc.boolean(),
      zones: fc.integer({ min: 0, max: 3 }),
      mtbfHours: fc.integer({ min: 1000, max: 100_000 }),
      mttrHours: fc.integer({ min: 1, max: 48 }),
    })
    .map(({ web, databases, balancers, together, galera, promotion, watched, zones, mtbfHours, mttrHours }): Infrastructure => {
      const hosts = (stem: string, count: number, roles: Host["roles"]): readonly Host[] =>
        Array.from({ length: count }, (_, index) => hostOf(`${stem}${index + 1}`, roles, zones === 0 ? undefined : `z${index % zones}`));
      const infra: Infrastructure = {
        ...fortress,
        hosts: [
          ...hosts("lb", balancers, ["balancer"]),
          ...hosts("web", web, together ? ["web", "app"] : ["web"]),
          ...(together ? [] : hosts("app", web, ["app"])),
          ...hosts("db", databases, ["database"]),
          ...hosts("mon", 1, ["monitor"]),
        ],
        reliability: { host: { mtbfHours, mttrHours }, app: { mtbfHours } },
        objectives: {},
        monitoring: watched ? fortress.monitoring : whiteboard.monitoring,
      };
      const database = fortress.database && ({ ...fortress.database, topology: galera ? "galera" : "primary-replica", promotion } as const);
      return { ...infra, ...(database && { database }) };
    });

  const hostOf = (name: string, roles: Host["roles"], zone: string | undefined): Host => ({
    name,
    address: "10.0.0.1",
    ssh: name,
    roles,
    firewall: { by: "bartizan" },
    monitoring: "all",
    ...(zone === undefined ? {} : { zone }),
  });

  it("one more web server, app host or balancer never makes the site less available", () => {
    fc.assert(
      fc.property(site, fc.constantFrom("web", "lb", "app"), (infra, stem) => {
        const like = infra.hosts.find((host) => host.name === `${stem}1`);
        if (like === undefined) return;
        // In a zone of its own: one that others stand in can fail, which a host without a zone cannot.
        const { zone: _, ...plain } = like;
        const more = { ...infra, hosts: [...infra.hosts, { ...plain, name: `${stem}9` }] };
        expect(availabilityOf(more).analysis.unavailability).toBeLessThanOrEqual(availabilityOf(infra).analysis.unavailability + 1e-15);
      }),
    );
  });

  it("a shorter repair and rarer failures never make it less available", () => {
    fc.assert(
      fc.property(site, fc.constantFrom(...FAILING), (infra, kind) => {
        const before = infra.reliability[kind] ?? {};
        const slower = { mtbfHours: before.mtbfHours ?? 5000, mttrHours: before.mttrHours ?? 50 };
        const better = { mtbfHours: slower.mtbfHours * 2, mttrHours: slower.mttrHours / 2 };
        const of = (reliability: Reliability) => availabilityOf({ ...infra, reliability: { ...infra.reliability, [kind]: reliability } });
        expect(of(better).unavailability).toBeLessThanOrEqual(of(slower).unavailability + 1e-15);
      }),
    );
  });

  it("an alert that reaches somebody never makes it less available", () => {
    fc.assert(
      fc.property(site, (infra) => {
        const of = (monitoring: Infrastructure["monitoring"]) => availabilityOf({ ...infra, monitoring }).unavailability;
        expect(of(fortress.monitoring)).toBeLessThanOrEqual(of(whiteboard.monitoring) + 1e-15);
      }),
    );
  });

  it("the same file gives the same numbers", () => {
    fc.assert(
      fc.property(site, (infra) => {
        const text = () => {
          const { components, analysis, tree, ...rest } = availabilityOf(infra);
          return JSON.stringify([rest, [...components], [...tree.events], analysis.cutSets, analysis.unavailability]);
        };
        expect(text()).toBe(text());
      }),
      { numRuns: 20 },
    );
  });

  it("every event of the tree has a probability, and every cut set brings the site down", () => {
    fc.assert(
      fc.property(site, (infra) => {
        const { tree, components, cutSets } = availabilityOf(infra);
        const inputs = new Set([...tree.gates.values()].flatMap((gate) => gate.inputs));
        for (const name of inputs) expect(tree.gates.has(name) || (tree.events.get(name) ?? -1) >= 0).toBe(true);
        expect([...components.keys()].filter((id) => !inputs.has(id))).toEqual([]);
        const down = (ids: readonly string[]): boolean =>
          occurs(tree.top, tree.gates, (event) => ids.includes(event) || event.startsWith("promotion:"));
        expect(cutSets.filter((set) => !down(set.components))).toEqual([]);
      }),
    );
  });
});
