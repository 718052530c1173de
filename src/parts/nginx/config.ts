import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { CONSOLE_MAPS, consoleServer } from "../console/server.ts";
import { stateMap, stateServer, tellsState } from "../galera/health.ts";
import { ingestMaps, ingestServer } from "./ingest.ts";
import { MIME_TYPES } from "./mime-types.ts";
import { countsRequests, luaModules, metricsLocation, requestCounters } from "./request-counters.ts";
import { siteMaps, siteServer } from "./site.ts";

/** The whole of nginx.conf, complete in one file: nothing that an image or another package brought takes part. */
export function nginxConfig(host: Host, infra: Infrastructure): string {
  const blocks = [
    ...(countsRequests(host) ? [requestCounters] : []),
    statusServer(countsRequests(host)),
    ...(host.roles.includes("web") ? [siteMaps(host, infra), siteServer(host, infra)] : []),
    ...(host.roles.includes("monitor") ? [ingestMaps(host, infra), ingestServer(host, infra), CONSOLE_MAPS, consoleServer(host)] : []),
    ...(tellsState(host, infra) ? [stateMap(infra), stateServer(host)] : []),
  ];
  return `${main(countsRequests(host))}
http {
${indent([http(infra), ...blocks].join("\n"))}}
`;
}

function indent(text: string): string {
  return text.replaceAll(/^(?=.)/gm, "    ");
}

const main = (counts: boolean): string => `# By Bartizan.
user www-data;
worker_processes auto;
worker_rlimit_nofile 10000;
pid /run/nginx.pid;
pcre_jit on;
${counts ? luaModules : ""}error_log syslog:server=unix:/dev/log,tag=nginx,nohostname warn;
# Old workers finish what they serve after a reload, but not for ever.
worker_shutdown_timeout 30s;

events {
    worker_connections 4096;
}
`;

/** Only balancers are believed about where a request came from. */
function http(infra: Infrastructure): string {
  const balancers = hostsOf(infra, "balancer").flatMap((host) => [host.address, host.address6].filter((it) => it !== undefined));
  return `types {
${Object.entries(MIME_TYPES)
  .map(([type, endings]) => `    ${type} ${endings};\n`)
  .join("")}}
default_type application/octet-stream;

server_tokens off;
sendfile on;
tcp_nopush on;
reset_timedout_connection on;

# Slow senders and readers. Idle connections live longer than the balancer keeps them, so that it is never the one surprised.
client_header_timeout 5s;
client_body_timeout 10s;
send_timeout 10s;
keepalive_timeout 75s;
keepalive_requests 10000;
client_max_body_size 10m;
client_body_buffer_size 64k;

${balancers.map((address) => `set_real_ip_from ${address};\n`).join("")}real_ip_header X-Forwarded-For;
real_ip_recursive off;

access_log off;
`;
}

const statusServer = (counts: boolean): string => `# For the collector on this host.
server {
    listen 127.0.0.1:${PORTS.loopback.nginxStatus};
    location = /status {
        stub_status;
    }
${counts ? metricsLocation : ""}    location / {
        return 404;
    }
}
`;
