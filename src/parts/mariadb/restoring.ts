import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { type Content, text } from "../../util/content.ts";
import { shellWord } from "../../util/shell.ts";
import { accountsOn } from "./accounts.ts";
import { REPLICATION_USER } from "./server/names.ts";
import { client, feed, grantSchema, LOAD_PACKET, PRIVATE_SESSION, sqlString, USUAL_PACKET } from "./server/sql.ts";

/** Who may put a copy in place of the database from another host, and as whom. */
export interface Restorer {
  readonly user: string;
  readonly address: string;
  /** Subject of the certificate that it shows. */
  readonly subject: string;
}

/** On every database host: the app is let in no more, and its connections end. `up` would let it in again, and so does `letInScript`. */
export function lockAppScript(host: Host, infra: Infrastructure): Content {
  const schema = infra.database?.name ?? infra.name;
  return text`set -eu
${client(60)}
${feed("sql", accountsAre("LOCK", host, infra))}
# Not zero when there is none.
echo ${shellWord(`KILL CONNECTION USER ${sqlString(schema)}`)} | sql 2>/dev/null || :
`;
}

/** On every database host: the app is let in again. */
export function unlockAppScript(host: Host, infra: Infrastructure): Content {
  return text`set -eu
${client(60)}
${feed("sql", accountsAre("UNLOCK", host, infra))}
`;
}

function accountsAre(state: "LOCK" | "UNLOCK", host: Host, infra: Infrastructure): Content {
  const schema = infra.database?.name ?? infra.name;
  const accounts = accountsOn(host, infra).filter((it) => it.user === schema);
  const session = infra.database?.topology === "galera" ? "" : PRIVATE_SESSION;
  return text`${[
    session,
    ...accounts.map((it) => `ALTER USER IF EXISTS ${sqlString(it.user)}@${sqlString(it.address)} ACCOUNT ${state};`),
  ].join("\n")}`;
}

/**
 * On the host that takes the writes: statements of any size, no events, and a way in for the host that has the copy. The restorer shows its
 * database certificate and has the password by which replicas log in, so no secret is made or sent; an account that is left behind has
 * one of ours, and is dropped by the next `up`.
 */
export function openForRestoreScript(infra: Infrastructure, restorer: Restorer | undefined): Content {
  const events = infra.database?.topology === "galera" ? "" : "SET GLOBAL event_scheduler = OFF;";
  return text`set -eu
${client(60)}
${feed("sql", text`${PRIVATE_SESSION}\nSET GLOBAL max_allowed_packet = ${`${LOAD_PACKET}`};\n${events}\n${restorer === undefined ? "" : admit(infra, restorer)}`)}`;
}

function admit(infra: Infrastructure, { user, address, subject }: Restorer): string {
  const account = `${sqlString(user)}@${sqlString(address)}`;
  const schema = infra.database?.name ?? infra.name;
  const create = `CREATE OR REPLACE USER ${account} IDENTIFIED VIA mysql_native_password USING `;
  return `SELECT JSON_VALUE(Priv, '$.authentication_string') INTO @password FROM mysql.global_priv WHERE User = ${sqlString(REPLICATION_USER)} LIMIT 1;
EXECUTE IMMEDIATE CONCAT(${sqlString(create)}, QUOTE(@password), ${sqlString(` REQUIRE SUBJECT ${sqlString(subject)}`)});
GRANT ALL PRIVILEGES ON ${grantSchema(schema)}.* TO ${account};
GRANT SET USER ON *.* TO ${account};`;
}

/** The same as before: what `openForRestoreScript` has changed, whether the copy is in place or not. */
export function closeAfterRestoreScript(infra: Infrastructure, restorer: Restorer | undefined): Content {
  const events = infra.database?.topology === "galera" ? "" : "SET GLOBAL event_scheduler = ON;";
  const drop = restorer === undefined ? "" : `DROP USER IF EXISTS ${sqlString(restorer.user)}@${sqlString(restorer.address)};`;
  return text`set -eu
${client(60)}
${USUAL_PACKET}
{
echo "SET GLOBAL max_allowed_packet = $usual;"
${feed("cat", text`${PRIVATE_SESSION}\n${events}\n${drop}`)}} | sql
`;
}
