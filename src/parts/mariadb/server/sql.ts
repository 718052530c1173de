import { type Content, text } from "../../../util/content.ts";
import { SOCKET } from "./names.ts";

/** A string for SQL. */
export function sqlString(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`;
}

/** An identifier for SQL. */
export function sqlName(name: string): string {
  return `\`${name.replaceAll("`", "``")}\``;
}

/** A schema after ON in GRANT, where `_` and `%` would be wildcards. */
export function grantSchema(name: string): string {
  return sqlName(grantPattern(name));
}

/** The same schema as the grant tables spell it. */
export function grantPattern(name: string): string {
  return name.replaceAll("\\", "\\\\").replaceAll("_", "\\_").replaceAll("%", "\\%");
}

/** Bytes of one statement that a load may have: the most that MariaDB knows, and so more than any row that it has accepted takes in a copy. */
export const LOAD_PACKET = 1024 ** 3;

/** Errors whose text names accounts, hosts and settings alone; 2000 to 2999 are the client's own. All others may quote a row or a statement. */
const PLAIN_ERRORS = "2[0-9][0-9][0-9]|1040|1044|1045|1049|1130|1203|1205|1213|1226|1290|1698|3118|3159";

/**
 * awk program: of what a client of MariaDB's complains about, the code and the place. The rest stays unsaid, for it may be a user's row: a
 * duplicate key is told with its value, and a statement that fails is told whole. The last line is the client's status. Exported for its test.
 */
export const ERROR_FILTER = `
function tell(line) { if (++told <= 20) print substr(line, 1, 300) }
/^status [0-9]+$/ { status = $2; next }
match($0, /^ERROR [0-9]+ \\([0-9A-Z]+\\)( at line [0-9]+)?/) {
  head = substr($0, 1, RLENGTH)
  tell($2 ~ /^(${PLAIN_ERRORS})$/ ? $0 : head)
  next
}
/^(mariadb|mariadb-dump|timeout): / { tell($0) }
END { exit status }`;

/** Shell function that runs a client of MariaDB's, with {@link ERROR_FILTER} in the place of its errors. */
export const QUIETLY = `quietly() {
  {
    { code=0; "$@" 2>&1 >&3 3>&- || code=$?; echo "status $code"; } | awk '${ERROR_FILTER}' >&2 3>&-
  } 3>&1
}`;

/**
 * The client at the server of this host, as root by its unix socket and without the user's option files. Never over TLS, which a socket
 * on the same machine does not need: since 11.4 the client verifies there, too, and could not renew a certificate that has ended. It is
 * also two thirds of what a question costs.
 */
export const CLIENT = `mariadb --no-defaults --skip-ssl --socket=${SOCKET}`;

/**
 * Shell functions that feed SQL on stdin to the server of this host, as root by its unix socket: `sql` for bare values, `sql_named`
 * for statements that end in \G, `sql_load` for a dump. Without the user's option files. In the foreground, timeout(1) gives
 * its command no process group of its own: what waits for a server that is gone ends with the run, and holds nobody up.
 */
export function client(seconds: number): string {
  return `${QUIETLY}
sql() { quietly timeout --foreground ${seconds} ${LOCAL} --skip-column-names; }
sql_named() { quietly timeout --foreground ${seconds} ${LOCAL}; }
${LOAD}`;
}

const LOCAL = `${CLIENT} --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw`;

/** Shell: sets `usual` to the limit that the server would start with. */
export const USUAL_PACKET = `usual=$(mariadbd --user=mysql --verbose --help 2>/dev/null </dev/null | awk '$1 == "max-allowed-packet" { print $2 }')
usual=\${usual:-16777216}`;

/**
 * A statement of a dump is longer than the one by which its row came: binary values are written as hexadecimal digits, two for each
 * byte, and several columns that came one by one stand in one line. A session keeps the limit that it found when it was made, so the
 * server's own is raised for no longer than that takes, and is then again what the server starts with.
 */
const LOAD = `sql_load() {
  ${USUAL_PACKET}
  echo 'SET GLOBAL max_allowed_packet = ${LOAD_PACKET}' | sql
  { echo "SET GLOBAL max_allowed_packet = $usual;"; cat; } | quietly ${LOCAL} --skip-column-names --max-allowed-packet=${LOAD_PACKET}
}`;

/** What every session of ours starts with: nothing that it changes is replicated, and no secret gets into the slow log. */
export const PRIVATE_SESSION = "SET SESSION sql_log_bin=0, slow_query_log=0;";

/**
 * What lets writes in, and what ends that. The schema's events go with them: they run where writes are accepted, and nowhere else, for on
 * a replica each would be a transaction that its primary does not have.
 */
export const LET_WRITES_IN = "SET GLOBAL read_only = 0; SET GLOBAL event_scheduler = ON";
export const REFUSE_WRITES = "SET GLOBAL read_only = 1; SET GLOBAL event_scheduler = OFF";

/** A here-document that feeds SQL to a shell command; the shell changes nothing in it. */
export function feed(command: string, sql: Content): Content {
  return text`${command} <<'SQL'
${sql}
SQL
`;
}
