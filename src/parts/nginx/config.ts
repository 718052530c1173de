import { finishSeconds, HEAD_SECONDS, webServerConnections } from "../../kit/limits.ts";
import type { WebServer } from "../../kit/part.ts";
import { countsRequests } from "../../kit/request-metrics.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { ingestMaps, ingestServer } from "./ingest.ts";
import { MIME_TYPES } from "./mime-types.ts";
import { luaModules, metricsLocation, requestCounters } from "./request-counters.ts";
import { siteMaps, siteServer } from "./site.ts";

/** The whole of nginx.conf, complete in one file: nothing that an image or another package brought takes part. */
export function nginxConfig(host: Host, infra: Infrastructure, others: readonly WebServer[]): string {
  const blocks = [
    ...(countsRequests(host, "web") ? [requestCounters(infra)] : []),
    statusServer(countsRequests(host, "web")),
    ...(host.roles.includes("web") ? [siteMaps(host, infra), siteServer(host, infra)] : []),
    ...(host.roles.includes("monitor") ? [ingestMaps(host, infra), ingestServer(host, infra)] : []),
    ...others.flatMap(({ blocks }) => blocks),
  ];
  return `${main(host, infra)}
http {
${indent([...(host.roles.includes("web") || host.roles.includes("monitor") ? [TYPES] : []), http(host, infra), ...blocks].join("\n"))}}
`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

function main(host: Host, infra: Infrastructure): string {
  const connections = webServerConnections(host, infra);
  return `# By Bartizan.
user www-data;
worker_processes auto;
worker_rlimit_nofile ${connections + OPEN_FILES};
pid /run/nginx.pid;
pcre_jit on;
${countsRequests(host, "web") ? luaModules : ""}error_log syslog:server=unix:/dev/log,tag=nginx,nohostname warn;
# Old workers finish what they serve after a reload, but not for ever.
worker_shutdown_timeout ${finishSeconds(infra)}s;

events {
    worker_connections ${connections};
}
`;
}

/** Files that a worker has open besides its connections: those that it serves, and bodies that wait on the disk. */
const OPEN_FILES = 6000;

/** For hosts that serve files to people. */
const TYPES = `types {
${Object.entries(MIME_TYPES)
  .map(([type, endings]) => `    ${type} ${endings};\n`)
  .join("")}}`;

/** Only balancers are believed about where a request of the site came from. */
function clients(infra: Infrastructure): string {
  const balancers = hostsOf(infra, "balancer").flatMap((host) => [host.address, host.address6].filter((it) => it !== undefined));
  return `${balancers.map((address) => `set_real_ip_from ${address};\n`).join("")}real_ip_header X-Forwarded-For;
real_ip_recursive off;

`;
}

function http(host: Host, infra: Infrastructure): string {
  return `default_type application/octet-stream;

server_tokens off;
sendfile on;
tcp_nopush on;
reset_timedout_connection on;

# Heads come from proxies, at once. Idle connections live longer than the balancer keeps them, so that it is never the one surprised.
client_header_timeout ${HEAD_SECONDS + 5}s;
keepalive_timeout 75s;
keepalive_requests 10000;

${host.roles.includes("web") ? clients(infra) : ""}access_log off;
`;
}

const statusServer = (counts: boolean): string => `# For the collector on this host.
server {
    listen 127.0.0.1:${PORTS.loopback.webStatus};
    location = /status {
        stub_status;
    }
${counts ? metricsLocation : ""}    location / {
        return 404;
    }
}
`;
