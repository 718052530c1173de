import fc from "fast-check";
import { expect, it } from "vitest";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { checkConfig } from "../config/check.ts";
import { resolveConfig } from "../config/resolve.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../model/infrastructure.ts";
import type { App } from "../parts/app/language.ts";
import { serviceUnit } from "../parts/app/units.ts";
import { haproxyConfig } from "../parts/haproxy/config.ts";
import { nginxConfig } from "../parts/nginx/config.ts";
import { limitsOf } from "./limits.ts";

/** What the proxies of one host really say: read back from the files that they get. */
interface Said {
  /** Of HAProxy's section of this name, and of nginx (`web`). */
  readonly answer: number;
  readonly idle: number;
  readonly client: number;
  /** Bytes of a head. */
  readonly requestHead: number;
  readonly answerHead: number;
}

function section(config: string, head: string): string {
  const from = config.indexOf(`${head}\n`);
  if (from < 0) throw new Error(`there is no ${head}`);
  const rest = config.slice(from + head.length);
  const to = rest.search(/\n[a-z#]/);
  return to < 0 ? rest : rest.slice(0, to);
}

function numberIn(text: string, pattern: RegExp): number {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new Error(`nothing like ${pattern} in ${text}`);
  return Number(found);
}

function haproxySaid(host: Host, infra: Infrastructure, name: "site" | "app" | "door"): Said {
  const config = haproxyConfig(host, infra);
  const defaults = section(config, `defaults ${name}`);
  const head = numberIn(config, /tune\.bufsize (\d+)/) - numberIn(config, /tune\.maxrewrite (\d+)/);
  const stream = new Set([...config.matchAll(/set-timeout server (\d+)s/g)].map(([, seconds]) => Number(seconds)));
  const idle = numberIn(defaults, /timeout tunnel (\d+)s/);
  expect(stream).toContain(idle);
  return {
    answer: numberIn(defaults, /timeout server (\d+)s/),
    idle,
    client: numberIn(defaults, /timeout client (\d+)s/),
    requestHead: head,
    answerHead: head,
  };
}

function nginxSaid(host: Host, infra: Infrastructure): Said {
  const config = nginxConfig(host, infra, []);
  const seconds = (name: string): number => numberIn(config, new RegExp(` ${name} (\\d+)s;`));
  expect(seconds("client_body_timeout")).toBe(seconds("send_timeout"));
  return {
    answer: seconds("proxy_read_timeout"),
    idle: seconds("proxy_read_timeout"),
    client: seconds("send_timeout"),
    requestHead: numberIn(config, /large_client_header_buffers \d+ (\d+)k;/) * 1024,
    answerHead: numberIn(config, /proxy_buffer_size (\d+)k;/) * 1024,
  };
}

/** The proxies from the client to the app, by each pair of balancer, web server and app. */
function ways(infra: Infrastructure): readonly (readonly Said[])[] {
  return hostsOf(infra, "balancer").flatMap((balancer) =>
    hostsOf(infra, "web").flatMap((web) => {
      const front = [haproxySaid(balancer, infra, "site"), nginxSaid(web, infra)];
      if (!haproxyConfig(web, infra).includes("defaults app\n")) return [front];
      return hostsOf(infra, "app").map((app) => {
        const through = [...front, haproxySaid(web, infra, "app")];
        return app !== web && haproxyConfig(app, infra).includes("defaults door\n")
          ? [...through, haproxySaid(app, infra, "door")]
          : through;
      });
    }),
  );
}

function infraOf(seed: number): Infrastructure | undefined {
  const checked = checkConfig(validConfig(seed));
  return checked.ok ? resolveConfig(checked.config, "/example").infra : undefined;
}

it("is ordered along every way of every infrastructure: who waits for the app longer the farther from it, who waits for the client longer the farther from that", () => {
  let looked = 0;
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1_000_000 }), (seed) => {
      const infra = infraOf(seed);
      if (infra?.app === undefined) return;
      const { answerSeconds, idleSeconds, pauseSeconds, headersKb } = limitsOf(infra);
      for (const way of ways(infra)) {
        looked += 1;
        const [balancer] = way;
        const innermost = way.at(-1);
        // nginx does not know which answers are streams; those that know come before or behind it.
        const knowing = way.filter((_, index) => index !== 1);
        expect(innermost?.answer).toBeGreaterThanOrEqual(answerSeconds);
        for (const said of way) {
          expect(said.answer).toBeGreaterThanOrEqual(answerSeconds);
          expect(said.idle).toBeGreaterThanOrEqual(idleSeconds);
          expect(said.client).toBeGreaterThanOrEqual(pauseSeconds);
          expect(said.answerHead).toBeGreaterThanOrEqual(headersKb * 1024);
          // What the proxies before have added is less than a kilobyte.
          expect(said.requestHead).toBeGreaterThanOrEqual(headersKb * 1024 + 1024);
        }
        // An app beside its web server is nearer by one proxy than those elsewhere.
        expect((innermost?.idle ?? 0) - Math.max(idleSeconds, answerSeconds + 3)).toBeLessThanOrEqual(1);
        expect(balancer?.client).toBe(pauseSeconds);
        for (const [outer, inner] of pairs(knowing)) expect(outer.answer).toBeGreaterThan(inner.answer);
        for (const [outer, inner] of pairs(way)) {
          expect(outer.idle).toBeGreaterThan(inner.idle);
          expect(outer.client).toBeLessThan(inner.client);
        }
      }
    }),
    { numRuns: 150 },
  );
  expect(looked).toBeGreaterThan(50);
});

