import { administration } from "../../kit/faces/exposed.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { confinedDropIn } from "../../kit/sandbox.ts";
import { dropIn, running } from "../../kit/unit-file.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { secretRef, text } from "../../util/content.ts";
import { PASSWORDS } from "../mariadb/server/names.ts";
import { mysqldMeasures, mysqldPanels } from "./measures.ts";

const UNIT = "prometheus-mysqld-exporter.service";
const LISTEN = `127.0.0.1:${PORTS.loopback.databaseExporter}`;
const LOGIN = "/etc/prometheus/mysqld-exporter.cnf";

/** Of more than a thousand series those that tell whether it is well, how busy it is, and what slows it down. */
const KEPT = [
  "mysql_(up|version_info|exporter_collector_success|slave_status_.+)",
  "mysql_global_variables_(read_only|server_id|max_connections|innodb_buffer_pool_size|wsrep_.+)",
  "mysql_global_status_(uptime|questions|queries|slow_queries|connections|max_used_connections|threads_.+|aborted_.+|bytes_.+)",
  "mysql_global_status_(innodb_(row_lock|buffer_pool_read|buffer_pool_wait|data|deadlocks|history|log_waits).*|buffer_pool_.+)",
  "mysql_global_status_(created_tmp_.+|select_.+|sort_.+|table_locks_.+|open_.+|binlog_.+|rpl_.+|wsrep_.+)",
].join("|");

/** The state of MariaDB as metrics, read through its unix socket by the account `exporter`, which may look but not read rows. */
export const mysqldExporter: Part = {
  name: "mysqld-exporter",
  reserved: { services: ["prometheus-mysqld-exporter"] },
  exposes: [administration("mysqld-exporter", "the MySQL exporter", ["mysql-exporter"], 9104)],
  standsOn: (host, infra) => host.monitoring === "all" && infra.database !== undefined && host.roles.includes("database"),
  // Its account.
  needs: () => ["mariadb"],
  ports: ({ roles }) => portsIf(roles.includes("database"), { port: PORTS.loopback.databaseExporter, name: "mysqld exporter" }),
  packages: () => ["prometheus-mysqld-exporter"],
  scrapes: () => [{ job: "mysql", tells: "queries, connections, replication, read_only", target: LISTEN, series: [{ names: KEPT }] }],
  measures: mysqldMeasures,
  panels: ({ database }) => (database === undefined ? [] : mysqldPanels(database.topology)),
  alerts: () => [
    {
      name: "DatabaseMetricsIncomplete",
      expr: "mysql_exporter_collector_success == 0",
      for: "5m",
      severity: "ticket",
      summary:
        "The exporter on {{ $labels.host }} cannot read {{ $labels.collector }} from MariaDB: the rights of its account are missing.",
      description: "Part of what is watched of MariaDB is not watched at the moment; alerts on it cannot fire.",
    },
  ],
  resources: () => {
    const files: readonly Resource[] = [
      { kind: "directory", path: "/etc/prometheus" },
      {
        kind: "file",
        path: LOGIN,
        owner: "root:prometheus",
        mode: "0640",
        content: text`# By Bartizan.
[client]
user=exporter
password=${secretRef(PASSWORDS.exporter)}
socket=/run/mysqld/mysqld.sock
`,
      },
      {
        kind: "file",
        path: "/etc/default/prometheus-mysqld-exporter",
        content: text`# By Bartizan.
ARGS='--web.listen-address=${LISTEN} --config.my-cnf=${LOGIN} --collect.global_status --collect.global_variables --collect.slave_status --no-collect.info_schema.innodb_cmp --no-collect.info_schema.innodb_cmpmem --no-collect.info_schema.query_response_time'
`,
      },
      dropIn(UNIT, confinedDropIn()),
    ];
    return [
      ...files,
      running(UNIT, {
        restartOn: files.map(keyOf),
        ready: `curl -fsS -o /dev/null http://${LISTEN}/`,
        readySeconds: 15,
      }),
    ];
  },
};
