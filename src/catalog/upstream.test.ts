import { describe, expect, it } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { type Upstream, upstreamSteps } from "../model/upstream.ts";
import type { HostState } from "../state/resource.ts";
import { redacted } from "../util/content.ts";
import { compile } from "./compile.ts";

const INPUTS = { caCertificate: "ca", groupCertificate: "group", siteCertificate: "", releaseId: "r1" };

const addressed = (name: string, address: string, roles: Infrastructure["hosts"][number]["roles"]) => {
  const [host] = whiteboard.hosts;
  return { ...(host ?? expect.unreachable()), name, address, ssh: address, roles };
};
/** A balancer with a web server beside it, a web server with an app beside it, and each of them alone. */
const apart: Infrastructure = {
  ...whiteboard,
  app: { ...(whiteboard.app ?? expect.unreachable()), listen: 3000 },
  hosts: [
    addressed("lb1", "10.77.0.10", ["balancer"]),
    addressed("edge", "10.77.0.21", ["balancer", "web"]),
    addressed("web1", "10.77.0.22", ["web"]),
    addressed("both", "10.77.0.23", ["web", "app"]),
    addressed("app1", "10.77.0.24", ["app"]),
    ...hostsOf(whiteboard, "database").map((it) => ({ ...it, roles: ["database"] as const })),
  ],
};
const wanting = (infra: Infrastructure, upstream: Upstream): Infrastructure => ({ ...infra, tls: { ...infra.tls, upstream } });

/** A door of a host, as `HOST:PORT`, and whether TLS is spoken there. */
type Doors = ReadonlyMap<string, boolean>;
type States = ReadonlyMap<string, HostState>;

const textOf = (state: HostState | undefined, path: string): string => {
  const found = state?.resources.find((it) => (it.kind === "file" || it.kind === "ruleset") && it.path === path);
  return found !== undefined && "content" in found ? redacted(found.content) : "";
};
const matches = (text: string, pattern: RegExp): readonly (readonly string[])[] => [...text.matchAll(pattern)].map((it) => [...it]);

/** Where requests are taken on a host, by its own files, as far as its firewall lets others in there. */
function doorsOf(infra: Infrastructure, states: States): Doors {
  const all = infra.hosts.flatMap((host) => {
    const state = states.get(host.name);
    const nginx = matches(textOf(state, "/etc/nginx/nginx.conf"), /listen (\d+)( ssl)? default_server;/g);
    const door = matches(textOf(state, "/etc/haproxy/haproxy.cfg"), /frontend door[^\n]*\n\s+bind 0\.0\.0\.0:(\d+)( ssl)/g);
    const app = matches(
      textOf(state, "/etc/bartizan/app.env"),
      new RegExp(`HOST="(?:${host.address}|0\\.0\\.0\\.0)"\\nPORT="(\\d+)"`, "g"),
    );
    const rules = textOf(state, "/etc/bartizan/firewall.nft");
    const open = (port: string): boolean => new RegExp(`dport (\\{[^}]*\\b)?${port}\\b`).test(rules);
    return [...nginx, ...door, ...app].flatMap(([, port = "", tls]) =>
      open(port) ? [[`${host.name}:${port}`, tls !== undefined] as const] : [],
    );
  });
  return new Map(all);
}

/** Where requests are sent by a host to others, by its own files. */
function sentBy(infra: Infrastructure, states: States, host: string): Doors {
  const names = new Map(infra.hosts.map((it) => [it.address, it.name]));
  const lines = matches(textOf(states.get(host), "/etc/haproxy/haproxy.cfg"), /^\tserver \S+ ([\d.]+):(\d+)([^\n]*)/gm);
  return new Map(
    lines.flatMap(([, address = "", port = "", words = ""]) => {
      const to = names.get(address);
      return to === undefined || port === "3306" ? [] : [[`${to}:${port}`, / ssl /.test(words)] as const];
    }),
  );
}

