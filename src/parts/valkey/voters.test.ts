import { expect, test } from "vitest";
import { cached } from "../../../test/fixtures/cached.ts";
import { withHosts, without } from "../../../test/fixtures/change.ts";
import { flowsIn } from "../../model/flow-group.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { cacheFlows } from "./flows.ts";
import { majorityOf, votersOf } from "./voters.ts";

const names = (infra: Infrastructure): readonly string[] => votersOf(infra).map((host) => host.name);
const flows = (infra: Infrastructure): readonly string[] => flowsIn(cacheFlows(infra)).map(({ id, encryption }) => `${id} ${encryption}`);

test("votes are an odd number: two caches and the monitor, or three caches", () => {
  expect([names(cached), majorityOf(cached)]).toEqual([["cache1", "cache2", "mon1"], 2]);
  expect(names(withHosts(cached, { roles: ["cache"] }, "db3"))).toEqual(["db3", "cache1", "cache2"]);
  expect(names(without(cached, "mon1"))).toEqual(["cache1", "cache2", "lb1"]);
});

test("a cache that is alone needs nobody's vote, and its app hosts ask nobody for one", () => {
  const alone = without(cached, "cache2");
  expect(names(alone)).toEqual([]);
  expect(flows(alone)).toEqual(["cache__data_app1_cache1 tls", "cache__data_app2_cache1 tls"]);
});

test("apps, caches and voters reach what they have to, each by one flow", () => {
  expect(flows(without(cached, "app2"))).toEqual([
    "cache__data_app1_cache1 tls",
    "cache__data_app1_cache2 tls",
    "cache__data_cache1_cache2 tls",
    "cache__data_cache2_cache1 tls",
    "cache__watch_mon1_cache1 tls",
    "cache__watch_mon1_cache2 tls",
    "cache__vote_cache1_cache2 mutual-tls",
    "cache__vote_cache1_mon1 mutual-tls",
    "cache__vote_cache2_cache1 mutual-tls",
    "cache__vote_cache2_mon1 mutual-tls",
    "cache__vote_mon1_cache1 mutual-tls",
    "cache__vote_mon1_cache2 mutual-tls",
    "cache__vote_app1_cache1 mutual-tls",
    "cache__vote_app1_cache2 mutual-tls",
  ]);
  const together = withHosts(cached, { roles: ["app", "cache"] }, "app1");
  expect(new Set(flows(together)).size).toBe(flows(together).length);
});
