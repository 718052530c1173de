import { expect, it } from "vitest";
import type { Panel } from "../../src/kit/panel.ts";
import type { ConsoleSite } from "../../src/observe/console-site.ts";
import { rangePath } from "../../src/observe/saved.ts";
import { happenings } from "./events.ts";
import { drawing } from "./lines.ts";
import type { AnswerSource } from "./source.ts";

const moves = [{ expr: "bartizan_virtual_address_held", has: 1, words: "{host} takes {address}" }];
const site = { monitoring: { intervalSeconds: 5 }, moves } as unknown as ConsoleSite;
const span = { seconds: 900, end: 1000 };

type Answer = readonly { readonly metric: Readonly<Record<string, string>>; readonly values: readonly (readonly [number, string])[] }[];

/** Answers queries by a word in them; whatever is not known of is nothing. */
function answering(answers: Readonly<Record<string, Answer>>): { readonly source: AnswerSource; readonly asked: string[] } {
  const asked: string[] = [];
  const none = async (): Promise<never> => expect.unreachable("nobody asks this here");
  const ask = async (path: string): Promise<unknown> => {
    const query = new URL(path, "http://monitor").searchParams.get("query") ?? path;
    asked.push(query);
    const found = Object.entries(answers).find(([word]) => query.includes(word));
    return { data: { result: found?.[1] ?? [] } };
  };
  return { source: { ask, site: none, picture: none, runbooks: none, silence: none, endSilence: none }, asked };
}

const panel = (lines: Panel["lines"], perHost = false): Panel => ({ id: "it", title: "It", unit: "count", page: "site", perHost, lines });

it("puts the samples of all lines on one time axis, and leaves holes where a line has none", async () => {
  const { source } = answering({
    first: [{ metric: { host: "srv1" }, values: [[10, "1"], [20, "2"]] }], // biome-ignore format: a series a line
    second: [{ metric: { host: "srv2" }, values: [[20, "5"], [30, "NaN"]] }], // biome-ignore format: a series a line
  });
  const found = await drawing(
    source,
    site,
    panel(
      [
        { expr: "first", by: ["host"] },
        { expr: "second", by: ["host"] },
      ],
      true,
    ),
    span,
  );
  expect(found.times).toEqual([10, 20, 30]);
  expect(found.lines).toEqual([
    { name: "srv1", values: [1, 2, null] },
    { name: "srv2", values: [null, 5, null] },
  ]);
});

it("keeps the order of the panel for lines that it names, and sorts hosts as people count", async () => {
  const named = answering({ median: [{ metric: {}, values: [[1, "1"]] }], most: [{ metric: {}, values: [[1, "9"]] }] });
  const percentiles = panel([{ expr: "median", name: "p50" }, { expr: "most", name: "max" }]); // biome-ignore format: as it is read
  expect((await drawing(named.source, site, percentiles, span)).lines.map((it) => it.name)).toEqual(["p50", "max"]);
  const hosts = answering({ load: ["web10", "web2", "web1"].map((host) => ({ metric: { host }, values: [[1, "1"]] })) });
  const byHost = panel([{ expr: "load", by: ["host"] }], true);
  expect((await drawing(hosts.source, site, byHost, span)).lines.map((it) => it.name)).toEqual(["web1", "web2", "web10"]);
});

it("asks for one host alone, whose name may have dots, and asks a saved moment for what was saved", async () => {
  const live = answering({ load: [{ metric: { host: "web.1" }, values: [[1, "1"]] }] });
  const its = panel([{ expr: "load", by: ["host"] }], true);
  await drawing(live.source, site, its, span, "web.1");
  expect(live.asked).toEqual(['label_match(load, "host", "web\\\\.1")']);
  const values = [[1, "1"]] as const;
  const saved = answering({ load: ["web.1", "web2"].map((host) => ({ metric: { host }, values })) });
  const found = await drawing({ ...saved.source, savedAt: 1000 }, site, its, span, "web.1");
  expect(saved.asked).toEqual(["load"]);
  expect(found.lines).toEqual([{ name: "web.1", values: [1] }]);
});

it("tells what was done, what moved and what fired, in their order, each beginning once", async () => {
  const { source } = answering({
    bartizan_event: [],
    ALERTS: [
      { metric: { alertname: "NginxDown", host: "srv1" }, values: [[100, "1"], [105, "1"], [300, "1"]] }, // biome-ignore format: a series a line
      { metric: { alertname: "BurnRate", place: "site" }, values: [[200, "1"]] },
      // Two of one sample each, far apart.
      { metric: { alertname: "HostSilent", host: "srv2" }, values: [[110, "1"], [500, "1"]] }, // biome-ignore format: a series a line
    ],
    bartizan_virtual_address_held: [
      { metric: { host: "lb2", address: "203.0.113.10" }, values: [[100, "0"], [150, "1"], [155, "1"]] }, // biome-ignore format: a series a line
      { metric: { host: "lb1", address: "203.0.113.10" }, values: [[100, "1"], [150, "0"]] }, // biome-ignore format: a series a line
    ],
  });
  expect((await happenings(source, site, span)).map((it) => `${it.at} ${it.kind} ${it.words}`)).toEqual([
    "100 alert NginxDown srv1",
    "110 alert HostSilent srv2",
    "150 failover lb2 takes 203.0.113.10",
    "200 alert BurnRate site",
    "300 alert NginxDown srv1",
    "500 alert HostSilent srv2",
  ]);
});

it("tells the rest when one of them cannot be asked", async () => {
  const { source } = answering({ ALERTS: [{ metric: { alertname: "NginxDown", host: "srv1" }, values: [[100, "1"]] }] });
  const broken: AnswerSource = {
    ...source,
    ask: async (path) => (path.includes("bartizan_event") ? Promise.reject(new Error("gone")) : source.ask(path)),
  };
  expect((await happenings(broken, site, span)).map((it) => it.words)).toEqual(["NginxDown srv1"]);
});

it("never asks for points finer than the samples, nor for times that move with every second", () => {
  const at = (end: number): URLSearchParams => new URL(rangePath(site, "x[$window]", end, 900), "http://monitor").searchParams;
  expect([at(1001).get("step"), at(1001).get("end"), at(1004).get("end"), at(1005).get("end")]).toEqual(["5s", "1000", "1000", "1005"]);
  expect(at(1000).get("query")).toBe("x[30s]");
});
