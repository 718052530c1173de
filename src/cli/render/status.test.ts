import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { Observation } from "../../model/observation.ts";
import { statusLines } from "./status.ts";

const quiet = { errorRatio: 0, p50Seconds: null, p95Seconds: null, p99Seconds: null };

const busy: Observation = {
  version: 1,
  infrastructure: "foobar",
  monitor: "mon1",
  at: "2026-11-22T22:56:59.500Z",
  windowSeconds: 30,
  balancers: [
    {
      host: "lb1",
      up: true,
      serversUp: 1,
      serversDrained: 0,
      servers: 2,
      waiting: 0,
      requestsPerSecond: 199.96,
      errorRatio: 0.0012,
      p50Seconds: 0.0004,
      p95Seconds: 0.5,
      p99Seconds: 1.25,
    },
  ],
  web: [
    {
      host: "srv1",
      up: true,
      healthy: true,
      waiting: 0,
      checkStatus: null,
      drained: false,
      requestsPerSecond: 1234.5,
      errorRatio: 0,
      p50Seconds: 0.012,
      p95Seconds: 0.03,
      p99Seconds: 0.0484,
    },
    {
      host: "srv2",
      up: false,
      healthy: false,
      waiting: null,
      checkStatus: 301,
      drained: false,
      requestsPerSecond: null,
      errorRatio: null,
      p50Seconds: null,
      p95Seconds: null,
      p99Seconds: null,
    },
  ],
  apps: [
    { host: "srv1", up: true, healthy: true, checkStatus: null, drained: false },
    { host: "srv2", up: null, healthy: null, checkStatus: null, drained: false },
  ],
  caches: [
    {
      host: "srv1",
      up: true,
      primary: true,
      replicating: null,
      commandsPerSecond: 90.4,
      hitRatio: 0.876,
      connections: 7,
      memoryBytes: 3_200_000,
      maxMemoryBytes: 600_000_000,
    },
    {
      host: "srv2",
      up: true,
      primary: false,
      replicating: false,
      commandsPerSecond: null,
      hitRatio: null,
      connections: 2,
      memoryBytes: 3_200_000,
      maxMemoryBytes: 0,
    },
  ],
  databases: [
    {
      host: "srv1",
      role: "primary",
      up: true,
      readOnly: false,
      writer: true,
      queriesPerSecond: 412.2,
      connections: 12,
      maxConnections: 200,
      replicating: null,
      lagSeconds: null,
      ready: null,
      members: null,
    },
    {
      host: "srv2",
      role: "replica",
      up: true,
      readOnly: true,
      writer: false,
      queriesPerSecond: 1.2,
      connections: 3,
      maxConnections: 200,
      replicating: true,
      lagSeconds: 0,
      ready: null,
      members: null,
    },
  ],
  hosts: [
    {
      host: "lb1",
      sampleAgeSeconds: 2.4,
      cpuRatio: 0.123,
      memoryRatio: 0.5,
      diskRatio: 0.254,
      diskMount: "/",
      receivedBytesPerSecond: 999.6,
      sentBytesPerSecond: 1_234_567,
      undeliveredBytes: 0,
    },
    {
      host: "srv2",
      sampleAgeSeconds: 400,
      cpuRatio: null,
      memoryRatio: null,
      diskRatio: null,
      diskMount: null,
      receivedBytesPerSecond: null,
      sentBytesPerSecond: null,
      undeliveredBytes: null,
    },
  ],
  monitors: [{ host: "mon1", series: 4451, storedBytes: 1_040_000, freeBytes: 81_000_000_000 }],
  alerts: [
    {
      name: "NginxDown",
      severity: "page",
      state: "firing",
      since: "2026-11-22T22:56:29.500Z",
      host: "srv2",
      summary: "nginx on srv2 does not answer.",
      labels: {},
    },
    {
      name: "HostSilent",
      severity: "page",
      state: "pending",
      since: "2026-11-22T22:56:49.500Z",
      host: "srv2",
      summary: "srv2 is silent.",
      labels: {},
    },
  ],
};

function lines(it: Observation): readonly string[] {
  return statusLines(it).map(stripVTControlCharacters);
}

