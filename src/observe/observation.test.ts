import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { STATUS } from "../catalog/status.ts";
import type { Sample } from "../kit/answer.ts";
import { parseAlerts, parseAnswer } from "./answer.ts";
import { observation } from "./observation.ts";
import { statusQuery } from "./queries.ts";

type Row = readonly [string, Readonly<Record<string, string>>, number | "NaN"];

const NOW = 1_795_388_219.5;

/** What VictoriaMetrics answers to the status query. */
function answer(rows: readonly Row[]): string {
  const all: readonly Row[] = [["clock", {}, NOW], ...rows];
  const result = all.map(([measure, labels, value]) => ({ metric: { ...labels, measure }, value: [Math.floor(NOW), String(value)] }));
  return JSON.stringify({ status: "success", data: { resultType: "vector", result } });
}

function seen(rows: readonly Row[], infra = whiteboard) {
  const parsed = parseAnswer(answer(rows));
  if (parsed === undefined) throw new Error("not an answer");
  return observation(STATUS, infra, "mon1", parsed, []);
}

it("reads no measure that the query does not bring", () => {
  for (const infra of [whiteboard, fortress]) {
    const asked = new Set<string>();
    const samples = new (class extends Map<string, readonly Sample[]> {
      override get(measure: string): readonly Sample[] | undefined {
        asked.add(measure);
        return super.get(measure);
      }
    })();
    observation(STATUS, infra, "mon1", { at: NOW, samples }, []);
    const brought = [...statusQuery(infra).matchAll(/"measure", "(\w+)"/g)].map(([, measure]) => measure);
    expect(asked.size).toBeGreaterThan(20);
    expect(brought).toEqual(expect.arrayContaining([...asked]));
  }
});

it("keeps the keys that `status --json` prints", () => {
  const keys = (value: unknown): unknown =>
    Array.isArray(value) ? value.slice(0, 1).map((row: object) => Object.keys(row).join(" ")) : value === null ? null : typeof value;
  expect(Object.fromEntries(Object.entries(seen([])).map(([key, value]) => [key, keys(value)]))).toMatchInlineSnapshot(`
    {
      "alerts": [],
      "apps": [
        "host up healthy checkStatus drained",
      ],
      "at": "string",
      "balancers": [
        "host up serversUp serversDrained servers waiting requestsPerSecond errorRatio p50Seconds p95Seconds p99Seconds",
      ],
      "caches": [],
      "databases": [
        "host role up readOnly writer queriesPerSecond connections maxConnections replicating lagSeconds ready members",
      ],
      "hosts": [
        "host sampleAgeSeconds cpuRatio memoryRatio diskRatio diskMount receivedBytesPerSecond sentBytesPerSecond undeliveredBytes",
      ],
      "infrastructure": "string",
      "monitor": "string",
      "monitors": [
        "host series storedBytes freeBytes",
      ],
      "version": "number",
      "web": [
        "host up healthy checkStatus drained waiting requestsPerSecond errorRatio p50Seconds p95Seconds p99Seconds",
      ],
      "windowSeconds": "number",
    }
  `);
});

