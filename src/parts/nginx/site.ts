import { type App, type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { localUpstream } from "../app/address.ts";
import { releaseRoot } from "../app/release.ts";
import { APP_PROXY, proxiesApp } from "../haproxy/app-proxy.ts";
import { CA_CERTIFICATE, subjectOf } from "../pki.ts";
import { balancerCertificate, webCertificate } from "../upstream.ts";
import { countRequest, countsRequests } from "./request-counters.ts";
import { webPort } from "./web-port.ts";

/** What stands at http level for the site: its log lines and where the app is. */
export function siteMaps(host: Host, infra: Infrastructure): string {
  return `# The balancer's own health checks carry no client address; they would blur the numbers.
map $http_x_forwarded_for $is_request {
    default 1;
    "" 0;
}

# A request that was given up below is the server's failure, whatever nginx calls it.
map $status $counted_status {
    default $status;
    444 502;
}

map $http_upgrade $connection_header {
    default upgrade;
    "" close;
}

# The balancer has a line for every request, with the same id. Here: those that failed, and those that took a second or more.
map "$is_request $counted_status $request_time" $is_told {
    default 0;
    "~^1 [45]" 1;
    "~^1 [0-9]+ [1-9]" 1;
}

log_format people escape=json '{"client":"$remote_addr","method":"$request_method","path":"$uri","status":$counted_status,'
    '"seconds":$request_time,"app_seconds":"$upstream_response_time","app":"$upstream_addr","bytes":$body_bytes_sent,"id":"$http_x_request_id"}';
${infra.tls.upstream === "verified" ? `\n${balancerMap(infra)}` : ""}${infra.app === undefined ? "" : `\n${upstream(host, infra)}`}`;
}

/** Whole subjects only: neither a certificate of another role nor one of a host that left the file is a balancer's. */
function balancerMap(infra: Infrastructure): string {
  const subjects = hostsOf(infra, "balancer").map((host) => `    "${subjectOf(balancerCertificate(host))}" 1;\n`);
  return `map $ssl_client_s_dn $from_balancer {
    default 0;
${subjects.join("")}}
`;
}

/**
 * No kept connections to the app: the app may close one just when a request is put on it, and such a request, when it writes,
 * is lost. The only server is never marked as failed: there is no other to go to. Apps elsewhere are reached through HAProxy on this
 * host, which asks each whether it can serve, and verifies whom it asks.
 */
function upstream(host: Host, infra: Infrastructure): string {
  const server = proxiesApp(host, infra) ? `unix:${APP_PROXY}` : localUpstream(host, infra);
  return `upstream app {
    server ${server} max_fails=0;
}
`;
}

/** The site on a web host: files of the release, and everything else from the app. */
export function siteServer(host: Host, infra: Infrastructure): string {
  const port = webPort(host, infra);
  const verified = infra.tls.upstream === "verified";
  const tls = verified ? " ssl" : "";
  return `server {
    listen ${port}${tls} default_server;
    listen [::]:${port}${tls} default_server;
    server_name ${infra.domain};
${verified ? balancersOnly(host) : ""}    access_log syslog:server=unix:/dev/log,tag=nginx,nohostname people if=$is_told;
${countsRequests(host) ? countRequest : ""}
${infra.app === undefined ? "    location / {\n        return 404;\n    }\n" : `${proxy}\n${locations(infra, infra.app)}`}}
`;
}

/**
 * The firewall lets only balancers in; this asks for their certificate besides. A resumed session keeps the subject that it was
 * made with, and the subject is looked up for every request: who left the file gets nothing, however old the session.
 */
function balancersOnly(host: Host): string {
  const { path } = webCertificate(host);
  return `
    ssl_protocols TLSv1.3;
    ssl_certificate ${path}.crt;
    ssl_certificate_key ${path}.key;
    ssl_client_certificate ${CA_CERTIFICATE};
    ssl_verify_client on;
    ssl_verify_depth 1;
    ssl_session_cache shared:web:1m;
    ssl_session_tickets off;
    # A renewed certificate is shown with the next connection.
    keepalive_time 5m;

    if ($from_balancer = 0) {
        return 403;
    }

`;
}

const proxy = `    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Connection $connection_header;
    proxy_set_header Upgrade $http_upgrade;
    # From the balancer, which made it itself; every other header of the request passes as it came.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_connect_timeout 1s;
    proxy_send_timeout 30s;
    proxy_read_timeout 33s;
    # Another app is asked only where that is safe: not after a write was sent.
    proxy_next_upstream error timeout;
    proxy_next_upstream_tries 2;
    # An app that is not there, or died with the request, gets no answer of ours: the connection is closed instead, so that the
    # balancer can tell it from what an app answers, and asks another server where that is safe.
    error_page 502 = @gone;
`;

const gone = `
    location @gone {
        return 444;
    }
`;

function locations(infra: Infrastructure, app: App): string {
  if (app.static === undefined) return `    location / {\n        proxy_pass http://app;\n    }\n${gone}`;
  return `    root ${releaseRoot(infra)}/current/${app.static};
    # Files of a release never change; which release is current is looked up every second, and not for every request.
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 1s;

    location / {
        try_files $uri @app;
        charset utf-8;
        charset_types text/css text/javascript text/plain text/markdown text/csv application/json;
        # Files only: what an app says to one person may not be compressed together with what another wrote (BREACH).
        gzip on;
        gzip_vary on;
        gzip_proxied any;
        gzip_min_length 1000;
        gzip_types text/css text/javascript text/plain text/markdown application/json application/manifest+json application/xml application/wasm image/svg+xml;
    }

    # A name that begins with a dot is never a file for the world, but for what RFC 8615 puts there.
    location ~ /\\.(?!well-known/) {
        proxy_pass http://app;
    }

    location @app {
        proxy_pass http://app;
    }
${gone}`;
}
