import type { CommandResource } from "../../../state/resource.ts";
import { type Content, text } from "../../../util/content.ts";
import { shellWord } from "../../../util/shell.ts";
import { CHARSET, COLLATION, MASTER_INFO, SEEDING, SOCKET, UNIT } from "../server/names.ts";
import { client, feed, LET_WRITES_IN, sqlName, sqlString } from "../server/sql.ts";
import { peerLogin, REMOTE } from "./remote.ts";
import { type VotersInputs, votersFunction } from "./voters.ts";

export interface PrimaryInputs extends VotersInputs {
  readonly schema: string;
}

const WANTED_SCHEMA = `schema ${CHARSET} ${COLLATION}`;

/** The host that accepts writes and holds the app's schema. */
export function primaryCommand(inputs: PrimaryInputs): CommandResource {
  const { host, schema } = inputs;
  return {
    kind: "command",
    id: "database-primary",
    title: `schema ${schema}, writable on ${host}`,
    check: text`if [ -e ${MASTER_INFO} ]; then echo "refuse: ${host} is a replica of $(sed -n 4p ${MASTER_INFO})"; exit 0; fi
if [ -e ${SEEDING} ]; then echo "refuse: ${host} holds a copy that was begun and not finished"; exit 0; fi
[ -S ${SOCKET} ] || exit 0
${client(5)}
${feed(
  "sql",
  text`SELECT CONCAT('read_only ', IF(@@global.read_only, 1, 0));
SELECT CONCAT('events ', @@global.event_scheduler);
SELECT CONCAT('semi-sync ', IF(@@global.rpl_semi_sync_master_enabled, 1, 0));\n${schemaQuery(schema)}`,
)}`,
    want: `read_only 0\nevents ON\nsemi-sync ${inputs.semiSync ? 1 : 0}\n${WANTED_SCHEMA}`,
    apply: apply(inputs),
    asks: [`unit:${UNIT}`],
    refusal: refusal(host),
  };
}

/** What to do when the file and the data disagree on which host is the primary. */
function refusal(host: string): string {
  return `The file says that ${host} is the primary, but its data are those of a replica. \`up\` does not move the primary by itself: writes that were acknowledged and have not reached the replica would be lost without a word. To move it, run \`bartizan db promote ${host}\`; or put the former name back as database.primary. Nothing was changed.`;
}

/** Default character set and collation of the schema; nothing when there is none. */
function schemaQuery(schema: string): Content {
  return text`SELECT CONCAT('schema ', DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = ${sqlString(schema)};`;
}

/**
 * A primary without the schema is either new or was rebuilt empty. In the second case a replica still has the data, and an empty
 * database in their place would take the app's writes and part from it: so the others are asked first. One that does not answer has
 * no accounts yet, or is gone.
 */
function apply({ host, schema, others, semiSync }: PrimaryInputs): Content {
  const ask = others.map(
    ({ name, address }) =>
      text`tables=$(login | timeout --foreground 10 ${REMOTE} --host=${address} --execute=${shellWord(`SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = ${sqlString(schema)}`)} 2>/dev/null) || tables=0
  if [ "$tables" != 0 ]; then
    echo "${host} is the primary and has no schema ${schema}, but ${name} has one with $tables tables: the data of ${host} are gone."
    echo "Bartizan does not put an empty database in their place. Restore ${host} from a backup or from the copy on ${name}, then run up again."
    exit 1
  fi
`,
  );
  // The file may be older than a promotion; two primaries would part for good.
  const replaced = others.map(
    ({ name, address }) =>
      text`  if [ "$(login | timeout --foreground 10 ${REMOTE} --host=${address} --execute='SELECT @@global.read_only' 2>/dev/null)" = 0 ]; then
    echo "${host} was replaced: ${name} accepts writes. Name ${name} as database.primary; then up makes ${host} its replica."
    exit 1
  fi
`,
  );
  const asWanted = `CHARACTER SET ${CHARSET} COLLATE ${COLLATION}`;
  return text`${client(60)}
${peerLogin()}
${votersFunction(others.map((it) => it.address))}
none_replaced() {
  :
${replaced.reduce<Content>((all, one) => text`${all}${one}`, [])}}
[ ! -e ${MASTER_INFO} ] || { echo ${shellWord(`${host} is a replica; \`up\` does not promote it`)}; exit 1; }
[ ! -e ${SEEDING} ] || { echo "${host} holds an unfinished copy"; exit 1; }
schema=$(
${feed("sql", schemaQuery(schema))})
if [ -z "$schema" ]; then
  :
  ${ask.reduce<Content>((all, one) => text`${all}${one}`, [])}
  # Nobody writes here yet, and the replicas wait for the schema: it must not wait for them.
  echo 'SET GLOBAL rpl_semi_sync_master_enabled = 0' | sql
  echo ${shellWord(`CREATE DATABASE ${sqlName(schema)} ${asWanted}`)} | sql
elif [ "$schema" != '${WANTED_SCHEMA}' ]; then
  echo ${shellWord(`ALTER DATABASE ${sqlName(schema)} ${asWanted}`)} | sql
fi
[ "$(echo 'SELECT @@global.read_only' | sql)" = 0 ] || none_replaced
${semiSync ? '# Before anybody has followed, commits would wait for ever for an acknowledgement.\n[ -n "$(voters)" ] && semi_sync=1 || semi_sync=0' : "semi_sync=0"}
echo "SET GLOBAL rpl_semi_sync_master_enabled = $semi_sync; ${LET_WRITES_IN}" | sql`;
}
