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
    const app = matches(textOf(state, "/etc/bartizan/app.env"), new RegExp(`HOST="${host.address}"\\nPORT="(\\d+)"`, "g"));
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

  it("only those who send requests change when the new way is begun", () => {
    const [, ready, begun] = statesBetween(whiteboard, from, to);
    const changed = whiteboard.hosts
      .map((it) => it.name)
      .filter((name) => JSON.stringify(ready?.get(name)) !== JSON.stringify(begun?.get(name)));
    expect(changed).toEqual(hostsOf(whiteboard, "balancer").map((it) => it.name));
  });
});
