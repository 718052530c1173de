import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../catalog/compile.ts";
import { ROLES } from "../catalog/roles.ts";
import { checkConfig } from "../config/check.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Encryption } from "../model/flow.ts";
import type { ChannelFlow } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { captionsOf } from "./captions.ts";
import { type Layout, layoutOf, type Rect } from "./layout.ts";
import { type Mark, type Marks, NO_MARKS } from "./marks.ts";
import { SIZE } from "./measures.ts";
import { drawnOf, type Point } from "./paths.ts";
import { sceneOf } from "./stage.ts";
import { textWidth } from "./text-width.ts";

/** A straight piece of a line. */
interface Piece {
  readonly bundle: string;
  readonly a: Point;
  readonly b: Point;
}

function piecesOf(layout: Layout): readonly Piece[] {
  return layout.wires
    .map((wire) => drawnOf(layout, wire))
    .flatMap(({ bundle, paths }) =>
      paths.flatMap((points) => points.slice(1).map((b, index): Piece => ({ bundle: bundle.id, a: points[index] as Point, b }))),
    );
}

function meet(one: Rect, two: Rect, room = 0): boolean {
  return (
    one.x < two.x + two.width + room &&
    two.x < one.x + one.width + room &&
    one.y < two.y + two.height + room &&
    two.y < one.y + one.height + room
  );
}

function rectOf({ a, b }: Piece): Rect {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), width: Math.abs(a.x - b.x), height: Math.abs(a.y - b.y) };
}

/** Two pieces of different lines that run along each other so closely that nobody can tell them apart. */
function cover(one: Piece, two: Piece): boolean {
  if (one.bundle === two.bundle) return false;
  const [p, q] = [rectOf(one), rectOf(two)];
  const along = (start: "x" | "y", size: "width" | "height"): number =>
    Math.min(p[start] + p[size], q[start] + q[size]) - Math.max(p[start], q[start]);
  if (p.height === 0 && q.height === 0) return Math.abs(p.y - q.y) < 5 && along("x", "width") > 3;
  if (p.width === 0 && q.width === 0) return Math.abs(p.x - q.x) < 5 && along("y", "height") > 3;
  return false;
}

/** What makes a picture hard to read, in words; empty for a good one. */
function faults(infra: Infrastructure, flows: readonly ChannelFlow[] = flowsOf(infra), marks: Marks = NO_MARKS): readonly string[] {
  const layout = layoutOf(sceneOf(infra, flows, marks));
  const captions = captionsOf(layout);
  const pieces = piecesOf(layout);
  const found: string[] = [];
  const pairs = <T>(items: readonly T[], test: (one: T, two: T) => string | undefined): void => {
    for (const [index, one] of items.entries()) {
      for (const two of items.slice(index + 1)) {
        const fault = test(one, two);
        if (fault !== undefined) found.push(fault);
      }
    }
  };
  pairs(captions, (one, two) => (meet(one.rect, two.rect) ? `texts of ${one.bundle.id} and ${two.bundle.id} overlap` : undefined));
  pairs(layout.nodes, (one, two) => (meet(one.rect, two.rect, 8) ? `${one.node.id} and ${two.node.id} overlap` : undefined));
  pairs(pieces, (one, two) =>
    cover(one, two) ? `${one.bundle} covers ${two.bundle} at ${JSON.stringify([rectOf(one), rectOf(two)])}` : undefined,
  );
  for (const { node, rect } of layout.nodes) {
    for (const it of captions) if (meet(it.rect, rect)) found.push(`the text of ${it.bundle.id} is on ${node.id}`);
    for (const it of pieces) if (meet(rectOf(it), rect, -1)) found.push(`${it.bundle} runs through ${node.id}`);
  }
  for (const caption of captions) {
    for (const it of pieces) {
      if (it.bundle !== caption.bundle.id && meet(rectOf(it), caption.rect))
        found.push(`${it.bundle} crosses the text of ${caption.bundle.id}`);
    }
  }
  for (const { title, rect } of layout.frames) {
    const words = { x: rect.x + 16, y: rect.y + 10, width: textWidth(title, SIZE.heading, "bold"), height: 18 };
    for (const it of layout.nodes) if (meet(it.rect, words)) found.push(`${it.node.id} is on the title of ${title}`);
    for (const it of pieces) if (meet(rectOf(it), words)) found.push(`${it.bundle} crosses the title of ${title}`);
  }
  for (const { node, rect } of layout.nodes)
    if (rect.x + rect.width > layout.right || rect.y + rect.height > layout.bottom) found.push(`${node.id} is outside`);
  return found;
}

