import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { READY } from "../mariadb/galera/member.ts";
import { WHOLE } from "../mariadb/server/dump.ts";
import { PEER_OPTIONS, SOCKET } from "../mariadb/server/names.ts";
import { sqlString } from "../mariadb/server/sql.ts";
import { BACKUP_STATE } from "./names.ts";

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
  const bare = (text: string): string => `MD5(REPLACE(${text}, CONCAT('\\\`', ${own}, '\\\`.'), ''))`;
  return `SELECT 'view', TABLE_NAME, ${bare("VIEW_DEFINITION")} FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${own}
UNION ALL SELECT 'routine', ROUTINE_NAME, ${bare("ROUTINE_DEFINITION")} FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${own}
UNION ALL SELECT 'trigger', TRIGGER_NAME, ${bare("ACTION_STATEMENT")} FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${own}
UNION ALL SELECT 'event', EVENT_NAME, ${bare("EVENT_DEFINITION")} FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${own}`;
}

/** SQL that prints SQL: for every table of a kind its name, its rows (former ones, too) and its checksum, each a line of its own. */
function measuresQuery(schema: string, which: string): string {
  const name = "CONCAT('\\`', REPLACE(TABLE_NAME, '\\`', '\\`\\`'), '\\`')";
  return `SELECT CONCAT('SELECT ''table'', ', QUOTE(TABLE_NAME), '; SELECT COUNT(*) FROM ', ${name}, IF(TABLE_TYPE = 'SYSTEM VERSIONED', ' FOR SYSTEM_TIME ALL', ''), '; CHECKSUM TABLE ', ${name}, ';')
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlString(schema)} AND TABLE_TYPE IN ('BASE TABLE', 'SYSTEM VERSIONED') AND ${which} ORDER BY TABLE_NAME`;
}

const sequencesQuery = (schema: string): string => {
  const name = "CONCAT('\\`', REPLACE(TABLE_NAME, '\\`', '\\`\\`'), '\\`')";
  return `SELECT CONCAT('SELECT ''sequence'', ', QUOTE(TABLE_NAME), ', CONCAT(SIGN(increment), '' '', next_not_cached_value) FROM ', ${name}, ';')
FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlString(schema)} AND TABLE_TYPE = 'SEQUENCE' ORDER BY TABLE_NAME`;
};

/** awk program: what `measuresQuery` leads to becomes one line for each table, without numbers where the table could not be read. Exported for its test. */
export const GATHER = `
function tell() { if (name != "") print "table\\t" name "\\t" (sum == "" ? "moving" : "rows " rows " checksum " sum) }
$1 == "table" && NF == 2 { tell(); name = $2; rows = sum = ""; next }
$1 != "table" && NF == 3 { print; next }
NF == 1 && name != "" { rows = $1 }
NF == 2 && name != "" { sum = $2 }
END { tell() }`;

/** awk program over two lists of measures, before and after: what is not the same in both moved meanwhile. Exported for its test. */
export const STEADY = `
FILENAME == ARGV[1] { before[$1 FS $2] = $3; next }
{ print $1 FS $2 FS (before[$1 FS $2] == $3 ? $3 : "moving") }`;

/**
 * awk program: what the copy says that there is, then what there is; says what differs. A number of a sequence may have been handed out
 * between the look at it and the copy, so it may be further on, and never back. Exported for its test.
 */
export const COMPARE = `
FILENAME == ARGV[1] { want[$1 " " $2] = $3; next }
{ have[$1 " " $2] = $3 }
function tell(line) { if (++told <= 20) print line }
END {
  for (it in want) {
    if (!(it in have)) { tell(it " is missing"); continue }
    if (want[it] == "moving" || have[it] == want[it]) continue
    if (it ~ /^sequence /) {
      split(want[it], w, " "); split(have[it], h, " ")
      if (w[1] == h[1] && (h[2] - w[2]) * w[1] >= 0) continue
    }
    tell(it ": " have[it] " instead of " want[it])
  }
  for (it in have) if (!(it in want)) tell(it " is not in the copy")
  if (told > 20) print "and " (told - 20) " more"
  exit told > 0
}`;

