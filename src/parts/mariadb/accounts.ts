import { onelineSubject } from "../../kit/pki.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { accepted } from "../../model/passwords.ts";
import type { CommandResource } from "../../state/resource.ts";
import { type Content, secretRef, text } from "../../util/content.ts";
import { addressesOf, appConnections } from "./config-file.ts";
import { databaseCertificate, EXPORTER_USER, PASSWORDS, REPLICATION_USER, SOCKET, UNIT } from "./server/names.ts";
import { client, feed, grantPattern, grantSchema, PRIVATE_SESSION, sqlString } from "./server/sql.ts";

/**
 * What a login must come over: `none` is for the unix socket, which never leaves the host; `subject`: TLS with the certificate of exactly
 * this subject.
 */
type Transport = "none" | "tls" | { readonly subject: string };

/** In the words of CREATE USER, and as `ssl_type` in mysql.global_priv. */
function requirement(it: Transport): { readonly sql: string; readonly number: number } {
  if (it === "none") return { sql: "NONE", number: 0 };
  return it === "tls" ? { sql: "SSL", number: 1 } : { sql: `SUBJECT ${sqlString(it.subject)}`, number: 3 };
}

/** One account as it must be: it may log in from one address, over this transport, with this password, and do no more than this. */
export interface Account {
  readonly user: string;
  readonly address: string;
  /** Names of its password, and of another one that it may log in with besides. */
  readonly secret: string;
  readonly second?: string;
  readonly transport: Transport;
  readonly connections: number;
  readonly globalRights: readonly string[];
  /** Rights on the app's schema. */
  readonly schemaRights: readonly string[];
}

/**
 * All that an app with its own migrations needs in its schema, and nothing beyond it. Triggers and routines run with the rights of who
 * made them, which are these: SET USER, which would let the app name somebody else, is not among them; nor is GRANT.
 */
const APP_RIGHTS = [
  "ALTER",
  "ALTER ROUTINE",
  "CREATE",
  "CREATE ROUTINE",
  "CREATE TEMPORARY TABLES",
  "CREATE VIEW",
  "DELETE",
  "DROP",
  "EXECUTE",
  "INDEX",
  "INSERT",
  "LOCK TABLES",
  "REFERENCES",
  "SELECT",
  "SHOW VIEW",
  "TRIGGER",
  "UPDATE",
];

/** A cluster runs an event on the node where it was made, and nowhere once that is gone: nobody is to rely on that. */
function appRights({ database }: Infrastructure): readonly string[] {
  return database?.topology === "galera" ? APP_RIGHTS : [...APP_RIGHTS, "EVENT"];
}

/** For a whole copy, with what an operator may have made by hand. A replica reads every row anyway, from the log. */
const COPY_RIGHTS = ["EVENT", "SELECT", "SHOW CREATE ROUTINE", "SHOW VIEW", "TRIGGER"];

/**
 * The accounts of a database host: the same on every one of them, whatever its role, so that a change of roles changes no account;
 * only the address from which it would replicate is its own and left out.
 */
export function accountsOn(host: Host, infra: Infrastructure): readonly Account[] {
  const schema = infra.database?.name ?? infra.name;
  const connections = appConnections(infra);
  const cluster = infra.database?.topology === "galera";
  const password = (of: keyof typeof PASSWORDS): Pick<Account, "secret" | "second"> => {
    const [secret, second] = accepted(PASSWORDS[of], infra);
    return second === undefined ? { secret } : { secret, second };
  };
  const app = hostsOf(infra, "app")
    .flatMap(addressesOf)
    .map((address): Account => {
      return { user: schema, address, ...password("app"), transport: "tls", connections, globalRights: [], schemaRights: appRights(infra) };
    });
  const replicas = (cluster ? [] : hostsOf(infra, "database"))
    .filter((it) => it.name !== host.name)
    .flatMap((it) => addressesOf(it).map((address) => ({ address, subject: onelineSubject(databaseCertificate(it)) })))
    .map(({ address, subject }): Account => {
      // SLAVE MONITOR: after a restart a primary asks the others whom they follow.
      const globalRights = ["REPLICATION SLAVE", "SLAVE MONITOR"];
      return {
        user: REPLICATION_USER,
        address,
        ...password("replication"),
        transport: { subject },
        connections: 10,
        globalRights,
        schemaRights: COPY_RIGHTS,
      };
    });
  const exporter: Account = {
    user: EXPORTER_USER,
    address: "localhost",
    ...password("exporter"),
    transport: "none",
    connections: 3,
    globalRights: ["PROCESS", "SLAVE MONITOR"],
    schemaRights: [],
  };
  return [...app, ...replicas, exporter];
}

/**
 * Makes the accounts what they must be, on this host alone: nothing of it is replicated, so it works the same on a replica. The nodes of
 * a cluster are one database: what is made on one is there on all.
 */
