import { expect, it } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { nginxConfig } from "./config.ts";
import { siteMaps, siteServer } from "./site.ts";

const srv1 = whiteboard.hosts.find((it) => it.name === "srv1") ?? expect.unreachable();
const verified = { ...whiteboard, tls: { ...whiteboard.tls, upstream: "verified" } } as const;

it("speaks plain HTTP behind the balancer when the file says so", () => {
  expect(siteServer(srv1, whiteboard)).toContain("listen 80 default_server;");
  expect(siteServer(srv1, whiteboard) + siteMaps(srv1, whiteboard)).not.toMatch(/ssl|from_balancer/);
});

it("else takes TLS 1.3 from the balancers of the file alone, by their whole subject", () => {
  const server = siteServer(srv1, verified);
  expect(server.match(/listen .*/g)).toEqual(["listen 443 ssl default_server;", "listen [::]:443 ssl default_server;"]);
  expect(server).toContain("ssl_protocols TLSv1.3;");
  expect(server).toContain("ssl_verify_client on;");
  expect(server).toMatch(/if \(\$from_balancer = 0\) \{\s+return 403;/);
  const map = /map \$ssl_client_s_dn \$from_balancer \{\n([^}]*)\}/.exec(siteMaps(srv1, verified))?.[1];
  expect(map).toBe('    default 0;\n    "CN=lb1,OU=balancer" 1;\n');
});

it("asks the one app that there is once: nothing is said of another one", () => {
  expect(siteServer(srv1, whiteboard)).not.toContain("next_upstream");
});

it("says of files, and of who stands before it, only what a host has use for", () => {
  const config = (name: string): string => {
    const host = fortress.hosts.find((it) => it.name === name) ?? expect.unreachable();
    return nginxConfig(host, fortress, []);
  };
  const says = (name: string): readonly boolean[] => [/^ *types \{/m.test(config(name)), config(name).includes("set_real_ip_from")];
  expect([says("web1"), says("mon1"), says("db1")]).toEqual([
    [true, true],
    [true, false],
    [false, false],
  ]);
});
