import type { CommandResource } from "../../../state/resource.ts";
import { text } from "../../../util/content.ts";
import { shellWord } from "../../../util/shell.ts";
import { CHARSET, COLLATION, SOCKET, UNIT } from "../server/names.ts";
import { client, feed, sqlName, sqlString } from "../server/sql.ts";

const WANTED = `schema ${CHARSET} ${COLLATION}`;

/** The app's schema. Made on whichever node is first, and on all others by the cluster itself. */
export function schemaCommand(host: string, schema: string): CommandResource {
  const query = text`SELECT CONCAT('schema ', DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${sqlString(schema)};`;
  const asWanted = `CHARACTER SET ${CHARSET} COLLATE ${COLLATION}`;
  return {
    kind: "command",
    id: "database-schema",
    title: `schema ${schema} on ${host}`,
    check: text`[ -S ${SOCKET} ] || exit 0
${client(5)}
${feed("sql", query)}`,
    want: WANTED,
    apply: text`${client(60)}
echo ${shellWord(`CREATE DATABASE IF NOT EXISTS ${sqlName(schema)} ${asWanted}`)} | sql
schema=$(
${feed("sql", query)})
[ "$schema" = '${WANTED}' ] || echo ${shellWord(`ALTER DATABASE ${sqlName(schema)} ${asWanted}`)} | sql`,
    asks: [`unit:${UNIT}`],
  };
}
