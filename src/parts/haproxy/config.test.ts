import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure, Role } from "../../model/infrastructure.ts";
import { haproxyConfig } from "./config.ts";
import { fileDescriptors, LIMITS, processConnections, siteConnections } from "./limits.ts";

const infraOf = (roles: readonly Role[]): Infrastructure => ({
  ...whiteboard,
  hosts: whiteboard.hosts.map((host) => (host.name === "lb1" ? { ...host, roles } : host)),
});

function configOf(roles: readonly Role[]): string {
  const infra = infraOf(roles);
  return haproxyConfig(infra.hosts[0] as Host, infra);
}

/** The sections of a configuration, each with its lines. */
function sections(config: string): ReadonlyMap<string, readonly string[]> {
  const parts = config.split(/^(?=[a-z])/m).filter((part) => /^[a-z]/.test(part));
  return new Map(
    parts.map((part) => {
      const [head = "", ...lines] = part.split("\n");
      return [head.replace(/ from \w+$/, ""), lines.map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"))];
    }),
  );
}

test.each([
  [
    ["balancer"],
    [
      "global",
      "frontend metrics",
      "defaults site",
      "frontend redirect",
      "frontend site",
      "backend site_read",
      "backend site_write",
      "backend site_stream",
      "backend site_last",
    ],
  ],
  [["app"], ["global", "frontend metrics", "defaults database", "listen database"]],
] as const)("a host with %j has the sections of its role alone", (roles, heads) => {
  expect([...sections(configOf(roles)).keys()]).toEqual(heads);
});

test("a host with both roles has the sections of both", () => {
  const both = new Set([...sections(configOf(["balancer"])).keys(), ...sections(configOf(["app"])).keys()]);
  expect(new Set(sections(configOf(["balancer", "app"])).keys())).toEqual(both);
});

test("every backend has a server: one without counts as one that has lost them all", () => {
  for (const [head, lines] of sections(configOf(["balancer", "app"])))
    if (/^(backend|listen) /.test(head))
      expect(
        lines.some((line) => line.startsWith("server")),
        head,
      ).toBe(true);
});

test("nothing but the site listens on the network", () => {
  const binds = [...configOf(["balancer", "app"]).matchAll(/^\tbind (\S+)/gm)].map((it) => it[1]);
  expect(binds.filter((it) => it?.startsWith("127.0.0.1:") === false)).toEqual(["0.0.0.0:80", "[::]:80", "0.0.0.0:443", "[::]:443"]);
});

test("a request that writes is sent twice only when the client allows it", () => {
  const all = sections(configOf(["balancer"]));
  const write = all.get("backend site_write") ?? [];
  expect(write).toContain("http-request disable-l7-retry unless { req.hdr(Idempotency-Key) -m found }");
  expect(write).toContain("option http-server-close");
  expect(all.get("backend site_read")).toContain("http-request disable-l7-retry unless METH_GET");
  expect(all.get("frontend site")?.slice(-4)).toEqual([
    "use_backend site_last if { nbsrv(site_read) eq 0 }",
    "use_backend site_stream if { req.hdr(Upgrade) -m found } or { req.hdr(Accept) -m sub text/event-stream }",
    "use_backend site_read if METH_GET",
    "default_backend site_write",
  ]);
  for (const lines of all.values()) {
    for (const line of lines.filter((it) => it.startsWith("retry-on"))) expect(line).toBe("retry-on conn-failure empty-response");
  }
});

test("writes follow the health and the drain of reads, server by server", () => {
  const all = sections(configOf(["balancer"]));
  const servers = (name: string): readonly string[] => (all.get(name) ?? []).filter((line) => line.startsWith("server "));
  expect(servers("backend site_read")).toEqual(["server srv1 10.77.0.11:80", "server srv2 10.77.0.12:80"]);
  expect(servers("backend site_write")).toEqual(
    servers("backend site_read").map((line) => `${line} track site_read/${line.split(" ")[1]}`),
  );
});

test("what a client says of itself is taken away before anything is set", () => {
  const site = sections(configOf(["balancer"])).get("frontend site") ?? [];
  const first = site.findIndex((line) => line.startsWith("http-request set-header"));
  const gone = site.slice(0, first).flatMap((line) => /^http-request del-header (\S+)( -m beg)?$/.exec(line)?.slice(1, 3).join("*") ?? []);
  const isGone = (name: string): boolean =>
    gone.some((it) => (it.endsWith("* -m beg") ? name.startsWith(it.replace("* -m beg", "")) : `${name}*` === it));
  const claims = [
    ...["Proxy", "Forwarded", "X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-Forwarded-Client-Cert", "X-Forwarded"],
    ...["X-Real-IP", "X-Client-IP", "X-Cluster-Client-IP", "Client-IP", "True-Client-IP", "CF-Connecting-IP", "CF-Connecting-IPv6"],
    ...[
      "Fastly-Client-IP",
      "Fly-Client-IP",
      "X-Original-URL",
      "X-Original-Forwarded-For",
      "X-Rewrite-URL",
      "X-SSL-Client-DN",
      "SSL-Client-Cert",
    ],
    ...["X-Remote-User", "Remote-User", "X-Envoy-External-Address", "Front-End-Https"],
  ];
  expect(claims.filter((name) => !isGone(name.toLowerCase()))).toEqual([]);
  // What is the client's to say stays: its credentials, its content, its cache, and where its page comes from.
  const own = [
    "authorization",
    "proxy-authorization",
    "cookie",
    "host",
    "origin",
    "referer",
    "via",
    "x-requested-with",
    "x-csrf-token",
    "accept",
  ];
  expect(own.filter(isGone)).toEqual([]);
  // Setting takes away what was there.
  expect(site).toContain("http-request set-header X-Request-ID %[unique-id]");
});

test("the words that are counted come before all that a client can choose", () => {
  const line = /log-format "([^"]*)"/.exec(configOf(["balancer"]))?.[1] ?? "";
  expect(line).toMatch(/^code=%ST ms=%Ta from=%ci /);
});