export function accountsCommand(host: Host, infra: Infrastructure): CommandResource {
  const session = infra.database?.topology === "galera" ? "SET SESSION slow_query_log=0;" : PRIVATE_SESSION;
  const schema = infra.database?.name ?? infra.name;
  const accounts = accountsOn(host, infra);
  return {
    kind: "command",
    id: "database-accounts",
    title: "accounts of the database",
    check: text`[ -S ${SOCKET} ] || exit 0
${client(5)}
${feed("sql", checkQuery(accounts, schema))}`,
    want: accounts
      .flatMap((account) => wanted(account, schema))
      .sort()
      .join("\n"),
    apply: text`${client(60)}
${feed("sql", changes(accounts, schema, session, appRights(infra)))}`,
    asks: [`unit:${UNIT}`],
  };
}

/** The lines that the check prints for an account that is as it must be. */
function wanted(it: Account, schema: string): readonly string[] {
  const name = `${it.user}@${it.address}`;
  const rights = (scope: string, list: readonly string[]): readonly string[] =>
    list.length === 0 ? [] : [`rights ${name} ${scope} ${[...list].sort().join(",")}`];
  const subject = typeof it.transport === "string" ? "" : ` subject=${it.transport.subject}`;
  const transport = `transport=${requirement(it.transport).number}${subject}`;
  return [
    `account ${name} mysql_native_password${it.second === undefined ? "" : "+second"} current ${transport} connections=${it.connections} unlocked`,
    ...rights("*", it.globalRights),
    ...rights(grantPattern(schema), it.schemaRights),
  ];
}

/** Every account and right of our users that there is, wanted or not, and what must not be there at all. One statement, one answer. */
function checkQuery(accounts: readonly Account[], schema: string): Content {
  return text`SET SESSION slow_query_log=0;
SELECT line FROM (
SELECT CONCAT('account ', User, '@', Host, ' ', JSON_VALUE(Priv, '$.plugin'),
  IF(COALESCE(JSON_LENGTH(Priv, '$.auth_or'), 1) = 1, '', ${others(accounts)}),
  IF(JSON_VALUE(Priv, '$.authentication_string') = ${passwordOf(accounts, (it) => it.secret)}, ' current', ' other'),
  ' transport=', COALESCE(JSON_VALUE(Priv, '$.ssl_type'), 0),
  COALESCE(CONCAT(' subject=', NULLIF(JSON_VALUE(Priv, '$.x509_subject'), '')), ''),
  ' connections=', COALESCE(JSON_VALUE(Priv, '$.max_user_connections'), 0),
  IF(COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'), ' locked', ' unlocked')) AS line
FROM mysql.global_priv WHERE ${ours("User", accounts)} AND NOT ${kept(accounts, schema)}
UNION ALL SELECT CONCAT('rights ', REPLACE(account, '''', ''), ' ', scope, ' ', GROUP_CONCAT(what ORDER BY BINARY what SEPARATOR ','))
FROM (${rightsQuery(accounts)}) AS rights
WHERE account NOT IN (SELECT ${QUOTED} FROM mysql.global_priv WHERE ${kept(accounts, schema)}) GROUP BY account, scope
UNION ALL SELECT CONCAT('leftover ', User, '@', Host) FROM mysql.global_priv WHERE ${leftover(accounts)}
) AS found ORDER BY BINARY line;`;
}

/** What the server makes of the password of each user, in SQL. */
function passwordOf(accounts: readonly Account[], secretOf: (account: Account) => string | undefined): Content {
  const secrets = [...new Map(accounts.map((it) => [it.user, secretOf(it)]))];
  const cases = secrets.reduce<Content>(
    (sql, [user, secret]) => (secret === undefined ? sql : text`${sql} WHEN ${sqlString(user)} THEN PASSWORD('${secretRef(secret)}')`),
    [],
  );
  return text`CASE User${cases} END`;
}

/** How an account may log in besides, in SQL. What is there once, an empty object, stands for the first way. */
function others(accounts: readonly Account[]): Content {
  if (accounts.every((it) => it.second === undefined)) return ["'+others'"];
  const second = (what: string): string => `JSON_VALUE(Priv, '$.auth_or[1].${what}')`;
  return text`IF(JSON_LENGTH(Priv, '$.auth_or') = 2 AND ${second("plugin")} = 'mysql_native_password'
    AND ${second("authentication_string")} = ${passwordOf(accounts, (it) => it.second)}, '+second', '+others')`;
}

/** Anonymous accounts, administrators from other hosts, and accounts of ours that had another name: they still have our passwords. */
function leftover(accounts: readonly Account[]): Content {
  const secrets = [...new Set(accounts.flatMap((it) => [it.secret, ...(it.second === undefined ? [] : [it.second])]))];
  const passwords = secrets.reduce<Content>(
    (sql, secret, index) => text`${sql}${index === 0 ? "" : ", "}PASSWORD('${secretRef(secret)}')`,
    [],
  );
  return text`User = '' OR (User = 'root' AND Host <> 'localhost')
  OR (JSON_VALUE(Priv, '$.authentication_string') IN (${passwords}) AND NOT ${ours("User", accounts)})`;
}

/** An account of mysql.global_priv as the information schema spells it. */
const QUOTED = "CONCAT('''', User, '''@''', Host, '''')";

/** Whose rights views, triggers, routines and events of the schema run with, as `user@host`. */
function definers(schema: string): string {
  const name = sqlString(schema);
  return `SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = ${name}
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = ${name}
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = ${name}
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = ${name}`;
}

