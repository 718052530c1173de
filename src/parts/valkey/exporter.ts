import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { confinedDropIn } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import type { Host } from "../../model/infrastructure.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { CACHE_PORTS, EXPORTER_UNIT, FILES, SECRETS } from "./names.ts";

export const LISTEN = `127.0.0.1:${CACHE_PORTS.loopback.exporter}`;

/** Of several hundred series those that tell whether it is well, how busy it is, and what it lacks. */
export const KEPT = [
  "redis_(up|uptime_in_seconds|instance_info|exporter_last_scrape_error|loading_dump_file)",
  "redis_(connected_clients|blocked_clients|max_clients|rejected_connections_total|connections_received_total)",
  "redis_(memory_used_bytes|memory_max_bytes|mem_fragmentation_ratio|evicted_keys_total|expired_keys_total)",
  "redis_(commands_processed_total|keyspace_hits_total|keyspace_misses_total|net_input_bytes_total|net_output_bytes_total)",
  "redis_(master_link_up|master_last_io_seconds_ago|master_repl_offset|slave_repl_offset|connected_slaves|connected_slave_lag_seconds)",
  "redis_(aof_last_write_status|aof_last_bgrewrite_status|aof_enabled)",
].join("|");

/** The state of Valkey as metrics, by an account that may look and sees no key. */
export function exporterResources(host: Host): readonly Resource[] {
  const files: readonly Resource[] = [
    {
      kind: "file",
      path: FILES.exporter,
      owner: "root:prometheus",
      mode: "0640",
      content: text`{"rediss://exporter@${host.name}:${CACHE_PORTS.server}": "${secretRef(SECRETS.exporter)}"}\n`,
    },
    {
      kind: "file",
      path: FILES.defaults,
      content: text`# By Bartizan.
ARGS='-web.listen-address=${LISTEN} -redis.addr=rediss://${host.name}:${CACHE_PORTS.server} -redis.user=exporter -redis.password-file=${FILES.exporter} -tls-ca-cert-file=${CA_CERTIFICATE} -config-command=- -exclude-latency-histogram-metrics -redis-only-metrics -set-client-name=false'
`,
    },
    dropIn(
      EXPORTER_UNIT,
      confinedDropIn(`IPAddressAllow=${[host.address, ...(host.address6 === undefined ? [] : [host.address6])].join(" ")}\n`),
    ),
  ];
  return [
    ...files,
    running(EXPORTER_UNIT, {
      restartOn: [...files.map(keyOf), `file:${CA_CERTIFICATE}`],
      ready: `curl -fsS -o /dev/null http://${LISTEN}/`,
      readySeconds: 15,
    }),
  ];
}
