import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterEach, expect, test } from "vitest";
import formatter from "./format.awk";

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true });
});

/** The bodies that the program makes of the store's text, and the number of samples in each. */
function bodies(format: string, lines: readonly string[], max = 1_000_000): readonly (readonly [text: string, count: number])[] {
  const dir = mkdtempSync(join(tmpdir(), "bartizan-forward-"));
  dirs.push(dir);
  writeFileSync(join(dir, "program"), formatter);
  const input = lines.map((line) => `${line}\n`).join("");
  execFileSync("awk", ["-v", `format=${format}`, "-v", `dir=${dir}`, "-v", `max=${max}`, "-f", join(dir, "program")], {
    input,
    env: { PATH: "/usr/bin:/bin", LC_ALL: "C" },
  });
  return readdirSync(dir)
    .filter((name) => name.endsWith(".gz"))
    .sort()
    .map((name) => [
      gunzipSync(readFileSync(join(dir, name))).toString("utf8"),
      Number(readFileSync(join(dir, name.replace(".gz", ".count")), "utf8")),
    ]);
}

/** As VictoriaMetrics 1.112 writes it: strange values included. */
const LINES = [
  'node_load1{host="web1",job="node"} 0.25 1795420140000',
  'node_load1{host="web1",job="node"} 4e-9 1795420145000',
  'node_load1{host="web1",job="node"} NaN 1795420150000',
  'bartizan:rate{host="web1",path="C:\\\\a \\"b\\", {x=\\"y\\"} é"} +Inf 1795420140000',
  'requests_total{host="web2",code="200"} 1795420140 1795420140000',
  "up 1 1795420140000",
  'bartizan:ratio{host="web2",path="C:\\\\a \\"b\\", {x=\\"y\\"} é"} -0.5 1795420140000',
];

test("Sumo Logic gets the lines whose values are numbers, as they are", () => {
  expect(bodies("sumologic", LINES)).toEqual([[`${LINES.filter((_, index) => index !== 2 && index !== 3).join("\n")}\n`, 5]]);
});

test("Datadog gets gauges in seconds, with the host as resource and the labels as tags", () => {
  const [[text, count] = ["", 0]] = bodies("datadog", LINES);
  expect(count).toBe(5);
  expect(JSON.parse(text)).toEqual({
    series: [
      {
        metric: "node_load1",
        type: 3,
        resources: [{ type: "host", name: "web1" }],
        tags: ["job:node"],
        points: [
          { timestamp: 1795420140, value: 0.25 },
          { timestamp: 1795420145, value: 4e-9 },
        ],
      },
      {
        metric: "requests_total",
        type: 3,
        resources: [{ type: "host", name: "web2" }],
        tags: ["code:200"],
        points: [{ timestamp: 1795420140, value: 1795420140 }],
      },
      { metric: "up", type: 3, resources: [], tags: [], points: [{ timestamp: 1795420140, value: 1 }] },
      {
        metric: "bartizan_ratio",
        type: 3,
        resources: [{ type: "host", name: "web2" }],
        tags: ['path:C:\\a "b", {x="y"} é'],
        points: [{ timestamp: 1795420140, value: -0.5 }],
      },
    ],
  });
});

test("OTLP gets a resource for each host, counters as cumulative sums", () => {
  const [[text, count] = ["", 0]] = bodies("otlp", LINES);
  expect(count).toBe(5);
  const point = (asDouble: number, at = "1795420140000", ...attributes: readonly (readonly [string, string])[]) => ({
    timeUnixNano: `${at}000000`,
    asDouble,
    ...(attributes.length === 0 ? {} : { attributes: attributes.map(([key, stringValue]) => ({ key, value: { stringValue } })) }),
  });
  const resource = (host: string | undefined, metrics: readonly unknown[]) => ({
    resource: { attributes: host === undefined ? [] : [{ key: "host.name", value: { stringValue: host } }] },
    scopeMetrics: [{ scope: { name: "bartizan" }, metrics }],
  });
  const load = { dataPoints: [point(0.25, "1795420140000", ["job", "node"]), point(4e-9, "1795420145000", ["job", "node"])] };
  const sum = { aggregationTemporality: 2, isMonotonic: true, dataPoints: [point(1795420140, undefined, ["code", "200"])] };
  const ratio = { dataPoints: [point(-0.5, undefined, ["path", 'C:\\a "b", {x="y"} é'])] };
  expect(JSON.parse(text)).toEqual({
    resourceMetrics: [
      resource("web1", [{ name: "node_load1", gauge: load }]),
      resource("web2", [{ name: "requests_total", sum }]),
      resource(undefined, [{ name: "up", gauge: { dataPoints: [point(1)] } }]),
      resource("web2", [{ name: "bartizan:ratio", gauge: ratio }]),
    ],
  });
});

test.each(["sumologic", "datadog", "otlp"])("%s: bodies stay below the limit, are whole each, and lose nothing", (format) => {
  const many = Array.from({ length: 400 }, (_, index) => `m${index % 7}{host="h${index >> 6}"} ${index} ${1795420140000 + index * 1000}`);
  const parts = bodies(format, many, 3000);
  expect(parts.length).toBeGreaterThan(3);
  expect(Math.max(...parts.map(([text]) => text.length))).toBeLessThan(3000);
  expect(parts.reduce((all, [, count]) => all + count, 0)).toBe(400);
  for (const [text] of parts) if (format !== "sumologic") JSON.parse(text);
  const values = parts.flatMap(([text]) => [...text.matchAll(/(?:"value":|"asDouble":|\} )(\d+)/g)].map((it) => Number(it[1])));
  expect(values).toEqual(Array.from({ length: 400 }, (_, index) => index));
});

test("of nothing there is no body", () => {
  expect(bodies("datadog", ["", "# a comment", "x NaN 1795420140000"])).toEqual([]);
});
