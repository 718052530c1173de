import fc from "fast-check";
import { expect, test } from "vitest";
import { fortress } from "../../test/fixtures/fortress.ts";
import { plainHost, whiteboard } from "../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../catalog/compile.ts";
import { type Channel, type ChannelFlow, flowOf } from "../model/flow-group.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { type Sheaf, sheaves } from "./sheaves.ts";

function inWords({ names, ports, sources, targets }: Sheaf): string {
  return `${names.join("+")} ${ports.join("+")}: ${sources.join(" ")} -> ${targets.join(" ")}`;
}

test("where every host of one tier talks to every host of another, the flows are one sheaf", () => {
  expect(sheaves(fortress, flowsOf(fortress), new Map()).map(inWords)).toEqual([
    "SSH 22/tcp: admin -> lb1 lb2 web1 web2 app1 app2 db1 db2 db3 mon1",
    "MariaDB 3306/tcp: app1 app2 -> db1 db2 db3",
    "Galera 4567/tcp+4568/tcp+4444/tcp: db1 db2 db3 -> db1 db2 db3",
    "Galera 4569/tcp: app1 app2 db1 db2 db3 -> db1 db2 db3",
    "HTTPS 3443/tcp: web1 web2 -> app1 app2",
    "HTTPS 443/tcp: lb1 lb2 -> web1 web2",
    "HTTP 80/tcp: anyone -> lb1 lb2",
    "HTTPS 443/tcp: anyone -> lb1 lb2",
    "VRRP vrrp: lb1 lb2 -> lb1 lb2",
    "metrics 8443/tcp: lb1 lb2 web1 web2 app1 app2 db1 db2 db3 -> mon1",
  ]);
});

test("what the app and the replica do over the same flow are two sheaves", () => {
  const its = sheaves(whiteboard, flowsOf(whiteboard), new Map()).filter((it) => it.ports.includes("3306/tcp"));
  expect(its.map(({ shape, fromCard }) => [shape, fromCard])).toEqual([
    ["flow", "app"],
    ["replication", "database"],
  ]);
});

test("a missing pair is not drawn: the sheaf is cut", () => {
  const flows = flowsOf(fortress).filter((flow) => flow.id !== "web_lb2_web2");
  expect(
    sheaves(fortress, flows, new Map())
      .map(inWords)
      .filter((it) => it.startsWith("HTTPS 443/tcp: lb")),
  ).toEqual(["HTTPS 443/tcp: lb1 -> web1 web2", "HTTPS 443/tcp: lb2 -> web1"]);
});

const relation = fc.uniqueArray(fc.tuple(fc.nat({ max: 6 }), fc.nat({ max: 6 })), {
  selector: ([from, to]) => `${from} ${to}`,
  maxLength: 42,
});

const REDIS: Channel = { service: "redis", protocol: "tcp", port: 6379, encryption: "none", carries: "other", purpose: () => "" };

test("whoever talks to whom, the sheaves say it exactly and say nothing twice", () => {
  const hosts = Array.from({ length: 7 }, (_, index): Host => {
    return { name: `h${index}`, address: `10.0.0.${index}`, ssh: "", roles: [], ...plainHost };
  });
  const infra: Infrastructure = { ...whiteboard, hosts };
  fc.assert(
    fc.property(relation, (pairs) => {
      const flows = pairs
        .filter(([from, to]) => from !== to)
        .map(([from, to]): ChannelFlow => {
          const source = { kind: "host", host: `h${from}` } as const;
          return flowOf(REDIS, source, `h${to}`);
        });
      const said = sheaves(infra, flows, new Map()).flatMap(({ sources, targets }) =>
        sources.flatMap((from) => targets.flatMap((to) => (from === to ? [] : [`${from} ${to}`]))),
      );
      expect(said.sort()).toEqual(flows.map((flow) => `${flow.from.kind === "host" ? flow.from.host : ""} ${flow.to}`).sort());
    }),
  );
});

test("a second port of sshd is the operators' way in, too", () => {
  const hosts = whiteboard.hosts.map((host) => (host.name === "srv1" ? { ...host, sshPorts: [22, 2222] } : host));
  const infra = { ...whiteboard, hosts };
  const its = sheaves(infra, flowsOf(infra), new Map()).filter((it) => it.sources.includes("admin"));
  expect(its.map((it) => [inWords(it), it.shape, it.toCard])).toEqual([
    ["SSH 22/tcp: admin -> lb1 srv1 srv2 mon1", "access", ""],
    ["SSH 2222/tcp: admin -> srv1", "access", ""],
  ]);
});

test("copies of the database go to where they are kept, and are no replication", () => {
  const infra = { ...whiteboard, backups: { to: "mon1", everyHours: 6, keepDays: 14 } };
  const its = sheaves(infra, flowsOf(infra), new Map()).filter((it) => it.names.includes("backup"));
  expect(its.map((it) => [inWords(it), it.shape, it.fromCard, it.toCard])).toEqual([
    ["backup 22/tcp: srv2 -> mon1", "flow", "database", "backups"],
  ]);
});
