import { describe, expect, it } from "vitest";
import { type Sample, stored } from "../../test/fixtures/door.ts";
import { fortress } from "../../test/fixtures/fortress.ts";
import { sending } from "../../test/fixtures/sending.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { alertRulesOf, recordingRulesOf, scrapesOf } from "../catalog/compile.ts";
import { PARTS } from "../catalog/registry.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { selectHosts } from "./select-hosts.ts";

const infras: readonly (readonly [string, Infrastructure])[] = [
  ["whiteboard", whiteboard],
  ["fortress", fortress],
  ["sending", sending],
];

const rulesOf = (infra: Infrastructure) => [...alertRulesOf(infra), ...recordingRulesOf(infra)];

describe.each(infras)("the rules of %s", (_, infra) => {
  const recorded = new Set(recordingRulesOf(infra).map((it) => it.record));
  const through = stored(new Map(infra.hosts.map((host) => [host.name, scrapesOf(host, infra)])));

  it("believe of each series the hosts whose it is to tell", () => {
    const sending = infra.hosts.filter((it) => scrapesOf(it, infra).length > 0).map((it) => it.name);
    let selectors = 0;
    for (const { expr } of rulesOf(infra)) {
      selectHosts(expr, ({ metric, equal, host }) => {
        selectors += 1;
        const labels = Object.fromEntries(Object.entries(equal).filter(([label]) => ["proxy", "tier"].includes(label)));
        const may = sending.filter((name) => through(name, { __name__: metric, ...labels }) !== undefined);
        const believed = host === undefined ? sending : sending.filter((name) => new RegExp(`^(?:${host})$`).test(name));
        const what = `${metric} ${JSON.stringify(labels)} in ${expr}`;
        if (recorded.has(metric)) expect(may, what).toEqual([]);
        // A rule may be about some of them.
        else
          expect(
            believed.filter((name) => !may.includes(name)),
            what,
          ).toEqual([]);
        return "anyone";
      });
    }
    expect(selectors).toBeGreaterThan(60);
  });
});

describe("a host", () => {
  const through = stored(new Map(whiteboard.hosts.map((host) => [host.name, scrapesOf(host, whiteboard)])));
  const says = (host: string, sample: Sample) => through(host, sample);

  it.each<[string, string, Sample]>([
    ["that the site answers", "srv1", { __name__: "bartizan_site_up", balancer: "lb1" }],
    ["what the balancer counts", "srv1", { __name__: "haproxy_frontend_http_responses_total", proxy: "site", code: "2xx" }],
    ["the balancer's latency", "srv1", { __name__: "bartizan_http_requests_total", tier: "balancer" }],
    ["two fields in one label", "srv1", { __name__: "haproxy_up", proxy: "site", tier: "database;" }],
    ["what rules record", "srv1", { __name__: "site:errors:ratio_rate1h" }],
    ["that an alert fires", "srv1", { __name__: "ALERTS", alertname: "SiteDown" }],
    ["that it is expected", "srv1", { __name__: "bartizan:host_expected" }],
    ["that somebody deployed", "srv1", { __name__: "bartizan_event", kind: "deploy" }],
    ["the state of a database that it has not", "lb1", { __name__: "mysql_up" }],
    ["how the last copy went", "lb1", { __name__: "bartizan_backup_last_seconds" }],
    ["what nobody knows", "lb1", { __name__: "made_up" }],
  ])("cannot say %s", (_what, host, sample) => {
    expect(says(host, sample)).toBeUndefined();
  });

  it("speaks in its own name alone, whatever its samples say, and nobody comes by another way", () => {
    expect(says("srv1", { __name__: "mysql_up", host: "lb1", server: "lb1" })).toEqual({
      __name__: "mysql_up",
      host: "srv1",
      server: "lb1",
    });
    expect(says("srv1", { __name__: "haproxy_backend_status", proxy: "site", via: "" })).toBeUndefined();
  });

  it("says all that its own programs tell of it", () => {
    expect(says("lb1", { __name__: "haproxy_frontend_http_responses_total", proxy: "site" })).toBeDefined();
    expect(says("srv1", { __name__: "haproxy_server_status", proxy: "database" })).toBeDefined();
    expect(says("mon1", { __name__: "bartizan_site_up" })).toBeDefined();
    for (const host of whiteboard.hosts) expect(says(host.name, { __name__: "up", job: "node" })).toBeDefined();
  });
});

it("every series is some part's, so that a new one cannot be refused by mistake", () => {
  for (const part of PARTS) {
    for (const host of sending.hosts) {
      for (const scrape of part.scrapes?.(host, sending) ?? []) expect(scrape.series.length, part.name).toBeGreaterThan(0);
    }
  }
});