function site(balancers: number, webs: number, apps: number, databases: number, zones: readonly string[] = []): Infrastructure {
  const tiers = [
    ["lb", "balancer", balancers],
    ["web", "web", webs],
    ["app", "app", apps],
    ["db", "database", databases],
    ["mon", "monitor", 1],
  ] as const;
  const hosts = tiers.flatMap(([name, role, count], tier) =>
    Array.from({ length: count }, (_, index): Host => {
      const zone = zones[index % zones.length];
      const address = `10.77.${tier}.${index + 1}`;
      return { name: `${name}${index + 1}`, address, ssh: address, roles: [role], ...(zone === undefined ? {} : { zone }), ...plainHost };
    }),
  );
  const priorities = Object.fromEntries(hosts.filter((it) => it.roles.includes("balancer")).map((it, index) => [it.name, 200 - index]));
  return { ...fortress, hosts, balancer: { ...fortress.balancer, priorities } };
}

describe("nothing overlaps, no line covers another, none runs through a box or a text", () => {
  test.each<readonly [string, Infrastructure]>([
    ["whiteboard", whiteboard],
    ["fortress", fortress],
    ["three of each", site(2, 3, 3, 3)],
    ["sixty hosts", site(2, 20, 24, 13, ["fsn1", "hel1", "nbg1"])],
    ["sixty hosts without zones", site(2, 20, 24, 13)],
    ["a thousand hosts", site(3, 400, 500, 96, ["a", "b", "c", "d"])],
  ])("%s", (_, infra) => {
    expect(faults(infra)).toEqual([]);
  });

  test("with marks on everything", () => {
    const rules = Array.from({ length: 9 }, (_, index) => `rule-${index}`);
    const mark: Mark = { severity: "error", rules, singlePointOfFailure: true };
    const remarks = rules.map((rule) => ({ rule, severity: "error" as const, text: "It is wrong." }));
    for (const infra of [whiteboard, fortress]) {
      const flows = flowsOf(infra);
      const marks: Marks = {
        hosts: new Map(infra.hosts.map((it) => [it.name, mark])),
        flows: new Map(flows.map((it) => [it.id, mark])),
        others: new Map([["zone:a", mark]]),
        remarks,
      };
      expect(faults(infra, flows, marks)).toEqual([]);
    }
  });

  test("whatever the config", () => {
    fc.assert(
      fc.property(fc.integer(), (seed) => {
        const checked = checkConfig(validConfig(seed));
        if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
        expect(faults(resolveConfig(checked.config, "/example").infra)).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test("whatever the hosts and the flows", () => {
    fc.assert(
      fc.property(anyNetwork, ({ infra, flows }) => {
        expect(faults(infra, flows)).toEqual([]);
      }),
      { numRuns: 400 },
    );
  });
});

const host = fc.record({
  roles: fc.subarray([...ROLES]),
  zone: fc.constantFrom(undefined, "a", "b", "c"),
});

/** Hosts of all kinds, and flows between any of them. */
const anyNetwork = fc.array(host, { minLength: 1, maxLength: 14 }).chain((specs) => {
  const hosts = specs.map(({ roles, zone }, index): Host => {
    const address = `10.0.0.${index + 1}`;
    return { name: `h${index}`, address, ssh: address, roles, ...(zone === undefined ? {} : { zone }), ...plainHost };
  });
  const at = fc.nat({ max: hosts.length - 1 });
  const flow = fc.record({
    from: fc.oneof(fc.constantFrom("anyone" as const, "admin" as const), at),
    to: at,
    service: fc.constantFrom("redis", "smtp", "web", "app", "database", "search"),
    encryption: fc.constantFrom<Encryption>("none", "tls", "tls-unverified", "mutual-tls", "ssh"),
  });
  return fc.array(flow, { maxLength: 24 }).map((drawn) => {
    const flows = new Map<string, ChannelFlow>();
    for (const { from, to, service, encryption } of drawn) {
      const source = typeof from === "number" ? ({ kind: "host", host: `h${from}` } as const) : ({ kind: from } as const);
      const name = typeof from === "number" ? `h${from}` : from;
      const id = `${service}_${name}_h${to}`;
      if (from === to) continue;
      flows.set(id, {
        id,
        from: source,
        to: `h${to}`,
        protocol: "tcp",
        port: 1000 + service.length,
        encryption,
        carries: "other",
        purpose: "It is needed.",
        channel: { service, protocol: "tcp", port: 1000 + service.length, encryption, carries: "other", purpose: () => "It is needed." },
      });
    }
    const declared = [...flows.values()].map((it) => {
      const [service = ""] = it.id.split("_");
      return {
        service,
        from: it.id.split("_")[1] ?? "",
        to: it.to,
        protocol: "tcp",
        port: it.port,
        encryption: "none",
        purpose: it.purpose,
      } as const;
    });
    return { infra: { ...whiteboard, hosts, flows: declared } satisfies Infrastructure, flows: [...flows.values()] };
  });
});
