import { PORTS } from "../../../model/ports.ts";
import type { CommandResource } from "../../../state/resource.ts";
import { type Content, secretRef, text } from "../../../util/content.ts";
import { withParameters } from "../../../util/script.ts";
import { shellWord } from "../../../util/shell.ts";
import { WHOLE } from "../server/dump.ts";
import {
  CA,
  CERTIFICATE,
  MASTER_INFO,
  PASSWORDS,
  REPLICATION_USER,
  ROLE_UNIT,
  SCRATCH,
  SEEDING,
  SOCKET,
  UNIT,
  VOTERS,
} from "../server/names.ts";
import { OWN_SCHEMA } from "../server/own-schema.ts";
import { client, feed, PRIVATE_SESSION, REFUSE_WRITES, sqlName, sqlString } from "../server/sql.ts";
import { peerLogin, REMOTE } from "./remote.ts";
import script from "./replica.sh";

export interface ReplicaInputs {
  /** Name of the host. */
  readonly host: string;
  readonly serverId: number;
  readonly schema: string;
  readonly primary: { readonly name: string; readonly address: string };
}

export const REPLICA_ID = "database-replica";

/** Seconds to wait for a primary that is being set up at the same time. */
const PRIMARY_SECONDS = 60;
/** Seconds that a copy may take. */
const COPY_SECONDS = 4 * 3600;
/** Seconds for both threads to run once they were told to. */
const START_SECONDS = 30;

/** A read-only copy that follows the primary. */
export function replicaCommand(inputs: ReplicaInputs): CommandResource {
  const { host, primary } = inputs;
  return {
    kind: "command",
    id: REPLICA_ID,
    title: `${host} replicates from ${primary.name}`,
    check: check(inputs),
    want: `source ${primary.address}:${PORTS.database} as ${REPLICATION_USER}
tls Yes verify Yes ${CA} ${CERTIFICATE}.crt ${CERTIFICATE}.key
gtid Slave_Pos
read_only 1
password current
receives
applies`,
    apply: apply(inputs),
    asks: [`unit:${UNIT}`],
    refusal: `The file says that ${primary.name} is the primary and ${host} a replica, but ${host} has data of its own. Bartizan neither moves the primary by itself nor throws data away: writes that were acknowledged would be lost. If ${host} is the primary and is to remain it, put its name back as database.primary; if ${primary.name} is to take its place, run \`bartizan db promote ${primary.name}\`. If what ${host} alone holds is worth nothing, \`bartizan guide database\` says how to have the copy made anew. Nothing was changed.`,
  };
}

/**
 * A thread that tries to reconnect does its work: only the primary's host is wrong then, and starting it again would throw away
 * what was received and not yet applied. A login that the primary refuses is a fault that lasts.
 */
const REFUSED_LOGINS = "1044|1045|1130|1698|2026|3118|3159";

function check(inputs: ReplicaInputs): Content {
  const { host, serverId } = inputs;
  return text`${OWN_SCHEMA}
${client(5)}
${peerLogin()}
${obstacle(inputs)}
if [ ! -e ${MASTER_INFO} ]; then
  [ ! -e ${SEEDING} ] || exit 0
  own=$(own_schema "the schema")
  [ -n "$own" ] && [ -S ${SOCKET} ] || exit 0
  why=$(obstacle)
  [ -z "$why" ] && echo "was the primary" || printf '%s\\n' "refuse: ${host} is no replica and holds $own; $why"
  exit 0
fi
[ -S ${SOCKET} ] || exit 0
[ "$(sed -n 6p ${MASTER_INFO})" = '${secretRef(PASSWORDS.replication)}' ] && password=current || password=other
judge() { awk -v password="$password" '${judgement(host, serverId)}'; }
${feed(
  "{ sql_named | judge; }",
  text`SELECT IF(@@global.read_only, 1, 0) AS read_only, @@global.gtid_binlog_state AS binlog_state, @@global.gtid_slave_pos AS slave_pos\\G
SHOW REPLICA STATUS\\G`,
)}`;
}

/**
 * Shell function for a host that was the primary: prints why it cannot follow the new one; nothing when it can. What it
 * has and the new primary lacks would be lost by following. A domain's history is one chain, so its last transaction speaks for all;
 * the new primary's `gtid_binlog_state` has the last one of every server that ever wrote.
 */
function obstacle({ host, primary }: ReplicaInputs): Content {
  const known = "SELECT CONCAT(IF(@@global.read_only, 1, 0), ' ', @@global.gtid_binlog_state, ',', @@global.gtid_slave_pos)";
  return text`of_primary() { # seconds SQL
  login | timeout --foreground "$1" ${REMOTE} --host=${primary.address} --execute="$2"
}
obstacle() {
  theirs=$(of_primary 10 ${shellWord(known)} 2>/dev/null) || theirs=
  case "$theirs" in
    '0 '*) ;;
    '') echo "${primary.name} does not answer it"; return ;;
    *) echo "${primary.name} accepts no writes"; return ;;
  esac
  mine=$(echo 'SELECT @@global.gtid_current_pos' | sql) || { echo "MariaDB there does not answer"; return; }
  printf '%s\\n' "\${theirs#0 }" "$mine" | awk -F, '${MISSING}' | sed 's/^/${host} has transactions that ${primary.name} does not have: /'
}`;
}