describe("what is seen", () => {
  it("is unknown everywhere before the first sample, by the monitor's clock", () => {
    const sight = seen([]);
    expect(sight.at).toBe("2026-11-22T22:56:59.500Z");
    expect(sight.balancers).toEqual([
      {
        host: "lb1",
        up: null,
        serversUp: null,
        serversDrained: null,
        servers: 2,
        waiting: null,
        requestsPerSecond: null,
        errorRatio: null,
        p50Seconds: null,
        p95Seconds: null,
        p99Seconds: null,
      },
    ]);
    expect(sight.databases.map((it) => [it.host, it.role, it.up, it.replicating])).toEqual([
      ["srv1", "primary", null, null],
      ["srv2", "replica", null, null],
    ]);
    expect(sight.hosts.map((it) => it.sampleAgeSeconds)).toEqual([null, null, null, null]);
  });

  it("is what each host's own samples say", () => {
    const sight = seen([
      ["balancerUp", { host: "lb1" }, 1],
      ["balancerRequests", { host: "lb1" }, 200],
      ["balancerAnswers", { host: "lb1" }, 200],
      ["balancerErrors", { host: "lb1" }, 10],
      ["balancerP50", { host: "lb1" }, 0.004],
      ["serverUp", { host: "lb1", server: "srv1" }, 1],
      ["serverUp", { host: "lb1", server: "srv2" }, 0],
      ["serverDrained", { host: "lb1", server: "srv1" }, 1],
      ["serverDrained", { host: "lb1", server: "srv2" }, 0],
      ["serverCheck", { host: "lb1", server: "srv1" }, 200],
      ["serverCheck", { host: "lb1", server: "srv2" }, 301],
      ["webUp", { host: "srv1" }, 1],
      ["webRequests", { host: "srv1" }, 100],
      ["webUp", { host: "srv2" }, 1],
      ["webP99", { host: "srv2" }, "NaN"],
      ["balancerWaiting", { host: "lb1" }, 4],
      ["appUp", { host: "srv1" }, 1],
      ["hostDisk", { host: "srv1", mountpoint: "/" }, 0.2],
      ["hostDisk", { host: "srv1", mountpoint: "/var/lib/mysql" }, 0.7],
    ]);
    expect(sight.balancers[0]).toMatchObject({
      up: true,
      serversUp: 1,
      serversDrained: 1,
      requestsPerSecond: 200,
      errorRatio: 0.05,
      p50Seconds: 0.004,
      p95Seconds: null,
      p99Seconds: null,
    });
    expect(sight.balancers[0]?.waiting).toBe(4);
    // No series of errors is no error; no series of requests on an nginx that answers is no request.
    expect(sight.web[0]).toMatchObject({ host: "srv1", up: true, healthy: true, requestsPerSecond: 100, errorRatio: 0 });
    expect(sight.web[1]).toMatchObject({
      host: "srv2",
      up: true,
      healthy: false,
      checkStatus: 301,
      requestsPerSecond: 0,
      errorRatio: 0,
      p99Seconds: null,
    });
    expect(sight.apps[0]).toEqual({ host: "srv1", up: true, healthy: true, checkStatus: null, drained: true });
    expect(sight.hosts[1]).toMatchObject({ diskRatio: 0.7, diskMount: "/var/lib/mysql" });
  });

  it("tells a replica that runs from one that stopped and from one that never was", () => {
    const up: Row = ["databaseUp", { host: "srv2" }, 1];
    const replica = (rows: readonly Row[]) => seen([up, ...rows]).databases[1];
    const running: readonly Row[] = [
      ["databaseReceiving", { host: "srv2" }, 1],
      ["databaseApplying", { host: "srv2" }, 1],
      ["databaseLag", { host: "srv2" }, 3],
    ];
    expect(replica(running)).toMatchObject({ replicating: true, lagSeconds: 3 });
    expect(replica([["databaseReceiving", { host: "srv2" }, 0], ...running.slice(1, 2)])).toMatchObject({
      replicating: false,
      lagSeconds: null,
    });
    expect(replica([])).toMatchObject({ replicating: false });
  });

  it("sees equals in a cluster: who is in step with how many, and nobody who follows", () => {
    const rows: readonly Row[] = [
      ["databaseReady", { host: "db1" }, 1],
      ["databaseMembers", { host: "db1" }, 2],
      ["databaseReady", { host: "db3" }, 0],
      ["databaseMembers", { host: "db3" }, 0],
    ];
    const [db1, db2, db3] = seen(rows, fortress).databases;
    expect(db1).toMatchObject({ role: "node", ready: true, members: 2, replicating: null, lagSeconds: null });
    expect(db2).toMatchObject({ role: "node", ready: null, members: null });
    expect(db3).toMatchObject({ role: "node", ready: false, members: 0 });
  });

  it("knows to whom the apps write: to the first node that passes, to all, or to whoever is not read-only", () => {
    const checked = (...values: readonly number[]): readonly Row[] =>
      values.map((value, at) => ["databaseChecked", { server: `db${at + 1}` }, value]);
    const writers = (rows: readonly Row[], infra = fortress) => seen(rows, infra).databases.map((it) => it.writer);
    expect(writers([])).toEqual([null, null, null]);
    expect(writers(checked(1, 1, 1))).toEqual([true, false, false]);
    expect(writers(checked(0, 1, 1))).toEqual([false, true, false]);
    expect(writers(checked(0, 0, 0))).toEqual([false, false, false]);
    if (fortress.database === undefined) throw new Error("no database");
    expect(writers(checked(0, 1, 1), { ...fortress, database: { ...fortress.database, writers: "all" } })).toEqual([false, true, true]);
    const readOnly = (host: string, value: number): Row => ["databaseReadOnly", { host }, value];
    expect(writers([readOnly("srv1", 0), readOnly("srv2", 1)], whiteboard)).toEqual([true, false]);
    expect(writers([readOnly("srv1", 0), ["databaseUp", { host: "srv1" }, 0]], whiteboard)).toEqual([false, null]);
  });

  it("knows what the web servers say of an app on a host of its own", () => {
    const rows: readonly Row[] = [
      ["appChecked", { host: "web1", server: "app1" }, 1],
      ["appChecked", { host: "web1", server: "app2" }, 1],
      ["appChecked", { host: "web2", server: "app2" }, 0],
    ];
    expect(seen(rows, fortress).apps.map((it) => [it.host, it.healthy])).toEqual([
      ["app1", true],
      ["app2", false],
    ]);
  });

  it("asks for everything at once, each answer under its name", () => {
    const names = [...statusQuery(whiteboard).matchAll(/"measure", "(\w+)"/g)].map((it) => it[1]);
    expect(names.length).toBeGreaterThan(25);
    expect(new Set(names).size).toBe(names.length);
  });
});

