import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { sending } from "../../../test/fixtures/sending.ts";
import { validConfig } from "../../../test/fixtures/valid-config.ts";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowGroupsOf, flowsOf, scrapesOf } from "../../catalog/compile.ts";
import { PARTS } from "../../catalog/registry.ts";
import { ROLE_FACES } from "../../catalog/roles.ts";
import { checkConfig } from "../../config/check.ts";
import { resolveConfig } from "../../config/resolve.ts";
import type { Block } from "../../kit/faces/block.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { statusQuery } from "../../observe/queries.ts";
import { ALGORITHMS } from "../../parts/haproxy/algorithms.ts";
import { haproxyConfig } from "../../parts/haproxy/config.ts";
import { alertsOf } from "../alerts.ts";
import { check } from "../check.ts";
import type { TopicContext } from "./topic.ts";
import { FIRST_ALERTS } from "./topics/monitoring.ts";
import { TOPICS } from "./topics.ts";

function contextOf(infra: Infrastructure): TopicContext {
  const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
  const { availability, findings } = check(inputs);
  return { ...inputs, flows: flowsOf(infra), availability, findings };
}

function answer(id: string, context: TopicContext): readonly Block[] {
  return TOPICS.find((it) => it.id === id)?.answer(context) ?? [];
}

/** All that a block says. */
function textsOf(block: Block): readonly string[] {
  if (block.kind === "paragraph") return [block.text];
  return block.kind === "list" ? block.items : [...block.columns.map((it) => it.head), ...block.rows.flat()];
}

function said(id: string, infra: Infrastructure): string {
  return answer(id, contextOf(infra)).flatMap(textsOf).join("\n");
}

/** Rows of the only table, or the first. */
function rows(id: string, infra: Infrastructure): readonly (readonly string[])[] {
  return answer(id, contextOf(infra)).find((it) => it.kind === "table")?.rows ?? [];
}

test("topics have names and are questions", () => {
  for (const { id, question } of TOPICS) {
    expect(id).toMatch(/^[a-z][a-z-]*$/);
    expect(question).toMatch(/^[A-Z].*\?$/);
  }
  expect(new Set(TOPICS.map((it) => it.id)).size).toBe(TOPICS.length);
});

test("every topic answers for every valid config, the same each time, with nothing left open", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const checked = checkConfig(validConfig(seed));
      if (!checked.ok) return expect.unreachable("the config is not valid");
      const { infra } = resolveConfig(checked.config, "/");
      const context = contextOf(infra);
      for (const topic of TOPICS) {
        const blocks = topic.answer(context);
        expect(blocks.length).toBeGreaterThan(0);
        expect(topic.answer(context)).toEqual(blocks);
        for (const block of blocks) {
          if (block.kind === "table") for (const row of block.rows) expect(row.length).toBe(block.columns.length);
          else if (textsOf(block).join("") === "") expect.unreachable(`${topic.id} says nothing`);
          // Words that only a slip of the pen puts there: a missing value, a name that is empty, two spaces where one was to be.
          for (const text of textsOf(block)) {
            if (/(?<!-)undefined|NaN|Infinity|\[object| {2}| [,.;]|\bof ,|^ | $/.test(text)) expect.unreachable(`${topic.id}: ${text}`);
          }
        }
      }
    }),
    { numRuns: 100, seed: 1729 },
  );
});

describe("what is said is so", () => {
  it("the firewall lets in every flow, and nothing else is told", () => {
    for (const infra of [whiteboard, fortress]) {
      let host = "";
      const told = rows("firewall", infra).flatMap(([name = "", port = "", from = ""]) => {
        host = name || host;
        const others = infra.hosts.map((it) => it.name).filter((it) => it !== host);
        return (from === "every other host" ? others : from.replace(/ \(.*\)/, "").split(", ")).map(
          (source) => `${source} -> ${host} ${port}`,
        );
      });
      const flows = flowsOf(infra).map(({ from, to, port, protocol }) => {
        const source = from.kind === "host" ? from.host : from.kind === "admin" ? "operators" : from.kind;
        return `${source} -> ${to} ${port === 0 ? protocol : `${port}/${protocol}`}`;
      });
      expect(told.toSorted()).toEqual(flows.toSorted());
    }
  });

  it("the counters are those that the status reads", () => {
    for (const { counts } of ROLE_FACES) if (counts !== undefined) expect(statusQuery(whiteboard)).toContain(counts.counter);
  });

  it("the exporters of a host are those that its agent asks", () => {
    const hosts = whiteboard.hosts.map((host) => (host.name === "srv1" ? { ...host, monitoring: "machine" as const } : host));
    const infra = { ...whiteboard, hosts };
    const asked = new Set(hosts.flatMap((host) => scrapesOf(host, infra)).map((it) => `${it.job} ${it.target}`));
    expect(rows("collector", infra).map(([job, target]) => `${job} ${target}`)).toEqual([...asked]);
  });

  it("the algorithm is that of the balancer's configuration", () => {
    const [balancer] = whiteboard.hosts;
    const lines = balancer === undefined ? [] : haproxyConfig(balancer, whiteboard).match(/^\tbalance .*$/gm);
    expect(new Set(lines)).toEqual(new Set([`\tbalance ${ALGORITHMS.requests}`, `\tbalance ${ALGORITHMS.streams}`]));
  });

  it("the alerts are there", () => {
    const names = PARTS.flatMap((part) => part.alerts?.(whiteboard) ?? []).map((it) => it.name);
    for (const [name] of FIRST_ALERTS) expect(names).toContain(name);
    expect(rows("monitoring", whiteboard)).toHaveLength(FIRST_ALERTS.length);
  });

  it("each host of the file is told of, its exporters where its parts stand", () => {
    expect(rows("loss", fortress).map(([host]) => host)).toEqual(fortress.hosts.map((host) => host.name));
    const exporters = new Map(rows("collector", fortress).map(([job = "", at, , on]) => [job, [at, on]]));
    expect(exporters.get("mysql")).toEqual(["127.0.0.1:9104", "db1, db2 and db3"]);
    expect(exporters.get("node")).toEqual(["127.0.0.1:9100", "every host"]);
  });
});

