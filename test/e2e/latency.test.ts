import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import { BUCKETS, DURATION } from "../../src/kit/request-metrics.ts";
import { PORTS } from "../../src/model/ports.ts";
import { until } from "./support/command.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import type { Site } from "./support/site.ts";
import { steadyLoad } from "./support/steady-load.ts";

/** The log, which has a line with its time for each request, is the truth that the histograms are held against. */
interface Truth {
  /** Seconds from the head of each request to the end of its answer, as the balancer saw it. */
  readonly balancer: readonly number[];
  /** Seconds from its sending to a web server to the head of the answer. */
  readonly web: readonly number[];
}

let site: Site;
let truth: Truth;
/** What the balancer's own page counted meanwhile, by bound in seconds. */
let counted: ReadonlyMap<number, number>;
/** Seconds since the epoch, before the first and after the last of these requests. */
let span: { readonly from: number; readonly to: number };

beforeAll(async () => {
  site = await sharedWhiteboard();
  await until("a site that is well", 60, async () => ((await site.ask("/entries.json")).status === 200 ? true : undefined));
  const before = await page();
  const from = Math.floor(Date.now() / 1000);
  const cursor = (await site.on("lb1", "journalctl -q --namespace=traffic -u haproxy -n 0 --show-cursor"))
    .replace(/^.*cursor: /s, "")
    .trim();
  const load = steadyLoad(site, "203.0.113.10", 100);
  await wait(25_000);
  const result = await load.stop();
  expect(result.failed).toBe(0);
  const after = await page();
  const lines = await site.on("lb1", `journalctl -q --namespace=traffic -u haproxy -o cat --after-cursor='${cursor}' | grep -F 'ms='`);
  // Two more samples, so that the store has all of it.
  await wait(12_000);
  span = { from, to: Math.floor(Date.now() / 1000) };
  counted = new Map([...after].map(([bound, count]) => [bound, count - (before.get(bound) ?? 0)]));
  truth = { balancer: times(lines, "ms"), web: times(lines, "first_byte") };
  expect(truth.balancer.length).toBeGreaterThanOrEqual(result.sent);
});

/** Cumulative counts of the balancer's page, by bound. */
async function page(): Promise<ReadonlyMap<number, number>> {
  const text = await site.on("lb1", `curl -fsS http://127.0.0.1:${PORTS.loopback.proxyMetrics}/requests`);
  const lines = [...text.matchAll(new RegExp(`^${DURATION}_bucket\\{.*le="([^"]+)"\\} (\\d+)$`, "gm"))];
  return new Map(lines.map(([, bound, count]) => [bound === "+Inf" ? Number.POSITIVE_INFINITY : Number(bound), Number(count)]));
}

/** In seconds, sorted; a request that came to no server has no time there (-1). */
function times(lines: string, field: string): readonly number[] {
  const found = [...lines.matchAll(new RegExp(`\\b${field}=(-?\\d+)`, "g"))].map(([, ms]) => Number(ms) / 1000);
  return found.filter((it) => it >= 0).sort((a, b) => a - b);
}

it("is counted once for every request, in the bucket that the log says", () => {
  const all = counted.get(Number.POSITIVE_INFINITY) ?? 0;
  // The page is read a moment before or after the log, and the monitor asks for the site meanwhile.
  expect(Math.abs(all - truth.balancer.length)).toBeLessThanOrEqual(5);
  // The log has whole milliseconds, and the time until the end of the answer.
  for (const bound of BUCKETS.filter((it) => it >= 0.01)) {
    const upTo = (seconds: number): number => truth.balancer.filter((it) => it <= seconds).length;
    expect(counted.get(bound), `up to ${bound} s`).toBeGreaterThanOrEqual(upTo(bound - 0.002) - 0.01 * all);
    expect(counted.get(bound), `up to ${bound} s`).toBeLessThanOrEqual(upTo(bound + 0.002) + 0.01 * all);
  }
});

it.each([
  ["balancer", 0.5],
  ["balancer", 0.95],
  ["balancer", 0.99],
  ["web", 0.5],
  ["web", 0.95],
  ["web", 0.99],
] as const)("has at the %s a percentile %d that is the log's, to the width of a bucket", async (tier, share) => {
  const seconds = span.to - span.from;
  const expr = `histogram_quantile(${share}, sum by (le) (increase(${DURATION}_bucket{tier="${tier}"}[${seconds}s])))`;
  const line = `curl -fsS -d time=${span.to} --data-urlencode query@- http://127.0.0.1:${PORTS.loopback.samples}/api/v1/query`;
  const answer = JSON.parse(await site.on("mon1", line, { stdin: expr })) as { data: { result: { value: [number, string] }[] } };
  const told = Number(answer.data.result[0]?.value[1]);
  const real = truth[tier][Math.ceil(share * truth[tier].length) - 1] ?? Number.NaN;
  const width = (value: number): readonly [number, number] => {
    const index = BUCKETS.findIndex((bound) => value <= bound);
    return [BUCKETS[index - 1] ?? 0, BUCKETS[index] ?? Number.POSITIVE_INFINITY];
  };
  // A value beside a bound may be on either side of it: the log's milliseconds are whole.
  const [lowest] = width(Math.max(0, real * 0.9 - 0.001));
  const [, highest] = width(real * 1.1 + 0.001);
  process.stdout.write(`${tier} p${share * 100}: ${(told * 1000).toFixed(1)} ms, by the log ${(real * 1000).toFixed(0)} ms\n`);
  expect(told).toBeGreaterThanOrEqual(lowest);
  expect(told).toBeLessThanOrEqual(highest);
});