describe("answers", () => {
  it("are no answers when they are something else, whatever it is", () => {
    expect(parseAnswer('{"status":"error","errorType":"422","error":"unknown function"}')).toBeUndefined();
    expect(parseAnswer("")).toBeUndefined();
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(parseAnswer(text)).toBeUndefined();
        expect(parseAlerts(text) === undefined || Array.isArray(parseAlerts(text))).toBe(true);
      }),
    );
  });

  it("are alerts, the most urgent first, without the watchdog", () => {
    const alert = (alertname: string, severity: string, state: string, host: string | undefined, activeAt: string) => ({
      state,
      activeAt,
      labels: { alertname, severity, ...(host === undefined ? {} : { host }), job: "node" },
      annotations: { summary: `${alertname}.` },
    });
    const alerts = [
      alert("Watchdog", "none", "firing", undefined, "2026-11-22T22:00:00Z"),
      alert("Soon", "page", "pending", "srv1", "2026-11-22T22:00:00Z"),
      alert("Ticket", "ticket", "firing", "srv1", "2026-11-22T22:00:00Z"),
      alert("Later", "page", "firing", undefined, "2026-11-22T22:10:00Z"),
      alert("Page", "page", "firing", "srv2", "2026-11-22T22:05:00+00:00"),
      alert("Gone", "page", "inactive", "srv2", "2026-11-22T22:05:00Z"),
    ];
    const parsed = parseAlerts(JSON.stringify({ status: "success", data: { alerts } }));
    expect(parsed?.map((it) => it.name)).toEqual(["Page", "Later", "Ticket", "Soon"]);
    expect(parsed?.[0]).toEqual({
      name: "Page",
      severity: "page",
      state: "firing",
      since: "2026-11-22T22:05:00.000Z",
      host: "srv2",
      summary: "Page.",
      labels: { job: "node" },
    });
    expect(parsed?.[1]?.host).toBeNull();
  });
});