function pairs<T>(items: readonly T[]): readonly (readonly [T, T])[] {
  return items.slice(1).map((item, index) => [items[index] as T, item]);
}

const withLimits = (changes: Partial<App["limits"]>, roles: Readonly<Record<string, readonly Role[]>> = {}): Infrastructure => ({
  ...whiteboard,
  ...(whiteboard.app && { app: { ...whiteboard.app, limits: { ...whiteboard.app.limits, ...changes } } }),
  hosts: whiteboard.hosts.map((host) => ({ ...host, roles: roles[host.name] ?? host.roles })),
});

it("takes streams away from no page: they have places of their own, as many as are declared", () => {
  const infra = withLimits({ connectionsPerHost: 5000, requestsPerHost: 100 });
  const config = haproxyConfig(infra.hosts[0] as Host, infra);
  expect(section(config, "backend site_stream from site")).toContain("maxconn 5000 ");
  expect(section(config, "backend site_read from site")).toContain("maxconn 100 ");
  expect(numberIn(section(config, "frontend site from site"), /\tmaxconn (\d+)/)).toBeGreaterThan(5000);
});

it("has room for all of them in every process on the way: connections, open files, tasks", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 8000 }), fc.integer({ min: 1, max: 20_000 }), fc.boolean(), (requests, streams, apart) => {
      const roles: Readonly<Record<string, readonly Role[]>> = apart ? { srv1: ["web"], srv2: ["app"] } : {};
      const infra = withLimits({ requestsPerHost: requests, connectionsPerHost: streams }, roles);
      const [balancer, web, app] = infra.hosts as [Host, Host, Host];
      for (const host of [balancer, ...(apart ? [web, app] : [])]) {
        const config = haproxyConfig(host, infra);
        const all = numberIn(config, /\n\tmaxconn (\d+)/);
        for (const [, front] of config.matchAll(/frontend (?:site|app|door) .*\n(?:\t.*\n)*?\tmaxconn (\d+)/g))
          expect(all).toBeGreaterThan(Number(front));
      }
      const nginx = nginxConfig(web, infra, []);
      const connections = numberIn(nginx, /worker_connections (\d+);/);
      expect(connections).toBeGreaterThan(2 * (requests + streams));
      expect(numberIn(nginx, /worker_rlimit_nofile (\d+);/)).toBeGreaterThan(connections);
      const unit = serviceUnit(infra, infra.app as App);
      expect(numberIn(unit, /LimitNOFILE=(\d+)/)).toBeGreaterThan(requests + streams);
      expect(numberIn(unit, /TasksMax=(\d+)/)).toBeGreaterThan(requests + streams);
    }),
  );
});

it("lets nginx hold any head that it is told to", () => {
  for (const headersKb of [8, 9, 32, 100, 128]) {
    const config = nginxConfig(whiteboard.hosts[1] as Host, withLimits({ headersKb }), []);
    const [, count = "", each = ""] = /proxy_buffers (\d+) (\d+)k;/.exec(config) ?? [];
    const busy = numberIn(config, /proxy_busy_buffers_size (\d+)k;/);
    // What `nginx -t` insists on.
    expect(busy).toBeGreaterThanOrEqual(Math.max(headersKb, Number(each)));
    expect(busy).toBeLessThanOrEqual((Number(count) - 1) * Number(each));
  }
});
