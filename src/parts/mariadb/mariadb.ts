import { datastore } from "../../kit/faces/exposed.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import { dropIn, running, shellFile, timerStamp } from "../../kit/unit-file.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { keyOf, type Resource } from "../../state/resource.ts";
import { text } from "../../util/content.ts";
import { accountsCommand } from "./accounts.ts";
import { databaseAlerts } from "./alerts.ts";
import { databaseCards } from "./card.ts";
import { addressesOf, bufferPool, dropInText, JOURNAL_DROP_IN_TEXT, mariadbConfig } from "./config-file.ts";
import { environment } from "./environment.ts";
import { databaseFlows } from "./flows.ts";
import { beginResource } from "./galera/begin.ts";
import { NOTIFY_SCRIPT } from "./galera/health.ts";
import { memberCommand, memberInputs, READY } from "./galera/member.ts";
import { membership } from "./galera/membership.ts";
import { NOTIFY, POSITION_FOLDER, STATE_FOLDER, TLS_SETTINGS } from "./galera/names.ts";
import { rejoinResources } from "./galera/rejoin.ts";
import { TLS_SETTINGS_TEXT } from "./galera/settings.ts";
import { handOver } from "./hand-over.ts";
import { databaseRole } from "./host-role.ts";
import { databaseInClear } from "./in-clear.ts";
import { databaseNotBuilt } from "./not-built.ts";
import { REPLICA_ID } from "./primary-replica/replica.ts";
import { roleResources } from "./primary-replica/role.ts";
import { VOTERS_ID } from "./primary-replica/voters.ts";
import { roleCommands } from "./roles.ts";
import { asyncLossUnstated } from "./rules/async-loss-unstated.ts";
import { promotionUndefined } from "./rules/promotion-undefined.ts";
import { replicaWritable } from "./rules/replica-writable.ts";
import { singleWriterDatabase } from "./rules/single-writer-database.ts";
import { databaseSection } from "./section.ts";
import {
  CA,
  CERTIFICATE,
  CONFIG,
  DATABASE_NAME,
  databaseCertificate,
  JOURNAL_DROP_IN,
  PASSWORDS,
  SCRATCH,
  START_OPTIONS,
  UNIT,
} from "./server/names.ts";
import { CLIENT } from "./server/sql.ts";
import { TIME_ZONES_JOB, timeZoneFiles, timeZonesCommand } from "./server/time-zones.ts";
import { databaseStatus, databaseTable, primaryMoves } from "./status.ts";
import { databaseElements } from "./topics/elements.ts";
import { replication } from "./topics/replication.ts";
import { singleWriter } from "./topics/single-writer.ts";