/**
 * The account of an app host that left stays, locked and without a password, while something in the schema runs with its rights: every
 * view, trigger and routine that was made from that host would fail otherwise (error 1449).
 */
function kept(accounts: readonly Account[], schema: string): string {
  return `(${former(accounts, schema)} AND JSON_VALUE(Priv, '$.authentication_string') = 'invalid'
  AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'))`;
}

/** An account that an app host had, and that something runs with. */
function former(accounts: readonly Account[], schema: string): string {
  return `User = ${sqlString(schema)} AND (User, Host) NOT IN (${tuples(accounts)}) AND CONCAT(User, '@', Host) IN (${definers(schema)})`;
}

function tuples(accounts: readonly Account[]): string {
  return accounts.map((it) => `(${sqlString(it.user)}, ${sqlString(it.address)})`).join(", ");
}

function ours(column: string, accounts: readonly Account[]): string {
  return `${column} IN (${[...new Set(accounts.map((it) => it.user))].map(sqlString).join(", ")})`;
}

/** All rights of our users as `account`, `scope`, `what`. */
function rightsQuery(accounts: readonly Account[]): string {
  const mine = ours("REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '')", accounts);
  const what = "CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what";
  return `SELECT GRANTEE AS account, '*' AS scope, ${what} FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND ${mine}
UNION ALL SELECT GRANTEE, TABLE_SCHEMA, ${what} FROM information_schema.SCHEMA_PRIVILEGES WHERE ${mine}
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), ${what} FROM information_schema.TABLE_PRIVILEGES WHERE ${mine}
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME), ${what} FROM information_schema.COLUMN_PRIVILEGES WHERE ${mine}
UNION ALL SELECT CONCAT('''', User, '''@''', Host, ''''), 'role', Role FROM mysql.roles_mapping WHERE ${ours("User", accounts)}`;
}

/**
 * Accounts that must not be there, or that may do more than they should, are dropped first; the latter come back at once with what
 * they should have. All others are changed in place, so that a running app does not notice.
 */
function changes(accounts: readonly Account[], schema: string, session: string, rights: readonly string[]): Content {
  const allowed = accounts
    .flatMap((it) => {
      const account = `'${it.user}'@'${it.address}'`;
      const rows = (scope: string, list: readonly string[]): readonly string[] =>
        list.map((what) => `(${[account, scope, what].map(sqlString).join(", ")})`);
      return [...rows("*", it.globalRights), ...rows(grantPattern(schema), it.schemaRights)];
    })
    .join(", ");
  const statements = accounts.map((it) => accountStatements(it, schema));
  return text`${session}
DELIMITER //
BEGIN NOT ATOMIC
  FOR it IN (
    SELECT DISTINCT account FROM (
      SELECT ${QUOTED} AS account FROM mysql.global_priv
      WHERE ${leftover(accounts)} OR (${ours("User", accounts)} AND (User, Host) NOT IN (${tuples(accounts)}))
      UNION ALL SELECT account FROM (${rightsQuery(accounts)}) AS rights WHERE (account, scope, what) NOT IN (${allowed})
    ) AS surplus
  ) DO
    IF it.account IN (SELECT ${QUOTED} FROM mysql.global_priv WHERE ${former(accounts, schema)}) THEN
      EXECUTE IMMEDIATE CONCAT('REVOKE ALL PRIVILEGES, GRANT OPTION FROM ', it.account);
      EXECUTE IMMEDIATE CONCAT(${sqlString(`GRANT ${rights.join(", ")} ON ${grantSchema(schema)}.* TO `)}, it.account);
      EXECUTE IMMEDIATE CONCAT('ALTER USER ', it.account, ' IDENTIFIED VIA mysql_native_password USING ''invalid'' ACCOUNT LOCK');
    ELSE
      EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS ', it.account);
    END IF;
  END FOR;
END //
DELIMITER ;
${statements.reduce<Content>((all, one) => text`${all}${one}\n`, [])}`;
}

function accountStatements(it: Account, schema: string): Content {
  const account = `${sqlString(it.user)}@${sqlString(it.address)}`;
  const by = (secret: string): Content => text`mysql_native_password USING PASSWORD('${secretRef(secret)}')`;
  const second = it.second === undefined ? [] : text` OR ${by(it.second)}`;
  const asWanted = text`IDENTIFIED VIA ${by(it.secret)}${second} REQUIRE ${requirement(it.transport).sql} WITH MAX_USER_CONNECTIONS ${it.connections}`;
  const grants = [
    ...(it.globalRights.length === 0 ? [] : [`GRANT ${it.globalRights.join(", ")} ON *.* TO ${account};`]),
    ...(it.schemaRights.length === 0 ? [] : [`GRANT ${it.schemaRights.join(", ")} ON ${grantSchema(schema)}.* TO ${account};`]),
  ];
  return text`CREATE USER IF NOT EXISTS ${account} ${asWanted};
ALTER USER ${account} ${asWanted} ACCOUNT UNLOCK;
${grants.join("\n")}`;
}
