import { expect, it, test } from "vitest";
import { without } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { haproxyConfig } from "../../parts/haproxy/config.ts";
import { compileTree } from "./compile-tree.ts";
import { activeDownSeconds, DATABASE_CHECK, failoverWindows, WEB_CHECK } from "./failover.ts";
import { timeComponents } from "./mean-times.ts";

function windows(infra: Infrastructure): readonly string[] {
  const skeleton = compileTree(infra);
  return failoverWindows(infra, skeleton, timeComponents(infra, skeleton)).map(
    ({ component, secondsEach }) => `${component} ${secondsEach.toFixed(2)}`,
  );
}

test("a backup waits for three advertisements and its skew (RFC 9568, 6.1)", () => {
  expect(activeDownSeconds(1, 100)).toBeCloseTo(3 + 156 / 256, 12);
  expect(activeDownSeconds(0.3, 190)).toBeCloseTo(0.9 + (66 / 256) * 0.3, 12);
});

test("the checks are those that HAProxy is told", () => {
  const [balancer] = hostsOf(whiteboard, "balancer");
  const [app] = hostsOf(whiteboard, "app");
  const web = WEB_CHECK;
  expect(haproxyConfig(balancer as Host, whiteboard)).toContain(
    `check inter ${web.inter}s fastinter ${web.fastinter * 1000}ms downinter 1s rise 2 fall ${web.fall} `,
  );
  expect(haproxyConfig(balancer as Host, whiteboard)).toContain(`timeout check ${web.timeout}s`);
  const { inter, timeout, fastinter, fall } = DATABASE_CHECK;
  expect(haproxyConfig(app as Host, whiteboard)).toContain(`check inter ${inter}s fastinter ${fastinter}s fall ${fall} rise 1`);
  expect(haproxyConfig(app as Host, whiteboard)).toContain(`timeout check ${timeout}s`);
});

it("is open for the share of requests that the lost web server had", () => {
  // 1 s until the next check, two that are given up after a second each, half a second between them: 3.5 s for every other request.
  expect(windows(whiteboard)).toEqual(["web:srv1 1.75", "app:srv1 1.75", "web:srv2 1.75", "app:srv2 1.75", "host:srv2 1.75"]);
});

it("opens with the balancer that holds the address, and with every node of the cluster", () => {
  const open = windows(fortress);
  expect(open.filter((line) => line.includes("lb"))).toEqual(["balancer:lb1 2.00", "host:lb1 0.98"]);
  expect(open.filter((line) => line.startsWith("database:"))).toEqual(["database:db1 7.00", "database:db2 5.00", "database:db3 5.00"]);
});

it("has the whole of a zone wait together", () => {
  // The zone takes the balancer's address, one of two web servers and apps, and the node that takes the writes.
  expect(windows(fortress).filter((line) => line.startsWith("zone:a"))).toEqual([
    "zone:a 0.98",
    "zone:a 1.75",
    "zone:a 1.00",
    "zone:a 7.00",
  ]);
});

it("has no window for what is an outage", () => {
  expect(windows(without(fortress, "lb2", "web2", "app2", "db2", "db3"))).toEqual([]);
});