test("the app's way to the database ends at the primary", () => {
  const listen = sections(configOf(["app"])).get("listen database") ?? [];
  expect(listen.filter((line) => line.startsWith("server "))).toEqual([
    "server srv1 10.77.0.11:3306 check inter 1s fastinter 1s fall 8 rise 1 tcp-ut 10s on-marked-down shutdown-sessions",
  ]);
  // One that starts anew is waited for as long as the check does.
  expect(listen).toContain("retries 8");
});

test("the connections fit into one another, and into the files that a container may open", () => {
  const every = apartHosts({ one: ["balancer", "web", "app"], web2: ["web"] });
  for (const infra of [whiteboard, every]) {
    for (const host of infra.hosts) {
      expect(siteConnections(infra) + LIMITS.redirectConnections + LIMITS.databaseConnections).toBeLessThan(
        processConnections(host, infra),
      );
      expect(fileDescriptors(host, infra)).toBeLessThan(20_000);
    }
  }
});

const withTls = (changes: Partial<Infrastructure["tls"]>): ReadonlyMap<string, readonly string[]> => {
  const infra = { ...whiteboard, tls: { ...whiteboard.tls, ...changes } };
  return sections(haproxyConfig(infra.hosts[0] as Host, infra));
};

test("without a redirect the site answers in clear, too, says so to the app, and makes no promise there", () => {
  const all = withTls({ redirectHttp: false });
  const site = all.get("frontend site") ?? [];
  expect([...all.keys()]).not.toContain("frontend redirect");
  expect(site.filter((line) => line.startsWith("bind")).map((line) => line.split(" ").slice(1, 3).join(" "))).toEqual([
    "0.0.0.0:80",
    "[::]:80 v6only",
    "0.0.0.0:443 ssl",
    "[::]:443 v6only",
  ]);
  expect(site).toContain("http-request set-header X-Forwarded-Proto %[ssl_fc,iif(https,http)]");
  expect(site).toContain('http-after-response set-header Strict-Transport-Security "max-age=63072000" if { ssl_fc }');
});

test("HSTS is promised for as long as the file says, or not at all", () => {
  const promised = (hstsSeconds: number): readonly string[] =>
    (withTls({ hstsSeconds }).get("frontend site") ?? []).filter((line) => line.includes("Strict-Transport-Security"));
  expect(promised(300)).toEqual(['http-after-response set-header Strict-Transport-Security "max-age=300"']);
  expect(promised(0)).toEqual([]);
});

test("encrypts and verifies the way to the web servers: chain, name, and its own certificate", () => {
  const infra: Infrastructure = { ...infraOf(["balancer"]), tls: { ...whiteboard.tls, upstream: "verified" } };
  const all = sections(haproxyConfig(infra.hosts[0] as Host, infra));
  const tls =
    "ssl ca-file /etc/bartizan/pki/ca.crt crt /etc/bartizan/pki/upstream.pem verify required verifyhost srv1.web.internal sni str(srv1.web.internal) alpn http/1.1 ssl-min-ver TLSv1.3";
  expect(all.get("backend site_read")).toContain(`server srv1 10.77.0.11:443 ${tls} check-sni srv1.web.internal check-alpn http/1.1`);
  expect(all.get("backend site_write")).toContain(`server srv1 10.77.0.11:443 ${tls} track site_read/srv1`);
});