/** Where a host asks its own app, by its own files: those behind the end of TLS, and all others. */
function asksItself(host: Infrastructure["hosts"][number], states: States): Readonly<Record<"behindTls" | "others", readonly string[]>> {
  const own = new RegExp(`^\\s*server (?:\\S+ )?((?:127\\.0\\.0\\.1|${host.address}):3000)`, "gm");
  const found = (text: string) => matches(text, own).map(([, address = ""]) => address);
  const sections = textOf(states.get(host.name), "/etc/haproxy/haproxy.cfg").split(/^(?=backend )/m);
  const door = (text: string) => text.startsWith("backend door");
  const nginx = textOf(states.get(host.name), "/etc/nginx/nginx.conf");
  return {
    behindTls: sections.filter(door).flatMap(found),
    others: [...sections.filter((text) => !door(text)), nginx].flatMap(found),
  };
}

/** The states through which the hosts go, one after the other, the first and the last included. */
function statesBetween(infra: Infrastructure, from: Upstream, to: Upstream): readonly States[] {
  const steps = upstreamSteps(wanting(infra, to), [from]);
  return [wanting(infra, from), ...steps.map((it) => it.infra), wanting(infra, to)].map((it) => compile(it, INPUTS));
}

describe.each([
  ["plain", "verified"],
  ["verified", "plain"],
] as const)("from %s to %s", (from, to) => {
  it.each([
    ["beside each other", whiteboard],
    ["apart", apart],
  ])("every request finds a door while hosts change in any order, web servers and apps %s", (_, infra) => {
    const all = statesBetween(infra, from, to);
    let count = 0;
    for (const [index, before] of all.entries()) {
      const after = all[index + 1];
      // Any host may be as before the step or as after it when any other sends it something.
      for (const senders of [before, after ?? before]) {
        for (const { name } of infra.hosts) {
          for (const [door, tls] of sentBy(infra, senders, name)) {
            for (const takers of [before, after ?? before]) {
              // Its own one is brought about with it.
              if (door.startsWith(`${name}:`) && takers !== senders) continue;
              expect([index, name, door, doorsOf(infra, takers).get(door)]).toEqual([index, name, door, tls]);
              count += 1;
            }
          }
        }
      }
    }
    expect(count).toBeGreaterThan(20);
  });

  it("a host finds its own app, whichever of the two is changed first", () => {
    const all = statesBetween(apart, from, to);
    const sends = [from, ...upstreamSteps(wanting(apart, to), [from]).map((it) => it.infra.tls.upstream), to];
    const counts = { behindTls: 0, others: 0 };
    for (const [index, before] of all.slice(0, -1).entries()) {
      const after = all[index + 1] ?? expect.unreachable();
      for (const host of hostsOf(apart, "app")) {
        for (const [asking, listening] of [
          [before, after],
          [after, before],
        ] as const) {
          const address = /HOST="([^"]+)"/.exec(textOf(listening.get(host.name), "/etc/bartizan/app.env"))?.[1];
          const asks = asksItself(host, asking);
          const kinds = sends.slice(index, index + 2).includes("verified") ? (["behindTls", "others"] as const) : (["others"] as const);
          for (const kind of kinds) {
            for (const asked of asks[kind]) {
              expect([index, host.name, kind, asked, address]).toEqual([
                index,
                host.name,
                kind,
                asked,
                address === "0.0.0.0" ? address : asked.split(":")[0],
              ]);
              counts[kind] += 1;
            }
          }
        }
      }
    }
    expect(Math.min(counts.behindTls, counts.others)).toBeGreaterThan(5);
  });

  it("only those who send requests change when the new way is begun", () => {
    const [, ready, begun] = statesBetween(whiteboard, from, to);
    const changed = whiteboard.hosts
      .map((it) => it.name)
      .filter((name) => JSON.stringify(ready?.get(name)) !== JSON.stringify(begun?.get(name)));
    expect(changed).toEqual(hostsOf(whiteboard, "balancer").map((it) => it.name));
  });
});
