import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { FirewallLine } from "../../model/infrastructure.ts";
import { parseAddress } from "../../util/address.ts";
import { addressBook } from "./address-book.ts";
import { decideLines, matchedBy } from "./lines.ts";
import { common, isNothing, NOTHING, PROTOCOLS, type Protocol, plus, type Traffic, trafficOf, without } from "./traffic.ts";

const V4 = addressBook(whiteboard, 4);

const decisionsOf = (lines: readonly FirewallLine[], family: 4 | 6 = 4): ReturnType<typeof decideLines> =>
  decideLines(
    lines.map((line) => ({ action: line.action, block: matchedBy(line, addressBook(whiteboard, family)) })),
    family,
  );

/** The small universe: every protocol, the ports around those in the lines, addresses inside and outside of every range. */
const PORTS = [0, 1, 2, 3, 4, 5, 6, 65_535];
const ADDRESSES = [
  "0.0.0.0",
  "10.77.0.9",
  "10.77.0.10",
  "10.77.0.11",
  "10.77.0.12",
  "10.77.0.15",
  "10.77.0.16",
  "198.51.100.7",
  "255.255.255.255",
];
const FROM = ["anyone", "admin", "lb1", "srv1", "10.77.0.8/29", "10.77.0.12/30", "10.77.0.11/32", "0.0.0.0/1"];
const POINTS = PROTOCOLS.flatMap((protocol) =>
  (protocol === "tcp" || protocol === "udp" ? PORTS : [0]).flatMap((port) => ADDRESSES.map((address) => ({ protocol, port, address }))),
);
type Point = (typeof POINTS)[number];

function has(traffic: Traffic, { protocol, port, address }: Point): boolean {
  const value = parseAddress(address)?.value ?? -1n;
  return traffic[protocol].some(
    ({ first, last, sources }) => first <= port && port <= last && sources.some(({ low, high }) => low <= value && value <= high),
  );
}

/** The same said again, in the simplest way: does this one packet match this one line? */
function matches(line: FirewallLine, { protocol, port, address }: Point): boolean {
  const ported = protocol === "tcp" || protocol === "udp";
  if (line.protocol === "any" ? line.ports !== undefined && !ported : line.protocol !== protocol) return false;
  if (ported && line.ports !== undefined && (port < line.ports[0] || port > line.ports[1])) return false;
  const octets = address.split(".").map(Number);
  const last = octets[3] ?? 0;
  const inLan = address.startsWith("10.77.0.");
  const sources: Readonly<Record<string, boolean>> = {
    anyone: true,
    admin: address.startsWith("198.51.100."),
    lb1: address === "10.77.0.10" || address === "203.0.113.10",
    srv1: address === "10.77.0.11",
    "10.77.0.8/29": inLan && last >= 8 && last <= 15,
    "10.77.0.12/30": inLan && last >= 12 && last <= 15,
    "10.77.0.11/32": address === "10.77.0.11",
    "0.0.0.0/1": (octets[0] ?? 0) < 128,
  };
  return sources[line.from] ?? false;
}

const line: fc.Arbitrary<FirewallLine> = fc
  .record({
    action: fc.constantFrom("accept" as const, "drop" as const),
    from: fc.constantFrom(...FROM),
    protocol: fc.constantFrom("tcp" as const, "udp" as const, "vrrp" as const, "any" as const),
    span: fc.option(fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 })), { nil: undefined }),
  })
  .map(({ span, ...rest }) => (span === undefined ? rest : { ...rest, ports: [Math.min(...span), Math.max(...span)] as const }));
const someLines = fc.array(line, { maxLength: 7 });

describe("first match decides", () => {
  it("as it does packet by packet", () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const { accepted, dropped, undecided } = decisionsOf(lines);
        const deciding = POINTS.map((point) => lines.find((it) => matches(it, point))?.action);
        expect(POINTS.map((point) => has(accepted, point))).toEqual(deciding.map((action) => action === "accept"));
        expect(POINTS.map((point) => has(dropped, point))).toEqual(deciding.map((action) => action === "drop"));
        expect(POINTS.map((point) => has(undecided, point))).toEqual(deciding.map((action) => action === undefined));
      }),
      { numRuns: 400 },
    );
  });

  it("and a line is dead exactly when the others decide the same without it, whatever it says", () => {
    fc.assert(
      fc.property(someLines, (lines) => {
        const all = decisionsOf(lines);
        for (const index of lines.keys()) {
          const upTo = lines.slice(0, index);
          const before = decisionsOf(upTo).undecided;
          const after = decisionsOf(lines.slice(0, index + 1)).undecided;
          expect(all.dead.includes(index)).toBe(JSON.stringify(before, bigints) === JSON.stringify(after, bigints));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("for IPv6 apart from IPv4", () => {
    const lines: readonly FirewallLine[] = [
      { action: "accept", from: "2001:db8::/32", protocol: "tcp", ports: [22, 22] },
      { action: "accept", from: "10.0.0.0/8", protocol: "any" },
    ];
    expect(decisionsOf(lines, 4).dead).toEqual([0]);
    expect(decisionsOf(lines, 6).dead).toEqual([1]);
    expect(decisionsOf(lines, 6).accepted.tcp).toMatchObject([{ first: 22, last: 22 }]);
  });
});

describe("sets of connections", () => {
  const traffic = fc.array(line, { maxLength: 4 }).map((lines) => trafficOf(lines.map((it) => matchedBy(it, V4))));

  it("obey the laws of sets, and equal ones look equal", () => {
    fc.assert(
      fc.property(traffic, traffic, (a, b) => {
        expect(plus(a, b)).toEqual(plus(b, a));
        expect(common(a, b)).toEqual(common(b, a));
        expect(plus(without(a, b), common(a, b))).toEqual(a);
        expect(without(a, a)).toEqual(NOTHING);
        expect(isNothing(common(without(a, b), b))).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it("are the same however they are put together", () => {
    fc.assert(
      fc.property(fc.array(line, { maxLength: 6 }), (lines) => {
        const blocks = lines.map((it) => matchedBy(it, V4));
        expect(trafficOf(blocks)).toEqual(trafficOf([...blocks].reverse()));
        expect(trafficOf(blocks)).toEqual(blocks.map((it) => trafficOf([it])).reduce(plus, NOTHING));
      }),
      { numRuns: 300 },
    );
  });

  it("know no ports but those of TCP and UDP", () => {
    const protocols: readonly Protocol[] = ["tcp", "vrrp"];
    const made = trafficOf([{ protocols, ports: [80, 81], sources: [{ low: 1n, high: 1n }] }]);
    expect([made.tcp, made.vrrp].map((segments) => segments.map(({ first, last }) => [first, last]))).toEqual([[[80, 81]], [[0, 0]]]);
  });
});

function bigints(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value;
}