describe("the picture", () => {
  it("has a table per tier, and the alerts", () => {
    expect(lines(busy).join("\n")).toBe(`foobar  2026-11-22 22:56:59 UTC, seen from mon1; rates over 30 s

BALANCER  STATE  SERVERS    QPS  ERRORS    P50    P99
lb1       up     1 of 2   200.0  0.12 %  <1 ms  1.3 s

WEB       STATE  CHECK            QPS  ERRORS    P50    P99
srv1      up     passed        1234.5  0.00 %  12 ms  48 ms
srv2      down   failed (301)       -       -      -      -

APP       STATE  CHECK
srv1      up     passed
srv2      -      -

CACHE     STATE  ROLE              COMMANDS  HITS  CONNECTIONS            MEMORY
srv1      up     primary               90.4  88 %            7  3.2 MB of 600 MB
srv2      up     replica, stopped         -     -            2            3.2 MB

DATABASE  STATE  ROLE     WRITES      QPS  CONNECTIONS  LAG
srv1      up     primary  accepted  412.2    12 of 200
srv2      up     replica  refused     1.2     3 of 200  0 s

HOST       CPU  MEMORY  DISK    IN/S   OUT/S     SAMPLE
lb1       12 %    50 %  25 %  1.0 kB  1.2 MB    2 s old
srv2         -       -     -       -       -  7 min old

MONITOR   SERIES  STORED     FREE
mon1        4451  1.0 MB  81.0 GB

ALERTS
  NginxDown srv2  page, for 30 s
    nginx on srv2 does not answer.
  about to fire: HostSilent srv2`);
  });

  it("fits 80 columns", () => {
    for (const line of lines(busy)) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("says when nothing has arrived yet, when nothing is wrong, and when that is not known", () => {
    const fresh = lines({ ...busy, hosts: busy.hosts.map((host) => ({ ...host, sampleAgeSeconds: null })), alerts: [] });
    expect(fresh[2]).toBe("No host has delivered a sample yet; the first ones come some seconds after `bartizan up`.");
    expect(fresh.at(-1)).toBe("ALERTS  none");
    expect(lines({ ...busy, alerts: null }).at(-1)).toBe("ALERTS  unknown: vmalert does not answer");
  });

  it("leaves out a tier that the file does not have", () => {
    const bare = { ...busy, balancers: [], web: [], apps: [], caches: [], databases: [] };
    expect(
      lines(bare)
        .filter((line) => /^[A-Z]{2}/.test(line))
        .map((line) => line.split(" ")[0]),
    ).toEqual(["HOST", "MONITOR", "ALERTS"]);
  });

  it("does not call well who lets requests wait", () => {
    const [balancer] = busy.balancers;
    const [srv1] = busy.web;
    if (balancer === undefined || srv1 === undefined) throw new Error("nobody serves");
    const full = lines({ ...busy, balancers: [{ ...balancer, waiting: 12 }], web: [{ ...srv1, waiting: 3 }] });
    expect(full.find((line) => line.startsWith("lb1"))).toMatch(/^lb1 +up, 12 wait +1 of 2/);
    expect(full.find((line) => line.startsWith("srv1"))).toMatch(/^srv1 +up, 3 wait +passed/);
    for (const line of full) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("shows a server without traffic as idle, not as unknown", () => {
    const idle = lines({
      ...busy,
      web: [{ host: "srv1", up: true, healthy: true, checkStatus: null, drained: false, waiting: null, requestsPerSecond: 0, ...quiet }],
    });
    expect(idle.find((line) => line.startsWith("srv1"))).toMatch(/^srv1 +up +passed +0\.0 +0\.00 % +- +-$/);
  });

  it("shows of a cluster's nodes how many they are, or that they have no majority", () => {
    const [one] = busy.databases;
    if (one === undefined) throw new Error("no database");
    const node = { ...one, role: "node" } as const;
    const nodes = [
      { ...node, ready: true, members: 3 },
      { ...node, host: "srv2", writer: false, ready: false, members: 1 },
      { ...node, host: "srv3", readOnly: null, ready: null, members: null },
    ];
    const shown = lines({ ...busy, databases: nodes });
    const at = shown.findIndex((line) => line.startsWith("DATABASE"));
    expect(shown.slice(at, at + 4)).toEqual([
      "DATABASE  STATE  ROLE  WRITES       QPS  CONNECTIONS  CLUSTER",
      "srv1      up     node  accepted   412.2    12 of 200  one of 3",
      "srv2      up     node  stands by  412.2    12 of 200  no majority",
      "srv3      up     node  -          412.2    12 of 200  -",
    ]);
  });
});

it("says who is drained instead of that a check failed", () => {
  const [balancer] = busy.balancers;
  const [web] = busy.web;
  const [app] = busy.apps;
  if (balancer === undefined || web === undefined || app === undefined) throw new Error("there is one of each");
  const lines = statusLines({
    ...busy,
    balancers: [{ ...balancer, serversUp: 1, serversDrained: 1 }],
    web: [{ ...web, healthy: false, drained: true }],
    apps: [{ ...app, healthy: false, drained: true }],
  }).map(stripVTControlCharacters);
  expect(lines.find((line) => line.startsWith("lb1"))).toContain("1 of 2, 1 drained");
  expect(lines.filter((line) => /^srv1 +up +drained/.test(line)).length).toBe(2);
});
