import { expect, it, test } from "vitest";
import { without } from "../../../test/fixtures/change.ts";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { ChangeOver } from "../../kit/faces/reliability.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import { haproxyConfig } from "../../parts/haproxy/config.ts";
import { activeDownSeconds } from "../../parts/keepalived/change-over.ts";
import { keepalivedConfig } from "../../parts/keepalived/config.ts";
import { providerOptions } from "../../parts/mariadb/galera/settings.ts";
import { compileTree } from "./compile-tree.ts";
import { changeOver, failoverWindows } from "./failover.ts";
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

test("seconds come from what the hosts are told: what the balancer, the proxies, keepalived and Galera are configured with", () => {
  const [balancer] = hostsOf(fortress, "balancer");
  const [app] = hostsOf(fortress, "app");
  const [web] = hostsOf(fortress, "web");
  const [node] = hostsOf(fortress, "database");
  const site = haproxyConfig(balancer as Host, fortress);
  expect(site).toContain("check inter 1s fastinter 500ms downinter 1s fall 2 rise 2 ");
  expect(site).toContain("timeout check 1s");
  expect(haproxyConfig(web as Host, fortress)).toContain("check inter 1s fastinter 500ms downinter 1s fall 2 rise 2 ");
  const nodes = haproxyConfig(app as Host, fortress);
  expect(nodes).toContain("check inter 500ms fastinter 300ms downinter 500ms fall 2 rise 2 ");
  expect(nodes).toContain("timeout connect 1s\n\ttimeout check 700ms");
  expect(providerOptions(node as Host)).toMatchObject({
    "evs.suspect_timeout": "PT1S",
    "evs.inactive_check_period": "PT0.2S",
    "evs.join_retrans_period": "PT0.2S",
  });
  expect(keepalivedConfig(balancer as Host, fortress)).toContain("--max-time 0.8 ");
});

// Measured on the running fortress under 100 requests a second: the longest time without an answer, or without a write where writes wait.
it.each([
  ["balancer", "lb1", "machine", 0.85],
  ["balancer", "lb1", "software", 2.33],
  ["database", "db1", "machine", 3.2],
  ["database", "db2", "machine", 1.4],
] as const)("predicts for the %s %s (%s) what was measured", (role, name, lost, measured) => {
  const tier = compileTree(fortress).tiers.find((it) => it.role === role) as Tier;
  const member = tier.members.find((it) => it.name === name) as Host;
  const { seconds } = changeOver(fortress, tier, member, lost) as ChangeOver;
  expect(Math.abs(seconds - measured)).toBeLessThanOrEqual(Math.max(0.5, 0.3 * measured));
});

it("is open for the share of requests that the lost web server had", () => {
  // Half a second until the next check, two that are given up after a second each, half a second between them: 3 s for every other request.
  expect(windows(whiteboard)).toEqual(["web:srv1 1.50", "app:srv1 1.50", "web:srv2 1.50", "app:srv2 1.50", "host:srv2 1.50"]);
});

it("opens with the balancer that holds the address, and with every node of the cluster", () => {
  const open = windows(fortress);
  expect(open.filter((line) => line.includes("lb"))).toEqual(["balancer:lb1 2.38", "host:lb1 0.98"]);
  expect(open.filter((line) => line.startsWith("database:"))).toEqual(["database:db1 1.95", "database:db2 1.40", "database:db3 1.40"]);
});

it("has the whole of a zone wait together", () => {
  // The zone takes the balancer's address, one of two web servers and apps, and the node that takes the writes.
  expect(windows(fortress).filter((line) => line.startsWith("zone:a"))).toEqual([
    "zone:a 0.98",
    "zone:a 1.50",
    "zone:a 1.50",
    "zone:a 3.55",
  ]);
});

it("has no window for what is an outage", () => {
  expect(windows(without(fortress, "lb2", "web2", "app2", "db2", "db3"))).toEqual([]);
});
