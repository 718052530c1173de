import type { App, Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { upstreamServers } from "../app/address.ts";
import { releaseRoot } from "../app/release.ts";
import { webPort } from "./web-port.ts";

/** What stands at http level for the site: its log lines and where the app is. */
export function siteMaps(host: Host, infra: Infrastructure): string {
  return `# The balancer's own health checks carry no client address; they would blur the numbers.
map $http_x_forwarded_for $is_request {
    default 1;
    "" 0;
}

map $http_upgrade $connection_header {
    default upgrade;
    "" close;
}

# For people (journalctl -t nginx), and on loopback for the collector.
log_format people escape=json '{"client":"$remote_addr","method":"$request_method","path":"$uri","status":$status,'
    '"seconds":$request_time,"app_seconds":"$upstream_response_time","app":"$upstream_addr","bytes":$body_bytes_sent,"id":"$http_x_request_id"}';
log_format collector 'tier=web proxy=site code=$status s=$request_time';
${infra.app === undefined ? "" : `\n${upstream(host, infra, infra.app)}`}`;
}

/**
 * No kept connections to the app: the app may close one just when a request is put on it, and such a request, when it writes,
 * is lost. A single server is never marked as failed: there is no other to go to.
 */
function upstream(host: Host, infra: Infrastructure, app: App): string {
  const servers = upstreamServers(host, infra, app);
  const checks = servers.length > 1 ? "max_fails=2 fail_timeout=2s" : "max_fails=0";
  return `upstream app {
${servers.map((server) => `    server ${server} ${checks};\n`).join("")}}
`;
}

/** The site on a web host: files of the release, and everything else from the app. */
export function siteServer(host: Host, infra: Infrastructure): string {
  const port = webPort(host);
  return `server {
    listen ${port} default_server;
    listen [::]:${port} default_server;
    server_name ${infra.domain};
    access_log syslog:server=unix:/dev/log,tag=nginx,nohostname people if=$is_request;
    access_log syslog:server=127.0.0.1:${PORTS.loopback.accessLog},tag=nginx,nohostname collector if=$is_request;

${locations(infra)}}
`;
}

function locations(infra: Infrastructure): string {
  const { app } = infra;
  if (app === undefined) return "    location / {\n        return 404;\n    }\n";
  if (app.static === undefined) return `    location / {\n${proxy}    }\n`;
  return `    root ${releaseRoot(infra)}/current/${app.static};

    location / {
        try_files $uri @app;
        # Files only: what an app says to one person may not be compressed together with what another wrote (BREACH).
        gzip on;
        gzip_vary on;
        gzip_proxied any;
        gzip_min_length 1000;
        gzip_types text/css text/javascript text/plain text/markdown application/json application/manifest+json application/xml application/wasm image/svg+xml;
    }

    # Names that begin with a dot are not for the world, but for what RFC 8615 puts there.
    location ~ /\\.(?!well-known/) {
        return 404;
    }

    location @app {
${proxy}    }
`;
}

const proxy = `        proxy_pass http://app;
        proxy_http_version 1.1;
        proxy_set_header Host $http_host;
        proxy_set_header Connection $connection_header;
        proxy_set_header Upgrade $http_upgrade;
        # From the balancer, which made them itself; every other request header passes as it came.
        proxy_set_header X-Forwarded-For $remote_addr;
        proxy_connect_timeout 1s;
        proxy_send_timeout 30s;
        proxy_read_timeout 30s;
        # Another app is asked only where that is safe: not after a write was sent.
        proxy_next_upstream error timeout;
        proxy_next_upstream_tries 2;
`;