/** awk program over two lists of positions, theirs and ours: what of ours is not among theirs. */
export const MISSING = `
NR == 1 { for (i = 1; i <= NF; i++) if (split($i, p, "-") == 3 && p[3] + 0 > last[p[1], p[2]]) last[p[1], p[2]] = p[3] + 0 }
NR == 2 { for (i = 1; i <= NF; i++) if (split($i, p, "-") == 3) { any = 1; if (p[3] + 0 > last[p[1], p[2]]) more = more " " $i } }
END { if (more != "") print substr(more, 2); else if (!any) print "unnumbered ones" }`;

/** awk program: from the server's words to the lines of `want`. */
export function judgement(host: string, serverId: number): string {
  return `
{ at = index($0, ": "); key = substr($0, 1, at - 1); gsub(/^ +/, "", key); if (at > 0) v[key] = substr($0, at + 2) }
END {
  if (!("Master_Host" in v)) exit
  # A former primary has some, too: only what comes after the position that it replicates from is its own.
  count = split(v["slave_pos"], reached, ",")
  for (i = 1; i <= count; i++) if (split(reached[i], part, "-") == 3) upto[part[1]] = part[3] + 0
  count = split(v["binlog_state"], written, ",")
  for (i = 1; i <= count; i++) if (split(written[i], part, "-") == 3 && part[2] == "${serverId}" && part[3] + 0 > upto[part[1]]) own = 1
  if (own) {
    print "refuse: ${host} has executed transactions of its own, which its primary does not have (gtid_binlog_state " v["binlog_state"] ")"
    exit
  }
  print "source " v["Master_Host"] ":" v["Master_Port"] " as " v["Master_User"]
  print "tls " v["Master_SSL_Allowed"] " verify " v["Master_SSL_Verify_Server_Cert"] " " v["Master_SSL_CA_File"] " " v["Master_SSL_Cert"] " " v["Master_SSL_Key"]
  print "gtid " v["Using_Gtid"]
  print "read_only " v["read_only"]
  print "password " password
  if (v["Slave_IO_Running"] == "No") print "receives nothing: " v["Last_IO_Errno"] " " v["Last_IO_Error"]
  else if (v["Slave_IO_Running"] != "Yes" && v["Last_IO_Errno"] ~ /^(${REFUSED_LOGINS})$/) print "is refused: " v["Last_IO_Errno"] " " v["Last_IO_Error"]
  else print "receives"
  # The words of the server quote the statement or the row that it could not apply.
  if (v["Slave_SQL_Running"] == "Yes") print "applies"; else print "applies nothing: error " v["Last_SQL_Errno"]
}`;
}

function apply(inputs: ReplicaInputs): Content {
  const { host, schema, primary, serverId } = inputs;
  const { address } = primary;
  const settings = [address, PORTS.database, REPLICATION_USER, "Yes", "Yes", CA, `${CERTIFICATE}.crt`, `${CERTIFICATE}.key`, "Slave_Pos"];
  const follow = withParameters(script, {
    HOST: host,
    PRIMARY: primary.name,
    SOURCE: `${primary.name} (${address}:${PORTS.database})`,
    SCHEMA: schema,
    SERVER_ID: String(serverId),
    SETTINGS: settings.join("\n"),
    REFUSED_LOGINS: REFUSED_LOGINS.replaceAll("|", " "),
    REFUSE_WRITES,
    HAS_SCHEMA: `SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${sqlString(schema)}`,
    CUT_OFF: `KILL CONNECTION USER ${sqlString(schema)}`,
    DROP_SCHEMA: `DROP DATABASE IF EXISTS ${sqlName(schema)};`,
    DISABLE_EVENTS: eventsQuery(schema),
    PRIVATE_SESSION,
    MASTER_INFO,
    SEEDING,
    SCRATCH,
    ROLE_UNIT,
    PRIMARY_SECONDS: String(PRIMARY_SECONDS),
    START_SECONDS: String(START_SECONDS),
  });
  return text`${client(60)}
${peerLogin()}
${OWN_SCHEMA}
${obstacle(inputs)}
password() {
cat <<'PASSWORD'
${secretRef(PASSWORDS.replication)}
PASSWORD
}
dump() {
  login | timeout --foreground ${`${COPY_SECONDS}`} mariadb-dump --defaults-file=/dev/stdin --host=${address} --port=${`${PORTS.database}`} --gtid --master-data=2 ${WHOLE} --databases ${shellWord(schema)}
}
${changeMaster(inputs, "change_master", "")}
${changeMaster(inputs, "demote", ", MASTER_DEMOTE_TO_SLAVE=1")}
${follow}`;
}

function eventsQuery(schema: string): string {
  const name = (column: string): string => `'\`', REPLACE(${column}, '\`', '\`\`'), '\`'`;
  return `SELECT CONCAT('ALTER EVENT ', ${name("EVENT_SCHEMA")}, '.', ${name("EVENT_NAME")}, ' DISABLE ON SLAVE;') FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${sqlString(schema)};`;
}

function changeMaster({ primary }: ReplicaInputs, name: string, more: string): Content {
  return text`${name}() {
${feed(
  "sql",
  text`SET SESSION slow_query_log=0;
CHANGE MASTER TO MASTER_HOST='${primary.address}', MASTER_PORT=${PORTS.database},
  MASTER_USER='${REPLICATION_USER}', MASTER_PASSWORD='${secretRef(PASSWORDS.replication)}',
  MASTER_SSL=1, MASTER_SSL_VERIFY_SERVER_CERT=1, MASTER_SSL_CA='${CA}', MASTER_SSL_CERT='${CERTIFICATE}.crt', MASTER_SSL_KEY='${CERTIFICATE}.key',
  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=2, MASTER_HEARTBEAT_PERIOD=2${more};`,
)}rm -f ${VOTERS}
}`;
}
