import { expect, it } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Balancer } from "./language.ts";
import { connectionLimits, toldClient, trustedProxiesFile } from "./trusted-proxies.ts";

const behind = (trustedProxies?: Balancer["trustedProxies"]) => ({
  ...whiteboard,
  balancer: { ...whiteboard.balancer, ...(trustedProxies === undefined ? {} : { trustedProxies }) },
});
const ranges = ["192.0.2.0/24"];

it("believes nobody who is not named", () => {
  expect([toldClient(behind()), trustedProxiesFile(behind())]).toEqual(["", []]);
  expect(connectionLimits(behind())).not.toMatch(/expect-proxy|unless/);
});

it("takes an address from a header only of those that are named, and before anything is counted for it", () => {
  const infra = behind({ ranges, protocol: "http" });
  expect(toldClient(infra)).toMatchInlineSnapshot(`
    "	http-request set-src req.hdr_ip(x-forwarded-for,-1) if { src -f /etc/haproxy/trusted-proxies.lst }
    	http-request track-sc0 src,ipmask(32,64) table site unless { sc_tracked(0) }
    "
  `);
  expect(connectionLimits(infra)).toMatchInlineSnapshot(`
    "	tcp-request connection track-sc0 src,ipmask(32,64) table site unless { src -f /etc/haproxy/trusted-proxies.lst }
    	tcp-request connection reject if { sc_conn_cur(0) gt 1000 } or { sc_conn_rate(0) gt 8000 }
    "
  `);
});

it("expects a PROXY header of those that are named, and of nobody else", () => {
  const infra = behind({ ranges, protocol: "proxy" });
  expect(toldClient(infra)).toBe("");
  expect(connectionLimits(infra)).toMatchInlineSnapshot(`
    "	tcp-request connection expect-proxy layer4 if { src -f /etc/haproxy/trusted-proxies.lst }
    	tcp-request connection track-sc0 src,ipmask(32,64) table site unless { src -f /etc/haproxy/trusted-proxies.lst }
    	tcp-request connection reject if { sc_conn_cur(0) gt 1000 } or { sc_conn_rate(0) gt 8000 }
    	tcp-request session track-sc0 src,ipmask(32,64) table site unless { sc_tracked(0) }
    	tcp-request session reject if { sc_conn_cur(0) gt 1000 } or { sc_conn_rate(0) gt 8000 }
    "
  `);
});
