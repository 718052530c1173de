import type { WebServer } from "../../kit/part.ts";
import { PORTS } from "../../model/ports.ts";

/** Where the page stands on a monitor. */
export const CONSOLE_FOLDER = "/usr/local/share/bartizan/console";

const LISTEN = `127.0.0.1:${PORTS.loopback.console}`;

/**
 * The longest request line that is taken, KiB: one query asks for all that `bartizan status` shows, and grows with the parts and hosts.
 * nginx reads the line before it knows the server, so it goes by the port's default server (ngx_http_core_module,
 * large_client_header_buffers).
 */
export const REQUEST_LINE_KIB = 32;

/** What may be read, and whom it is read from. Everything that writes but a silence, and all the rest of these programs, stays closed. */
const READS: readonly (readonly [path: string, port: number, behind: string])[] = [
  ["/api/query", PORTS.loopback.samples, "/api/v1/query"],
  ["/api/query_range", PORTS.loopback.samples, "/api/v1/query_range"],
  ["/api/alerts", PORTS.loopback.rules, "/api/v1/alerts"],
  ["/api/rules", PORTS.loopback.rules, "/api/v1/rules"],
  ["/api/notified", PORTS.loopback.notifications, "/api/v2/alerts"],
];

/** The page takes scripts, styles and answers from where it came from alone; nothing may be put into it, and it into nothing. */
const CONTENT_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What stands at http level on a monitor: a silence is only taken from the page itself, as JSON, which no foreign page can send unasked. */
const MAPS = `map $http_origin $console_origin {
    default 0;
    "" 1;
    "~^http://(localhost|127\\.0\\.0\\.1)(:\\d+)?$" 1;
}

map "$request_method $content_type" $console_json {
    default 1;
    "~^POST application/json" 1;
    "~^POST " 0;
}
`;

/**
 * The console on a monitor's loopback, where only an operator's tunnel ends: files, and the few questions that they ask. A name that
 * is not this machine's is refused, so that no page elsewhere can call itself by it and read (DNS rebinding).
 */
const SERVER = `server {
    listen ${LISTEN} default_server;
    # Counts for all servers of this port. One query asks for all that \`bartizan status\` shows.
    large_client_header_buffers 4 ${REQUEST_LINE_KIB}k;
    return 421;
}

server {
    listen ${LISTEN};
    server_name localhost 127.0.0.1;
    root ${CONSOLE_FOLDER};
    client_max_body_size 16k;
    etag on;
    gzip on;
    gzip_comp_level 6;
    gzip_min_length 500;
    gzip_proxied any;
    gzip_types text/css text/javascript application/javascript application/json image/svg+xml;
    add_header Cache-Control no-cache always;
    add_header Content-Security-Policy "${CONTENT_POLICY}" always;
    add_header X-Content-Type-Options nosniff always;
    add_header Referrer-Policy no-referrer always;
    add_header Cross-Origin-Opener-Policy same-origin always;
    add_header Cross-Origin-Resource-Policy same-origin always;
    if ($console_origin = 0) {
        return 403;
    }
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host 127.0.0.1;
    proxy_connect_timeout 2s;
    proxy_read_timeout 35s;
    proxy_hide_header Access-Control-Allow-Origin;

    location / {
        limit_except GET {
            deny all;
        }
        index index.html;
        try_files $uri $uri/ =404;
    }

${READS.map(([path, port, behind]) => reading(path, port, behind)).join("\n")}
    location = /api/silences {
        limit_except GET POST {
            deny all;
        }
        if ($console_json = 0) {
            return 415;
        }
        proxy_pass http://127.0.0.1:${PORTS.loopback.notifications}/api/v2/silences;
    }

    location ~ ^/api/silence/(?<silence>[0-9a-f-]+)$ {
        limit_except DELETE {
            deny all;
        }
        proxy_pass http://127.0.0.1:${PORTS.loopback.notifications}/api/v2/silence/$silence;
    }

    location /api/ {
        return 404;
    }
}
`;

function reading(path: string, port: number, behind: string): string {
  return `    location = ${path} {
        limit_except GET {
            deny all;
        }
        proxy_pass http://127.0.0.1:${port}${behind};
    }
`;
}

/** What nginx serves on a monitor: see above. */
export const PAGE_SERVER: WebServer = { blocks: [MAPS, SERVER] };