/** The whiteboard with a host for each of these, and what HAProxy reads there. */
function apartHosts(hosts: Readonly<Record<string, readonly Role[]>>): Infrastructure {
  return {
    ...whiteboard,
    tls: { ...whiteboard.tls, upstream: "verified" },
    hosts: Object.entries(hosts).map(([name, roles], index) => {
      const address = `10.77.0.${index + 1}`;
      return { ...plainHost, name, address, ssh: address, roles };
    }),
  };
}
function apartOf(hosts: Readonly<Record<string, readonly Role[]>>): (name: string) => ReturnType<typeof sections> {
  const infra = apartHosts(hosts);
  return (name) => sections(haproxyConfig(infra.hosts.find((it) => it.name === name) ?? expect.unreachable(), infra));
}
const serversOf = (all: ReturnType<typeof sections>, name: string): readonly string[] =>
  (all.get(name) ?? []).filter((line) => line.startsWith("server "));
const toApp = (name: string): string =>
  `ssl ca-file /etc/bartizan/pki/ca.crt crt /etc/bartizan/pki/app-client.pem verify required verifyhost ${name}.app.internal sni str(${name}.app.internal) alpn http/1.1 ssl-min-ver TLSv1.3`;

test("a web server goes to every app on another host, which it verifies by name and role", () => {
  const all = apartOf({ web1: ["web"], web2: ["web"], app1: ["app"], app2: ["app"] })("web1");
  expect(serversOf(all, "backend app_read")).toEqual(
    ["app1", "app2"].map(
      (name, index) => `server ${name} 10.77.0.${index + 3}:3443 ${toApp(name)} check-sni ${name}.app.internal check-alpn http/1.1`,
    ),
  );
  expect(serversOf(all, "backend app_write")).toEqual(
    ["app1", "app2"].map((name, index) => `server ${name} 10.77.0.${index + 3}:3443 ${toApp(name)} track app_read/${name}`),
  );
});

test("the app beside it comes first, past the network", () => {
  const all = apartOf({ web1: ["web", "app"], web2: ["web"], app1: ["app"] })("web1");
  const [own, other, ...more] = serversOf(all, "backend app_read");
  expect(own).toBe("server web1 127.0.0.1:3000");
  expect(other).toMatch(/^server app1 10\.77\.0\.3:3443 .* backup$/);
  expect(more).toEqual([]);
});

test("when the checks find no app well, each is tried all the same, the one beside it and the others alike", () => {
  const all = apartOf({ web1: ["web", "app"], web2: ["web"], app1: ["app"] })("web1");
  expect(all.get("frontend app")).toContain("use_backend app_last if { nbsrv(app_read) eq 0 }");
  expect(serversOf(all, "backend app_last")).toEqual(["server web1 127.0.0.1:3000", `server app1 10.77.0.3:3443 ${toApp("app1")}`]);
});

test("the end of TLS at an app takes web servers of the file alone, by their whole subject", () => {
  const all = apartOf({ web1: ["web"], web2: ["web"], app1: ["app"] })("app1");
  const door = all.get("frontend door") ?? [];
  expect(door).toContain("http-request deny deny_status 403 unless { ssl_c_s_dn(,0,rfc2253) -m str CN=web1,OU=web CN=web2,OU=web }");
  expect(door.find((line) => line.startsWith("bind"))).toMatch(/ ca-file \S+ verify required ssl-min-ver TLSv1\.3 /);
  expect(serversOf(all, "backend door_write")).toEqual([`server app 127.0.0.1:3000 maxconn 512`]);
});

test("on the way to the apps, too, a write is sent twice only when the client allows it", () => {
  const all = apartOf({ web1: ["web"], app1: ["app"] })("web1");
  expect(all.get("backend app_write")).toContain("http-request disable-l7-retry unless { req.hdr(Idempotency-Key) -m found }");
  expect(all.get("backend app_read")).toContain("http-request disable-l7-retry unless METH_GET");
  expect(all.get("frontend app")?.slice(-2)).toEqual(["use_backend app_read if METH_GET", "default_backend app_write"]);
});

test("all in one place, there is no way to other apps", () => {
  const all = apartOf({ srv1: ["web", "app"], srv2: ["web", "app"] })("srv1");
  expect([...all.keys()].filter((it) => /app|door/.test(it))).toEqual([]);
});
