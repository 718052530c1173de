import { endsAppTls } from "../../kit/app-address.ts";
import { bufferBytes } from "../../kit/limits.ts";
import { countsRequests } from "../../kit/request-metrics.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { hasVirtualAddress } from "../../model/virtual-address.ts";
import { ALIVE_PATH } from "./alive.ts";
import { appListenerSections } from "./app-listener.ts";
import { appProxySections, proxiesApp } from "./app-proxy.ts";
import { balancerSections } from "./balancer.ts";
import { databaseSections } from "./database-proxy.ts";
import { processConnections } from "./limits.ts";
import { requestPage, requestTable } from "./request-counters.ts";

/** Whether the host has a database proxy: it runs the app, and there is a database. */
export function proxiesDatabase(host: Host, infra: Infrastructure): boolean {
  return host.roles.includes("app") && infra.database !== undefined && hostsOf(infra, "database").length > 0;
}

/** The whole of haproxy.cfg: what every HAProxy has, then a section per role of the host. */
export function haproxyConfig(host: Host, infra: Infrastructure): string {
  return [
    globalSection(host, infra),
    metricsSection(host.roles.includes("balancer") && hasVirtualAddress(infra), countsRequests(host, "balancer")),
    ...(host.roles.includes("balancer") ? [balancerSections(host, infra)] : []),
    ...(proxiesApp(host, infra) ? [appProxySections(host, infra)] : []),
    ...(endsAppTls(host, infra) ? [appListenerSections(host, infra)] : []),
    ...(proxiesDatabase(host, infra) ? [databaseSections(host, infra)] : []),
  ].join("\n");
}

/** TLS as Mozilla's intermediate guideline 6.0 wants it; `prefer-client-ciphers`: a phone without AES in hardware knows best. */
const tls = `
	ssl-default-bind-options prefer-client-ciphers ssl-min-ver TLSv1.2 no-tls-tickets
	ssl-default-bind-curves X25519MLKEM768:X25519:prime256v1:secp384r1
	ssl-default-bind-ciphers ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305
	ssl-default-bind-ciphersuites TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384:TLS_CHACHA20_POLY1305_SHA256
`;

/** Where its processes are locked up. */
export const CHROOT = "/var/lib/haproxy";

function globalSection(host: Host, infra: Infrastructure): string {
  const { size, reserve } = bufferBytes(infra);
  return `# By Bartizan.
global
	# A warning is a mistake: without this, dropped sections and ignored rules would pass the checker.
	zero-warning
	log /dev/log local0
	chroot ${CHROOT}
	user haproxy
	group haproxy
	# Drain, weights and counters, for root: echo "show servers state" | socat - /run/haproxy/admin.sock
	stats socket /run/haproxy/admin.sock mode 660 level admin
	maxconn ${processConnections(host, infra)}
	# app.limits.headersKb, what the proxies before added, and room for what is added here.
	tune.bufsize ${size}
	tune.maxrewrite ${reserve}
	# After a reload the old process finishes its connections, but not for ever. No close-spread-time: that ends idle connections,
	# and those whose TLS is just beginning, at random moments, whatever idle-close-on-response says (mux_h1.c, h1_refresh_timeout).
	hard-stop-after 10m
	spread-checks 5
${host.roles.includes("balancer") ? tls : ""}`;
}

const metricsSection = (
  asked: boolean,
  counts: boolean,
): string => `# For the collector on this host${asked ? ", and for keepalived, which asks whether HAProxy lives" : ""}.
frontend metrics
	mode http
	bind 127.0.0.1:${PORTS.loopback.proxyMetrics}
	maxconn 20
	timeout client 10s
	timeout http-request 5s
${counts ? requestTable : ""}${asked ? `\thttp-request return status 200 if { path ${ALIVE_PATH} }\n` : ""}${counts ? requestPage : ""}	http-request use-service prometheus-exporter if { path /metrics }
	http-request return status 404
`;