/** MariaDB: one primary that accepts writes and replicas that follow it by global transaction ids, or the equal nodes of a Galera cluster. */
export const mariadb: Part = {
  name: "mariadb",
  role: databaseRole,
  section: databaseSection,
  cards: databaseCards,
  elements: databaseElements,
  rules: [singleWriterDatabase, promotionUndefined, replicaWritable, asyncLossUnstated],
  topics: [replication, singleWriter],
  references: {
    "plaintext-database-hop": [
      {
        title: "MariaDB: secure connections overview",
        url: "https://mariadb.com/docs/server/security/encryption/data-in-transit-encryption/secure-connections-overview",
      },
    ],
  },
  notBuilt: databaseNotBuilt,
  inClear: databaseInClear,
  flowServices: ["database"],
  reserved: { accounts: ["mysql", "mariadb"], services: ["mariadb-extra", "mysqld"] },
  environment,
  passwords: Object.values(PASSWORDS),
  exposes: [
    {
      ...datastore("mariadb", "MariaDB", ["mysql", "percona"], 3306),
      on: (host, { database }) => host.roles.includes("database") && database !== undefined,
    },
  ],
  standsOn: (host, infra) => infra.database !== undefined && host.roles.includes("database"),
  ports: ({ roles }) => portsIf(roles.includes("database"), { port: PORTS.database, name: "database" }),
  packages: () => ["mariadb-server", "mariadb-client", "tzdata"],
  services: (_host, { database }) => [
    {
      unit: UNIT,
      roles: ["database"],
      begins: true,
      journal: true,
      packages: ["mariadb-", ...(database?.topology === "galera" ? ["galera-"] : [])],
      saysMore: "DatabaseDown",
    },
  ],
  memory: bufferPool,
  flows: (infra) => (infra.database === undefined ? [] : [databaseFlows(infra, infra.database)]),
  // A copy that is not finished, or has to be begun: a run before this one may have started the server.
  begins: ({ steps }) =>
    steps.some((it) => it.kind === "command" && it.key === `command:${REPLICA_ID}` && it.again !== true) ? "database" : undefined,
  localNames: (host, infra) =>
    host.roles.includes("app") && hostsOf(infra, "database").length > 0
      ? [{ name: DATABASE_NAME, about: "The app's way to the database, through the proxy on this host." }]
      : [],
  // Who follows the primary.
  late: () => [`command:${VOTERS_ID}`],
  handOver,
  status: { ...databaseStatus, table: databaseTable },
  moves: ({ database }) => (database?.topology === "primary-replica" ? [primaryMoves] : []),
  alerts: (infra) => (infra.database === undefined ? [] : databaseAlerts(infra, infra.database)),
  resources: (host, { infra, groupCertificate }) => {
    const cluster = infra.database?.topology === "galera";
    const group = cluster ? membership(host, groupCertificate) : { resources: [], keys: [] };
    const files: readonly Resource[] = [
      {
        kind: "file",
        path: CONFIG,
        content: mariadbConfig(host, infra),
        validate: 'mariadbd --defaults-file="$1" --user=mysql --verbose --help >/dev/null',
      },
      ...(cluster ? [{ kind: "file", path: TLS_SETTINGS, content: [TLS_SETTINGS_TEXT] } as const] : []),
      dropIn(UNIT, dropInText(infra)),
      { kind: "file", path: JOURNAL_DROP_IN, content: text`${JOURNAL_DROP_IN_TEXT}` },
    ];
    const certificate: Resource = {
      kind: "certificate",
      path: CERTIFICATE,
      ...databaseCertificate(host),
      names: [`DNS:${host.name}`, `DNS:${DATABASE_NAME}`, ...addressesOf(host).map((address) => `IP:${address}`)],
      usage: ["server", "client"],
      owner: "root:mysql",
    };
    const notify: Resource = shellFile(NOTIFY, [NOTIFY_SCRIPT]);
    return [
      // Its data are the user's and stay.
      { kind: "written", path: START_OPTIONS },
      { kind: "written", path: timerStamp(TIME_ZONES_JOB) },
      ...(cluster ? [STATE_FOLDER, POSITION_FOLDER].map((path) => ({ kind: "written", path }) as const) : []),
      ...(cluster
        ? [
            { kind: "directory", path: STATE_FOLDER, owner: "mysql:mysql" } as const,
            notify,
            beginResource(host, infra),
            ...rejoinResources(),
          ]
        : []),
      { kind: "directory", path: SCRATCH, owner: "mysql:mysql", mode: "0700" },
      { kind: "directory", path: "/var/log/mysql", owner: "mysql:adm", mode: "2750" },
      certificate,
      ...group.resources,
      ...files,
      ...timeZoneFiles(),
      ...(cluster ? [memberCommand(memberInputs(host, infra))] : roleResources(host, infra)),
      running(UNIT, {
        restartOn: files.map(keyOf),
        reloadOn: [keyOf(certificate), `file:${CA}`, ...group.keys],
        reload: `${CLIENT} --execute='${cluster ? `${WITHOUT_MAJORITY} ` : ""}${RELOAD_CERTIFICATES}'`,
        ready: cluster ? READY : `timeout 5 ${CLIENT} --execute='SELECT 1' >/dev/null`,
        readySeconds: 60,
      }),
      accountsCommand(host, infra),
      timeZonesCommand(),
      ...roleCommands(host, infra),
    ];
  },
};

/** LOCAL: FLUSH is written to the binary log otherwise, and on a replica that is a transaction its primary does not have. */
const RELOAD_CERTIFICATES = "FLUSH LOCAL SSL";
/** A node that the others refuse for its certificate has no majority, and is told (error 1047) that this must wait for one. */
const WITHOUT_MAJORITY = "SET SESSION wsrep_on = 0;";
