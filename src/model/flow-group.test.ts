import fc from "fast-check";
import { expect, test } from "vitest";
import type { FlowSource } from "./flow.ts";
import { type FlowGroup, flowsIn, groupsByListener } from "./flow-group.ts";

const NAMES = ["a", "b", "c", "d", "e-f"];
const names = fc.subarray(NAMES);
const ports = fc.oneof(fc.nat(9), fc.constant(new Map(NAMES.map((name, index) => [name, 80 + index] as const))));

/** Groups of which each has services of its own. */
const groups: fc.Arbitrary<readonly FlowGroup[]> = fc
  .array(
    fc.record({
      from: fc.oneof(fc.constantFrom("anyone" as const, "admin" as const), names),
      to: names,
      ports: fc.array(ports, { minLength: 1, maxLength: 3 }),
    }),
    { maxLength: 4 },
  )
  .map((drawn) =>
    drawn.map(({ from, to, ports: its }, group) => ({
      from,
      to,
      channels: its.map((port, index) => ({
        service: `s${group}-${index}`,
        protocol: "tcp",
        port,
        encryption: "none",
        carries: "other",
        purpose: (source, host) => `${source} needs ${host}.`,
      })),
    })),
  );

const nameOf = (from: FlowSource): string => (from.kind === "host" ? from.host : from.kind);

test("a group is each source with every other host that listens, by each of its channels, in this order", () => {
  fc.assert(
    fc.property(groups, (drawn) => {
      const pairs: unknown[] = [];
      for (const { from, to, channels } of drawn) {
        for (const source of typeof from === "string" ? [from] : from) {
          for (const host of to.filter((it) => it !== source)) {
            for (const { port } of channels) pairs.push([source, host, typeof port === "number" ? port : port.get(host)]);
          }
        }
      }
      const flows = flowsIn(drawn);
      expect(flows.map(({ from, to, port }) => [nameOf(from), to, port])).toEqual(pairs);
      for (const { from, to, purpose } of flows) expect(purpose).toBe(`${nameOf(from)} needs ${to}.`);
      expect(new Set(flows.map(({ id }) => id)).size).toBe(flows.length);
    }),
  );
});

test("narrowed to a host, groups have the flows to it, in the same order", () => {
  fc.assert(
    fc.property(groups, (drawn) => {
      const narrowed = groupsByListener(drawn);
      for (const name of NAMES) expect(flowsIn(narrowed.get(name) ?? [])).toEqual(flowsIn(drawn).filter(({ to }) => to === name));
    }),
  );
});
