import { HOST_PATHS } from "../../../state/paths.ts";
import { type Content, text } from "../../../util/content.ts";
import { shellWord } from "../../../util/shell.ts";
import { MASTER_INFO, ROLE_UNIT, SEEDING, SOCKET, UNIT } from "../server/names.ts";
import { client, feed, LET_WRITES_IN, REFUSE_WRITES, sqlString } from "../server/sql.ts";

/**
 * The steps of a promotion, each a script for one host. What remains, that the others follow the new primary, is what `up` does for a
 * replica whose file names another primary (replica.ts).
 */

/** Prints what is needed to decide; only reads. */
export function replicaStateScript(): string {
  return `if [ -e ${MASTER_INFO} ]; then echo "replica: yes"; fi
if [ -e ${SEEDING} ]; then echo "seeding: yes"; fi
printf 'generation: %s\\n' "$(cat ${HOST_PATHS.generation} 2>/dev/null)"
printf 'lock: %s\\n' "$(cat ${HOST_PATHS.lock} 2>/dev/null)"
printf 'now: %s\\n' "$(date +%s)"
[ -S ${SOCKET} ] || exit 0
${client(5)}
sql_named <<'SQL'
SELECT @@global.read_only AS read_only, @@global.gtid_binlog_pos AS binlog_pos, @@global.gtid_slave_pos AS slave_pos\\G
SHOW REPLICA STATUS\\G
SELECT COUNT(*) AS own_schemas FROM information_schema.SCHEMATA WHERE SCHEMA_NAME NOT IN ('mysql', 'sys', 'information_schema', 'performance_schema')\\G
SQL
`;
}

/** Seconds that statements which are running may take to end, once writes are to be paused: all others wait behind them. */
const PAUSE_SECONDS = 2;
/** Seconds for a replica to apply the last writes, after it had been shown to keep up. */
const LAST_SECONDS = 2;
/** Seconds for a replica to apply what it has received. */
export const DRAIN_SECONDS = 300;

/** On the primary: no more writes; prints the position of the last one. Not zero: nothing is paused. */
export function pauseScript(): string {
  return `set -eu
systemctl stop ${ROLE_UNIT} 2>/dev/null || :
${client(PAUSE_SECONDS + 3)}
printf '%s\\n' 'SET SESSION lock_wait_timeout = ${PAUSE_SECONDS}; ${REFUSE_WRITES}; SELECT @@global.gtid_binlog_pos' | sql
`;
}

/** On the primary, when the promotion cannot go on: writes again. */
export function resumeScript(): string {
  return `${client(5)}\necho '${LET_WRITES_IN}' | sql\n`;
}

/** On a replica whose primary lives: waits until it has applied everything up to a position. Exit status 3: it has not. */
export function reachScript(position: string, seconds: number): string {
  return `${client(seconds + 5)}
[ ! -e ${MASTER_INFO} ] || echo 'START REPLICA' | sql
[ "$(printf '%s\\n' ${shellWord(`SELECT MASTER_GTID_WAIT(${sqlString(position)}, ${seconds})`)} | sql)" = 0 ] || exit 3
`;
}

/**
 * On a replica, when the primary is lost: receives nothing more, then applies all that it has. Prints the position that it has then.
 * The two threads are never both stopped before that: starting from a full stop throws away what was received and not yet
 * applied (MDEV-4698).
 */
export function stopReceivingScript(): string {
  return `${client(DRAIN_SECONDS + 10)}
status() { echo 'SHOW REPLICA STATUS\\G' | sql_named | sed -n "s/^ *$1: //p"; }
if [ ! -e ${MASTER_INFO} ]; then
  # A promotion that was cut off had detached it already.
  echo 'SELECT @@global.gtid_slave_pos' | sql
  exit
fi
if [ "$(status Slave_SQL_Running)" != Yes ]; then
  [ "$(status Slave_IO_Running)" != No ] || { echo "both threads have stopped: error $(status Last_SQL_Errno)"; exit 5; }
  echo 'START REPLICA SQL_THREAD' | sql
fi
echo 'STOP REPLICA IO_THREAD' | sql
received=$(status Gtid_IO_Pos)
if [ -n "$received" ] && [ "$(echo "SELECT MASTER_GTID_WAIT('$received', ${DRAIN_SECONDS})" | sql)" != 0 ]; then
  echo "what it has received is not applied: error $(status Last_SQL_Errno)"
  exit 5
fi
echo 'SELECT @@global.gtid_slave_pos' | sql
`;
}

/** On a replica, when the promotion cannot go on: receives again. Its applying thread has never stopped. */
export function resumeReceivingScript(): string {
  return `${client(10)}\necho 'START REPLICA IO_THREAD' | sql\n`;
}

/** On the new primary, which has applied everything up to `position`: it follows nobody any more and accepts writes. Exit status 3: it has not. */
export function openScript(position: string, semiSync: boolean): string {
  return `set -eu
systemctl stop ${ROLE_UNIT} 2>/dev/null || :
${client(LAST_SECONDS + 20)}
if [ -e ${MASTER_INFO} ]; then
  [ "$(printf '%s\\n' ${shellWord(`SELECT MASTER_GTID_WAIT(${sqlString(position)}, ${LAST_SECONDS})`)} | sql)" = 0 ] || exit 3
  echo 'STOP REPLICA; RESET REPLICA ALL' | sql
fi
echo 'SET GLOBAL rpl_semi_sync_master_enabled = ${semiSync ? 1 : 0}; ${LET_WRITES_IN}' | sql
`;
}

/** On the former primary: cuts off the app's connections, so that they are made anew to where the proxies lead now. */
export function cutScript(schema: string): string {
  return `${client(5)}\necho ${shellWord(`KILL CONNECTION USER ${sqlString(schema)}`)} | sql || :\n`;
}

/** On a primary that is reached but does not answer: it must not come to life in the middle. */
export function killServerScript(): string {
  return `systemctl stop ${ROLE_UNIT} 2>/dev/null || :
systemctl kill --signal=SIGKILL ${UNIT} 2>/dev/null || :
systemctl stop ${UNIT}
`;
}

/** On the new primary: the schema's events run here from now on. Replicated as being off. */
export function eventsScript(schema: string): Content {
  const name = (column: string): string => `'\`', REPLACE(${column}, '\`', '\`\`'), '\`'`;
  return text`${client(30)}
{
${feed(
  "sql",
  text`SELECT CONCAT('ALTER EVENT ', ${name("EVENT_SCHEMA")}, '.', ${name("EVENT_NAME")}, ' ENABLE;') FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${sqlString(schema)} AND STATUS = 'SLAVESIDE_DISABLED';`,
)}} | sql`;
}
