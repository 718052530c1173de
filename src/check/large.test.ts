import { expect, test } from "vitest";
import { fortressOf } from "../../test/fixtures/tiers.ts";
import { flowGroupsOf } from "../catalog/compile.ts";
import type { FlowGroup } from "../model/flow-group.ts";
import { alertsOf } from "./alerts.ts";
import { check } from "./check.ts";

/** How many names the groups hold in all: what they cost. */
function size(groups: readonly FlowGroup[]): number {
  return groups.reduce((sum, { from, to }) => sum + to.length + (typeof from === "string" ? 1 : from.length), 0);
}

test("groups do not become more with the hosts, and no longer than these", () => {
  const [small, large] = [flowGroupsOf(fortressOf(200)), flowGroupsOf(fortressOf(2_000))];
  expect(large.length).toBe(small.length);
  expect(size(large)).toBeLessThan(10 * size(small));
});

test("a check of 2,000 hosts expands no flow of a group that it has nothing to say of", () => {
  const infra = fortressOf(2_000);
  const expanded = new Map<string, number>();
  const flowGroups = flowGroupsOf(infra).map((group) => ({
    ...group,
    channels: group.channels.map((channel) => ({
      ...channel,
      purpose: (from: string, to: string) => {
        expanded.set(channel.service, (expanded.get(channel.service) ?? 0) + 1);
        return channel.purpose(from, to);
      },
    })),
  }));
  const { findings } = check({ infra, flowGroups, alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined });
  expect(findings.filter(({ flows }) => (flows ?? []).length > 0)).toEqual([]);
  expect([...expanded]).toEqual([]);
});
