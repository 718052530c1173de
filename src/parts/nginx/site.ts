import { appAddress, socketPath } from "../../kit/app-address.ts";
import { BUFFERED_BODY_BYTES, limitsOf, waysOf } from "../../kit/limits.ts";
import { CA_CERTIFICATE, subjectOf } from "../../kit/pki.ts";
import { countsRequests } from "../../kit/request-metrics.ts";
import { balancerCertificate, webCertificate, webPort } from "../../kit/upstream.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { servedNames } from "../../model/names.ts";
import { type Upstream, waysTaken } from "../../model/upstream.ts";
import type { App } from "../app/language.ts";
import { releaseRoot } from "../app/release.ts";
import { APP_PROXY, proxiesApp } from "../haproxy/app-proxy.ts";
import { NOT_FILES_PATTERN } from "./not-files.ts";
import { countRequest } from "./request-counters.ts";

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

${streams}
# The balancer has a line for every request, with the same id. Here: those that failed, those that the app answered after a second or
# more, and those whose answer was cut.
map "$is_request $counted_status $upstream_header_time $request_completion" $is_told {
    default 0;
    "~^1 [45]" 1;
    "~^1 [0-9]+ [1-9]" 1;
    "~^1 [0-9]+ [0-9.]* $" 1;
}

log_format people escape=json '{"client":"$remote_addr","method":"$request_method","path":"$uri","status":$counted_status,'
    '"seconds":$request_time,"app_seconds":"$upstream_header_time","app":"$upstream_addr","bytes":$body_bytes_sent,"whole":"$request_completion","id":"$http_x_request_id"}';
${waysTaken(infra).includes("verified") ? `\n${balancerMap(infra)}` : ""}${infra.app === undefined ? "" : `\n${upstream(host, infra)}`}`;
}

/**
 * Which of two ways a request takes to the app. What is read whole before it is passed on keeps no worker of the app busy with a slow
 * client. Passed on as it comes: upgrades, requests for event streams, and bodies that are long or do not say how long they are.
 */
const streams = `map "$http_upgrade|$http_accept|$http_transfer_encoding|$content_length" $way {
    default app;
    "~^[^|]+\\|" stream;
    "~^\\|[^|]*text/event-stream" stream;
    "~*\\|chunked\\|[0-9]*$" stream;
    "~\\|[0-9]{${String(BUFFERED_BODY_BYTES).length + 1},}$" stream;
}
`;

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
  const beside = infra.app?.listen === "socket" ? `unix:${socketPath(infra)}` : appAddress(host, infra);
  const server = proxiesApp(host, infra) ? `unix:${APP_PROXY}` : beside;
  return `upstream app {
    server ${server} max_fails=0;
}
`;
}

/** The site on a web host: files of the release, and everything else from the app. */
export function siteServer(host: Host, infra: Infrastructure): string {
  return waysTaken(infra)
    .map((way) => serverTaking(way, host, infra))
    .join("\n");
}

function serverTaking(way: Upstream, host: Host, infra: Infrastructure): string {
  const port = webPort(host, infra, way);
  const verified = way === "verified";
  const tls = verified ? " ssl" : "";
  return `server {
    listen ${port}${tls} default_server;
    listen [::]:${port}${tls} default_server;
    server_name ${servedNames(infra).join(" ")};
${verified ? balancersOnly(host) : ""}    access_log syslog:server=unix:/dev/log,tag=nginx,nohostname people if=$is_told;
${countsRequests(host, "web") ? countRequest : ""}
${infra.app === undefined ? "    location / {\n        return 404;\n    }\n" : `${proxy(infra)}\n${locations(infra, infra.app)}`}}
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

function proxy(infra: Infrastructure): string {
  const { requestBodyMb, headersKb } = limitsOf(infra);
  const { answer } = waysOf(infra).balancer;
  const { idle, client } = waysOf(infra).web;
  return `    # Slow senders and readers: the balancer, which knows the client, gives up first.
    client_body_timeout ${client}s;
    send_timeout ${client}s;
    client_max_body_size ${requestBodyMb}m;
    client_body_buffer_size 64k;
    # One header, such as the cookies, may be as long as all of the head.
    large_client_header_buffers 4 ${headersKb + 4}k;

    proxy_http_version 1.1;
    proxy_set_header Host $http_host;
    proxy_set_header Connection $connection_header;
    proxy_set_header Upgrade $http_upgrade;
    # From the balancer, which made it itself; every other header of the request passes as it came.
    proxy_set_header X-Forwarded-For $remote_addr;
    proxy_pass_header X-Accel-Buffering;
    proxy_connect_timeout 1s;
    proxy_send_timeout ${answer}s;
    # The longest that a stream may be silent. Which answers are streams their heads say, and only HAProxy can go by them: for all
    # others it waits no longer than app.limits.answerSeconds.
    proxy_read_timeout ${idle}s;
    # Answers are passed on as they come: buffered, small events would wait in TLS for more to fill its records. What a slow reader
    # leaves is in the kernel's buffers, several megabytes. The head has to fit into the first of nginx' own.
    proxy_buffering off;
    proxy_buffer_size ${headersKb}k;
    proxy_buffers 8 ${Math.max(8, Math.ceil(headersKb / 4))}k;
    proxy_busy_buffers_size ${headersKb}k;
    # An app that is not there, or died with the request, gets no answer of ours: the connection is closed instead, so that the
    # balancer can tell it from what an app answers, and asks another server where that is safe.
    error_page 502 = @gone;
`;
}

/** An app that did answer, only not what can be passed on (too long a head, no HTTP), did its work: asking again would do it twice. */
const ways = `
    location @app {
        proxy_pass http://app;
    }

    location @stream {
        proxy_request_buffering off;
        proxy_pass http://app;
    }

    location @gone {
        if ($upstream_bytes_received ~ [1-9]) {
            return 502;
        }
        return 444;
    }
`;

function locations(infra: Infrastructure, app: App): string {
  if (app.static === undefined)
    return `    location / {
        # No file of this name: a way can only be chosen after one was looked for.
        try_files /.none @$way;
    }
${ways}`;
  return `    root ${releaseRoot(infra)}/current/${app.static};
    # Files of a release never change; which release is current is looked up every second, and not for every request.
    open_file_cache max=1000 inactive=60s;
    open_file_cache_valid 1s;

    location / {
        try_files $uri @$way;
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
        try_files /.none @$way;
    }

    # Nor is the source of what runs on servers, their settings, keys, databases, and what editors leave behind. The app answers instead, if it
    # has something of this name.
    location ~* "${NOT_FILES_PATTERN}" {
        try_files /.none @$way;
    }
${ways}`;
}