describe("the whiteboard", () => {
  it("has the weaknesses that its document names, with its hosts", () => {
    expect(said("tls-termination", whiteboard)).toContain("requests go on to srv1 and srv2 in clear");
    expect(said("single-writer", whiteboard)).toContain("Only srv1 accepts writes; srv2 repeats them");
    expect(said("colocation", whiteboard)).toContain("the web server, the app and the database of srv1 are gone in one moment");
    expect(said("loss", whiteboard)).toContain("www.foobar.com is down when any one of lb1 and srv1 is lost.");
    expect(rows("balancing", whiteboard).map(([tier, , mode]) => [tier, mode])).toEqual([
      ["balancers", "one host"],
      ["web servers", "active-active"],
      ["databases", "active-passive"],
    ]);
  });

  it("names the findings that say the same", () => {
    expect(said("https", whiteboard)).toContain("plaintext-hop@lb1->srv1, plaintext-hop@lb1->srv2");
  });
});

describe("the fortress", () => {
  it("is not blamed for what it has mended", () => {
    for (const id of ["tls-termination", "single-writer"]) expect(said(id, fortress)).toContain("It is no problem here");
    expect(said("colocation", fortress)).toContain("It is none here");
    expect(said("loss", fortress)).toContain("No single machine takes the site down.");
    expect(said("balancing", fortress)).toContain("lb1 holds 203.0.113.10; when it falls silent, lb2 takes it");
  });
});

test("the numbers of the web servers are shown when somebody has looked", () => {
  const traffic = { waiting: 0, requestsPerSecond: 12.34, errorRatio: 0.0012, p50Seconds: 0.004, p95Seconds: null, p99Seconds: null };
  const blocks = answer("qps", {
    ...contextOf(whiteboard),
    now: {
      version: 1,
      infrastructure: "foobar",
      monitor: "mon1",
      at: "2027-01-01T10:00:00.000Z",
      windowSeconds: 30,
      balancers: [],
      web: [{ host: "srv1", up: true, healthy: true, checkStatus: null, drained: false, ...traffic }],
      apps: [],
      caches: [],
      databases: [],
      hosts: [],
      monitors: [],
      alerts: [],
    },
  });
  expect(blocks.flatMap(textsOf)).toContain("Seen by mon1 at 2027-01-01 10:00:00 UTC, over 30 s:");
  expect(blocks.findLast((it) => it.kind === "table")?.rows).toEqual([["srv1", "web", "12.3", "0.12 %", "4 ms", "-"]]);
});

test("a thousand hosts are told of in a page", () => {
  const many = (stem: string, count: number, base: number, roles: Infrastructure["hosts"][number]["roles"]) =>
    Array.from({ length: count }, (_, index) => {
      const address = `10.${base}.${Math.floor(index / 250)}.${(index % 250) + 1}`;
      return { name: `${stem}${index + 1}`, address, ssh: address, roles, ...plainHost };
    });
  const infra: Infrastructure = {
    ...fortress,
    hosts: [
      ...fortress.hosts.filter((host) => !/^(web|app)/.test(host.name)),
      ...many("web", 500, 1, ["web"]),
      ...many("app", 490, 2, ["app"]),
    ],
  };
  const context = { ...contextOf({ ...infra, hosts: fortress.hosts }), infra, flows: flowsOf(infra) };
  for (const topic of TOPICS) {
    for (const block of topic.answer(context)) if (block.kind === "table") expect(block.rows.length).toBeLessThan(50);
  }
});

test("the guide lists every topic with its question", () => {
  const guide = readFileSync(new URL("../../../docs/guide/explain.md", import.meta.url), "utf8");
  const listed = guide.split("\n").filter((line) => line.startsWith("| `"));
  expect(listed).toEqual(TOPICS.map(({ id, question }) => `| \`${id}\` | ${question} |`));
});

test("the collector's answer names the services outside, if there are any", () => {
  expect(said("collector", whiteboard)).not.toContain("sendTo");
  expect(said("collector", sending)).toContain(
    "a store by remote write, Sumo Logic, Datadog and a collector by OTLP get the samples, too (`monitoring.sendTo`)",
  );
});
