import { type Content, text } from "../../util/content.ts";
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

/**
 * Shell functions that feed SQL on stdin to the server of this host, as root by its unix socket: `sql` for bare values, `sql_named`
 * for statements that end in \G, `sql_unbounded` for a dump. Without the user's option files. In the foreground, timeout(1) gives
 * its command no process group of its own: what waits for a server that is gone ends with the run, and holds nobody up.
 */
export function client(seconds: number): string {
  // The client's TLS, which a socket on the same machine does not need, is two thirds of what a question costs.
  const command = `mariadb --no-defaults --skip-ssl --socket=${SOCKET} --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw`;
  return `sql() { timeout --foreground ${seconds} ${command} --skip-column-names; }
sql_named() { timeout --foreground ${seconds} ${command}; }
sql_unbounded() { ${command} --skip-column-names; }`;
}

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
