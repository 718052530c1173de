import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guarded, OPEN_SRV1 } from "../../../test/fixtures/guarded.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowGroupsOf } from "../../catalog/compile.ts";
import type { FirewallLine, HostFirewall, Infrastructure } from "../../model/infrastructure.ts";
import { parseAddress } from "../../util/address.ts";
import { type Guard, guardsOf } from "./guard.ts";
import type { Traffic } from "./traffic.ts";
import { trafficLines } from "./traffic-text.ts";

function only(infra: Infrastructure): Guard {
  const [guard] = guardsOf(infra, flowGroupsOf(infra));
  if (guard === undefined) throw new Error("no firewall of others");
  return guard;
}

/** Traffic to srv1: each is let in by at most one flow of the whiteboard. */
const PACKETS = [22, 80, 3306, 8080].flatMap((port) =>
  ["198.51.100.7", "10.77.0.10", "10.77.0.12", "10.77.0.20", "203.0.113.10", "192.0.2.1"].map((address) => ({ port, address })),
);
type Packet = (typeof PACKETS)[number];

/** Whether a flow of the whiteboard is for this packet; the balancer may come from both of its addresses. */
function isWanted({ port, address }: Packet): boolean {
  if (port === 22) return address === "198.51.100.7";
  if (port === 80) return address === "10.77.0.10" || address === "203.0.113.10";
  return port === 3306 && address === "10.77.0.12";
}

function has({ tcp }: Traffic, { port, address }: Packet): boolean {
  const value = parseAddress(address)?.value ?? -1n;
  return tcp.some(
    ({ first, last, sources }) => first <= port && port <= last && sources.some(({ low, high }) => low <= value && value <= high),
  );
}

/** Sources by their words, and which of the addresses they are. */
const FROM: Readonly<Record<string, (address: string) => boolean>> = {
  anyone: () => true,
  admin: (address) => address.startsWith("198.51.100."),
  lb1: (address) => address === "10.77.0.10" || address === "203.0.113.10",
  srv2: (address) => address === "10.77.0.12",
  "10.77.0.8/29": (address) => address === "10.77.0.10" || address === "10.77.0.12",
};

const line: fc.Arbitrary<FirewallLine> = fc.record({
  action: fc.constantFrom("accept" as const, "drop" as const),
  from: fc.constantFrom(...Object.keys(FROM)),
  protocol: fc.constantFrom("tcp" as const, "any" as const),
  ports: fc.constantFrom([22, 22] as const, [80, 80] as const, [3306, 3306] as const, [1, 100] as const, [1, 65_535] as const),
});

const firewall: fc.Arbitrary<Extract<HostFirewall, { by: "other" }>> = fc.record({
  by: fc.constant("other" as const),
  policy: fc.constantFrom("drop" as const, "accept" as const),
  ipv6: fc.boolean(),
  lines: fc.array(line, { maxLength: 6 }),
});

describe("a firewall that is not Bartizan's", () => {
  it("is judged packet by packet: what it opens beyond the flows, and what it shuts of them", () => {
    fc.assert(
      fc.property(firewall, (it) => {
        const hosts = whiteboard.hosts.map((host) => (host.name === "srv1" ? { ...host, firewall: it } : host));
        const { gates, blocked } = only({ ...whiteboard, hosts });
        const [gate] = gates;
        const decided = PACKETS.map((packet) => {
          const by = it.lines.find(
            ({ from, ports }) =>
              FROM[from]?.(packet.address) === true && (ports?.[0] ?? 0) <= packet.port && packet.port <= (ports?.[1] ?? 0),
          );
          // The balancer is expected from the address under which srv1 knows it.
          const needed = isWanted(packet) && packet.address !== "203.0.113.10";
          return { packet, by, enters: (by?.action ?? it.policy) === "accept", needed };
        });
        const excess = decided.map(
          ({ packet, by }) => gate !== undefined && has(by === undefined ? gate.excessByPolicy : gate.excess, packet),
        );
        expect(excess).toEqual(decided.map(({ packet, enters }) => enters && !isWanted(packet)));
        const shut = PACKETS.map((packet) => blocked.some(({ traffic }) => has(traffic, packet)));
        expect(shut).toEqual(decided.map(({ needed, enters }) => needed && !enters));
      }),
      { numRuns: 400 },
    );
  });

  it("may let a host talk to itself", () => {
    expect(only(guarded("srv1", [...OPEN_SRV1, "accept any from srv1"])).gates[0]?.excess.tcp).toEqual([]);
  });

  it("is read for IPv6 where it looks at it and the host has such an address", () => {
    const with6 = { ...whiteboard, hosts: whiteboard.hosts.map((host) => ({ ...host, address6: `2001:db8::${host.address.slice(8)}` })) };
    const families = (infra: Infrastructure): readonly number[] => only(infra).gates.map(({ family }) => family);
    expect(families(guarded("srv1", OPEN_SRV1))).toEqual([4]);
    expect(families(guarded("srv1", OPEN_SRV1, { infra: with6 }))).toEqual([4, 6]);
    expect(families(guarded("srv1", OPEN_SRV1, { infra: with6, ipv6: false }))).toEqual([4]);
  });
});

describe("what it opens, in words", () => {
  const words = (...lines: readonly string[]): readonly string[] =>
    only(guarded("srv1", lines)).gates.flatMap(({ decisions, book }) => trafficLines(decisions.accepted, book));

  it.each([
    [["accept tcp 80 from lb1"], ["tcp 80 from lb1 (10.77.0.10), lb1 (203.0.113.10)"]],
    [["accept tcp 22 from admin"], ["tcp 22 from the admin ranges"]],
    [["accept any from anyone"], ["every protocol from anyone"]],
    [["accept tcp from mon1"], ["tcp on all ports from mon1 (10.77.0.20)"]],
    [["accept any 53 from 10.0.0.0/8"], ["tcp and udp 53 from 10.0.0.0/8"]],
    [["drop tcp from mon1", "accept tcp 1-1023 from anyone"], ["tcp 1-1023 from anyone but mon1 (10.77.0.20)"]],
    [["drop tcp from srv2", "accept tcp 80 from 10.77.0.0/24"], ["tcp 80 from 10.77.0.0/24 but srv2 (10.77.0.12)"]],
    [["accept tcp 80 from srv2", "accept tcp 80 from mon1"], ["tcp 80 from srv2 (10.77.0.12), mon1 (10.77.0.20)"]],
    [["accept vrrp from srv2"], ["vrrp from srv2 (10.77.0.12)"]],
  ])("%j", (lines, expected) => {
    expect(words(...lines)).toEqual(expected);
  });

  it("counts what is too much to spell out", () => {
    const many = Array.from({ length: 9 }, (_, index) => `accept tcp 80 from 192.0.${2 * index}.1/32`);
    expect(words(...many)).toEqual(["tcp 80 from 192.0.0.1, 192.0.2.1, 192.0.4.1, 192.0.6.1 and 5 more"]);
    const ports = Array.from({ length: 12 }, (_, index) => `accept tcp ${2000 + 2 * index} from mon1`);
    expect(words(...ports)).toHaveLength(10);
    expect(words(...ports).at(-1)).toBe("and 3 more");
  });
});
