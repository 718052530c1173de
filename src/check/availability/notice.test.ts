import { expect, it } from "vitest";
import { cached } from "../../../test/fixtures/cached.ts";
import { withHosts, without } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Failing, Infrastructure } from "../../model/infrastructure.ts";
import { alertsOf } from "../alerts.ts";
import { noticeOf, TELLING_ALERTS } from "./notice.ts";

const told = (infra: Infrastructure, kind: Failing, ...hosts: readonly string[]): boolean => noticeOf(infra).tells({ kind, hosts });
const leavingOut = (...withoutAlerts: readonly string[]): Infrastructure => ({
  ...fortress,
  monitoring: { ...fortress.monitoring, withoutAlerts },
});

it("names alerts that there are", () => {
  const there = new Set([...alertsOf(fortress), ...alertsOf(whiteboard), ...alertsOf(cached)]);
  expect([...new Set(Object.values(TELLING_ALERTS).flat())].filter((name) => !there.has(name))).toEqual([]);
});

it.each([
  ["a dead host", fortress, "host", ["web1"], true],
  ["a dead host of which nobody is told, as no alert reaches anybody", whiteboard, "host", ["srv1"], false],
  ["a dead host that is not measured", withHosts(fortress, { monitoring: "none" }, "app1"), "host", ["app1"], false],
  [
    "a dead web server that is not measured: the balancers see it",
    withHosts(fortress, { monitoring: "none" }, "web1"),
    "host",
    ["web1"],
    true,
  ],
  ["a dead host whose silence raises no alert", leavingOut("HostSilent"), "host", ["db1"], false],
  ["a dead web server then, by the balancers", leavingOut("HostSilent"), "host", ["web1"], true],
  ["a dead database, by any of three alerts", leavingOut("UnitFailed", "UnitNotRunning"), "database", ["db1"], true],
  ["the only monitor: somebody waits for its sign of life", fortress, "host", ["mon1"], true],
  ["a zone, by any host in it", fortress, "zone", ["lb1", "web1"], true],
  ["what is outside", fortress, "dependency", [], true],
] as const)("tells of %s: %#", (_, infra, kind, hosts, expected) => {
  expect(told(infra, kind, ...hosts)).toBe(expected);
});

it("tells of no monitor that dies without a watchdog, nor of what dies with it", () => {
  const { watchdog: _, ...monitoring } = fortress.monitoring;
  const infra = { ...fortress, monitoring };
  expect([told(infra, "host", "mon1"), told(infra, "zone", "mon1", "db3"), told(infra, "host", "db3")]).toEqual([false, false, true]);
  expect(told(without(infra, "mon1"), "host", "db3")).toBe(false);
});
