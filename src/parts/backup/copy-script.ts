import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { withParameters } from "../../util/script.ts";
import { READY } from "../mariadb/galera/member.ts";
import { WHOLE } from "../mariadb/server/dump.ts";
import { PEER_OPTIONS, SOCKET } from "../mariadb/server/names.ts";
import { sqlString } from "../mariadb/server/sql.ts";
import copy from "./copy.sh";
import gather from "./gather.awk";
import { BACKUP_STATE } from "./names.ts";
import steady from "./steady.awk";

/** Seconds that a replica may need for what its primary has committed by now. */
const CATCH_UP_SECONDS = 300;
/** Seconds to wait for the moment in which nobody commits. */
const MOMENT_SECONDS = 60;

/** Shell: whether this host has what the database has by now, and so how old its copy will be; and the words of a position. */
export function freshScript(host: Host, infra: Infrastructure): string {
  const { database } = infra;
  if (database?.topology === "galera") {
    return `fresh() {
  ${READY} || { echo "no copy was taken: ${host.name} is in no majority of the cluster, so what it has may be old"; return 1; }
  # Answered when everything that the cluster had committed before is here, too.
  here --execute 'SET SESSION wsrep_sync_wait = 1; SELECT COUNT(*) FROM information_schema.SCHEMATA' >/dev/null || { echo "no copy was taken: ${host.name} is behind the cluster"; return 1; }
}
${POSITION("VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_LAST_COMMITTED'")}`;
  }
  const position = POSITION("@@global.gtid_current_pos");
  const primary = infra.hosts.find((it) => it.name === database?.primary);
  if (primary === undefined || primary.name === host.name) return `fresh() { :; }\n${position}`;
  return `fresh() {
  late="a copy would be as old as what ${host.name} received last, so none was taken"
  status=$(here --vertical --column-names --execute 'SHOW REPLICA STATUS') || return 1
  field() { printf '%s\\n' "$status" | sed -n "s/^ *$1: //p"; }
  [ "$(field Slave_IO_Running)/$(field Slave_SQL_Running)" = Yes/Yes ] || {
    echo "${host.name} does not replicate from ${primary.name} (receiving: $(field Slave_IO_Running), error $(field Last_IO_Errno); applying: $(field Slave_SQL_Running), error $(field Last_SQL_Errno)): $late"
    return 1
  }
  until=$(quietly mariadb --defaults-file=${PEER_OPTIONS} --host=${primary.address} --port=${PORTS.database} --connect-timeout=10 --batch --skip-column-names --execute 'SELECT @@global.gtid_binlog_pos') ||
    { echo "${primary.name} does not say how far it is: $late"; return 1; }
  [ "$(here --execute "SELECT MASTER_GTID_WAIT('$until', ${CATCH_UP_SECONDS})")" = 0 ] ||
    { echo "${host.name} is more than ${CATCH_UP_SECONDS} s behind ${primary.name}: $late"; return 1; }
}
${position}`;
}

const POSITION = (query: string): string => `position() { here --execute "SELECT ${query}"; }`;

/** Names as the client escapes them, one line each whatever they contain; the schema's own name is in no definition. */
function objectsQuery(schema: string): string {
  const own = sqlString(schema);
  const bare = (text: string): string => `MD5(REPLACE(${text}, CONCAT('\`', ${own}, '\`.'), ''))`;
  return `SELECT 'view', TABLE_NAME, ${bare("VIEW_DEFINITION")} FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${own}
UNION ALL SELECT 'routine', ROUTINE_NAME, ${bare("ROUTINE_DEFINITION")} FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${own}
UNION ALL SELECT 'trigger', TRIGGER_NAME, ${bare("ACTION_STATEMENT")} FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${own}
UNION ALL SELECT 'event', EVENT_NAME, ${bare("EVENT_DEFINITION")} FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${own}`;
}

/** SQL: the name of a table as SQL has it. */
const QUOTED_NAME = "CONCAT('`', REPLACE(TABLE_NAME, '`', '``'), '`')";

/** SQL that prints SQL: for every table of a kind its name, its rows (former ones, too) and its checksum, each a line of its own. */
function measuresQuery(schema: string, which: string): string {
  return `SELECT CONCAT('SELECT ''table'', ', QUOTE(TABLE_NAME), '; SELECT COUNT(*) FROM ', ${QUOTED_NAME}, IF(TABLE_TYPE = 'SYSTEM VERSIONED', ' FOR SYSTEM_TIME ALL', ''), '; CHECKSUM TABLE ', ${QUOTED_NAME}, ';')
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlString(schema)} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND ${which} ORDER BY TABLE_NAME`;
}

const sequencesQuery = (schema: string): string => {
  return `SELECT CONCAT('SELECT ''sequence'', ', QUOTE(TABLE_NAME), ', CONCAT(SIGN(increment), '' '', next_not_cached_value) FROM ', ${QUOTED_NAME}, ';')
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlString(schema)} AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME`;
};

/**
 * Shell: what can be compared of the schema, and the copy. That is a dump of one moment (mariadb-dump --single-transaction), which holds up nobody, works the same on a
 * replica and on a node of a cluster, and can be read by a later version of the server; and at its end, as comments, what a restore of it
 * must come to. Both are seen from the same moment: for as long as two sessions need to begin, some tenths of a second, nobody commits
 * (BACKUP STAGE). Tables without transactions are not held still: what changed in them meanwhile is not compared.
 */
export function copyScript(schema: string): string {
  return withParameters(copy, {
    SCHEMA: schema,
    STATE: BACKUP_STATE,
    SOCKET,
    WHOLE,
    MOMENT_SECONDS: String(MOMENT_SECONDS),
    GATHER: gather,
    STEADY: steady,
    OBJECTS: objectsQuery(schema),
    SEQUENCES: sequencesQuery(schema),
    MEASURE_ALL: measuresQuery(schema, "TRUE"),
    MEASURE_INNODB: measuresQuery(schema, "ENGINE = 'InnoDB'"),
    MEASURE_UNTRANSACTED: measuresQuery(schema, "ENGINE <> 'InnoDB'"),
  });
}