/** Shell: measures of a schema; `ask` is the client in use, and has the schema as its default. */
export function measureScript(schema: string): string {
  return `objects() { "$@" --execute "${objectsQuery(schema)}" | sort; }
sequences() { "$@" --raw --execute "${sequencesQuery(schema)}" | "$@" --force ${schema}; }
# Everything that can be compared, by a client that is not part of a copy.
measures() { { "$@" --raw --execute "${measuresQuery(schema, "TRUE")}" | "$@" --force ${schema} | awk -F'\\t' '${GATHER}'; sequences "$@"; objects "$@"; } | sort; }`;
}

/**
 * Shell: prints the copy. It is a dump of one moment (mariadb-dump --single-transaction), which holds up nobody, works the same on a
 * replica and on a node of a cluster, and can be read by a later version of the server; and at its end, as comments, what a restore of it
 * must come to. Both are seen from the same moment: for as long as two sessions need to begin, some tenths of a second, nobody commits
 * (BACKUP STAGE). Tables without transactions are not held still: what changed in them meanwhile is not compared.
 */
export function copyScript(schema: string): string {
  return `copy() {
  work=$(mktemp -d ${BACKUP_STATE}/copy.XXXXXX)
  trap 'rm -rf "$work"' EXIT
  mkfifo "$work/hold" "$work/see" "$work/dump"
  client="here --unbuffered"
  $client <"$work/hold" >"$work/held" & holding=$!
  $client --force ${schema} <"$work/see" >"$work/seen" & seeing=$!
  exec 5>"$work/hold" 6>"$work/see"
  await() { # pid file word seconds
    end=$(($(date +%s) + $4))
    until grep -qx "$3" "$2"; do
      kill -0 "$1" 2>/dev/null && [ "$(date +%s)" -lt "$end" ] || { echo "no copy was taken: the database did not come to $3" >&2; return 1; }
      sleep 0.1
    done
  }
  here --raw --execute "${measuresQuery(schema, "ENGINE <> 'InnoDB'")}" | here --force ${schema} | awk -F'\\t' '${GATHER}' >"$work/untransacted"
  sequences here >"$work/sequences"
  objects here >"$work/objects"
  here --raw --execute "${measuresQuery(schema, "ENGINE = 'InnoDB'")}" >"$work/measure"
  nonce=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
  echo "SET SESSION lock_wait_timeout = ${MOMENT_SECONDS}; BACKUP STAGE START; BACKUP STAGE BLOCK_COMMIT; SELECT 'standstill';" >&5
  await $holding "$work/held" standstill ${2 * MOMENT_SECONDS + 10} || return 1
  at=$(position) || return 1
  echo "SET SESSION wait_timeout = 2592000; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT; SELECT 'view';" >&6
  await $seeing "$work/seen" view 10 || return 1
  { code=0; quietly mariadb-dump --no-defaults --skip-ssl --socket=${SOCKET} ${WHOLE} --skip-add-locks --skip-no-autocommit ${schema} 5>&- 6>&- || code=$?; echo "$code" >"$work/code"; } >"$work/dump" &
  printf -- '-- bartizan %s copy of ${schema} at %s, position %s\\n' "$nonce" "$(date +%s)" "$at"
  {
    # With the first of its contents it has begun to look.
    while IFS= read -r line; do
      printf '%s\\n' "$line"
      case "$line" in '-- Table '* | '-- Sequence '* | '-- Temporary '* | '-- Dump'*) break ;; esac
    done
    echo 'BACKUP STAGE END;' >&5
    exec 5>&-
    cat
  } <"$work/dump"
  until [ -s "$work/code" ]; do sleep 0.1; done
  [ "$(cat "$work/code")" = 0 ] || { echo "no copy was taken: the dump broke off" >&2; return 1; }
  { cat "$work/measure"; echo "SELECT 'measured';"; } >&6
  await $seeing "$work/seen" measured 2592000 || return 1
  exec 6>&-
  objects here >"$work/objects.after"
  here --raw --execute "${measuresQuery(schema, "ENGINE <> 'InnoDB'")}" | here --force ${schema} | awk -F'\\t' '${GATHER}' >"$work/untransacted.after"
  {
    grep -vx -e view -e measured "$work/seen" | awk -F'\\t' '${GATHER}'
    awk -F'\\t' '${STEADY}' "$work/untransacted" "$work/untransacted.after"
    cat "$work/sequences"
    awk -F'\\t' '${STEADY}' "$work/objects" "$work/objects.after"
  } | sed "s/^/-- bartizan $nonce holds	/"
  echo "-- bartizan $nonce end"
}`;
}
