import fc from "fast-check";
import { expect, test } from "vitest";
import { fortressOf } from "../../test/fixtures/tiers.ts";
import { flowGroupsOf } from "../catalog/compile.ts";
import type { Flow } from "../model/flow.ts";
import { type FlowGroup, flowsIn } from "../model/flow-group.ts";
import { flowChanges } from "./flow-changes.ts";

const names = fc.subarray(["a", "b", "c", "d"]);

/** Services that may meet on one port: the group that comes last counts. */
const groups: fc.Arbitrary<readonly FlowGroup[]> = fc
  .array(
    fc.record({
      from: fc.oneof(fc.constantFrom("anyone" as const, "admin" as const), names),
      to: names,
      kinds: fc.array(fc.tuple(fc.constantFrom(1, 2), fc.constantFrom("none" as const, "tls" as const)), { minLength: 1, maxLength: 2 }),
    }),
    { maxLength: 4 },
  )
  .map((drawn) =>
    drawn.map(({ from, to, kinds }, group) => ({
      from,
      to,
      channels: kinds.map(([port, encryption], index) => ({
        service: `s${group}-${index}`,
        protocol: "tcp",
        port,
        encryption,
        carries: "other",
        purpose: () => "A test.",
      })),
    })),
  );

function connection({ from, to, port }: Flow): string {
  return JSON.stringify([from, to, port]);
}

test("what has changed is what pair by pair has changed", () => {
  fc.assert(
    fc.property(groups, groups, (before, after) => {
      const [old, now] = [flowsIn(before), flowsIn(after)];
      const [earlier, later] = [old, now].map((flows) => new Map(flows.map((flow) => [connection(flow), flow])));
      const { opened, closed, changed } = flowChanges(before, after);
      expect(opened).toEqual(now.filter((flow) => !earlier?.has(connection(flow))));
      expect(closed).toEqual(old.filter((flow) => !later?.has(connection(flow))));
      const pairs = now.flatMap((flow) => {
        const it = earlier?.get(connection(flow));
        return it === undefined || it.encryption === flow.encryption ? [] : [{ before: it, after: flow }];
      });
      expect(changed).toEqual(pairs);
    }),
    { numRuns: 1_000 },
  );
});

test("of two large infrastructures only the flows that differ are expanded", () => {
  let expanded = 0;
  const counted = (hosts: number): readonly FlowGroup[] =>
    flowGroupsOf(fortressOf(hosts)).map((group) => ({
      ...group,
      channels: group.channels.map((channel) => ({
        ...channel,
        purpose: (from, to) => {
          expanded += 1;
          return channel.purpose(from, to);
        },
      })),
    }));
  // One more app host: its operators, its 1,000 web hosts, its three database hosts twice, its monitor.
  const { opened, closed, changed } = flowChanges(counted(2_000), counted(2_001));
  expect([opened.length, closed.length, changed.length]).toEqual([1_008, 0, 0]);
  expect(expanded).toBe(1_008);
});
