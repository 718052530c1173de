import { hostCertificate, subjectOf } from "../../kit/pki.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { CertificateResource } from "../../state/resource.ts";
import { remoteWrites, sender } from "../remote-write/destinations.ts";
import { DOOR } from "../victoriametrics/door.ts";
import { clientsVerified } from "./clients-verified.ts";

const PATH = "/etc/bartizan/pki/ingest";
const FORWARDER = `127.0.0.1:${PORTS.loopback.remoteWrite}`;
const STORE = `127.0.0.1:${PORTS.loopback.samples}`;

/** An agent sends a block a second, and one after the other what has waited. */
const REQUESTS_PER_SECOND = 20;

/** The certificate with which the monitor's proxy shows itself to the agents. */
export function ingestCertificate(host: Host): CertificateResource {
  return hostCertificate(host, PATH, "ingest", { names: [`DNS:${host.name}`, `IP:${host.address}`], usage: ["server"] });
}

/**
 * What stands at http level on a monitor: from the subject of a client's certificate to the name of the host that it is for.
 * Whole subjects only, and only of hosts that are in the file: neither a certificate for another purpose nor that of a
 * host that was removed yields a name.
 */
export function ingestMaps(host: Host, infra: Infrastructure): string {
  const lines = infra.hosts.map((host) => `    "${subjectOf({ commonName: host.name, role: "metrics" })}" ${host.name};`);
  return `# The host that a metrics certificate is for (RFC 2253: the last part of the subject comes first).
map $ssl_client_s_dn $metrics_host {
    default "";
${lines.join("\n")}
}

# What a host may send at once, and then a second: after a cut it delivers what has waited, block by block.
limit_req_zone $metrics_host zone=metrics:1m rate=${REQUESTS_PER_SECOND}r/s;

upstream metrics_store {
    server ${STORE};
    keepalive 8;
}
${sendsOn(host, infra) ? FORWARD_UPSTREAM : ""}`;
}

/** Where agents send the copy of their samples that leaves for other services. */
export const FORWARD_PATH = "/api/v1/forward";

const FORWARD_UPSTREAM = `
upstream metrics_forward {
    server ${FORWARDER};
    keepalive 8;
}
`;

function sendsOn(host: Host, infra: Infrastructure): boolean {
  return sender(infra)?.name === host.name && remoteWrites(infra, "monitor").length > 0;
}

/**
 * The door for metrics on a monitor: takes samples from hosts that show their certificate, stamps them with the host's name,
 * and does nothing else. The store behind it would also answer queries and delete series.
 */
export function ingestServer(host: Host, infra: Infrastructure): string {
  if (!hostsOf(infra, "monitor").some((monitor) => monitor.name === host.name)) return "";
  return `server {
    listen ${PORTS.ingest} ssl;
    server_name ${host.name};
    access_log off;

${clientsVerified(PATH)}
    client_max_body_size 16m;
    client_body_buffer_size 256k;
    client_header_timeout 10s;
    client_body_timeout 10s;
    keepalive_timeout 75s;
    # A renewed certificate is shown with the next connection.
    keepalive_time 5m;

    limit_req zone=metrics burst=200;
    limit_req_status 429;

    if ($metrics_host = "") {
        return 403;
    }

    location / {
        return 404;
    }

${taking("/api/v1/write", "metrics_store", STORE)}${sendsOn(host, infra) ? taking(FORWARD_PATH, "metrics_forward", FORWARDER) : ""}}
`;
}

/** A path that takes samples in remote write. */
function taking(path: string, upstream: string, address: string): string {
  return `    location = ${path} {
        limit_except POST {
            deny all;
        }
        # The address is written out, so the client's own query string, which could name another host, goes no further.
        # extra_label overrides a host label in the samples, and tells the store who is at the door. Of the headers only what describes the body is passed on.
        proxy_pass http://${upstream}/api/v1/write?extra_label=host=$metrics_host&extra_label=${DOOR};
        proxy_pass_request_headers off;
        proxy_set_header Host ${address};
        proxy_set_header Connection "";
        proxy_set_header Content-Type application/x-protobuf;
        proxy_set_header Content-Encoding $http_content_encoding;
        proxy_set_header X-VictoriaMetrics-Remote-Write-Version $http_x_victoriametrics_remote_write_version;
        proxy_set_header X-Prometheus-Remote-Write-Version $http_x_prometheus_remote_write_version;
        proxy_http_version 1.1;
        proxy_connect_timeout 2s;
        proxy_read_timeout 10s;
        # Sending a block twice would store its samples twice; the agent itself sends again what was not confirmed.
        proxy_next_upstream off;
    }
`;
}
