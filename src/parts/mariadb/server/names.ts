import { CA_CERTIFICATE } from "../../../kit/pki.ts";
import type { Host } from "../../../model/infrastructure.ts";

/** Where things are on a database host, and what they are called there. */
export const UNIT = "mariadb.service";
export const DATA = "/var/lib/mysql";
/** On disk, not in /tmp, which is a tmpfs on Debian 13; not below the data folder, where it would be taken for a schema. */
export const SCRATCH = "/var/lib/mysql-tmp";
export const SOCKET = "/run/mysqld/mysqld.sock";
export const CONFIG = "/etc/mysql/mariadb.conf.d/90-bartizan.cnf";
export const JOURNAL_DROP_IN = "/etc/systemd/system/mariadb.service.d/bartizan-journal.conf";
export const SLOW_LOG = "/var/log/mysql/mariadb-slow.log";
/** Stands while a replica is being filled: what is in the data folder then may be thrown away. */
export const SEEDING = `${DATA}/bartizan-seeding`;
/** The addresses of the hosts that have ever followed this one. With the data, because it is about them. */
export const VOTERS = `${DATA}/bartizan-voters`;
/** Written by CHANGE MASTER, gone after RESET REPLICA ALL: it says that a host is a replica even while the server is down. */
export const MASTER_INFO = `${DATA}/master.info`;
/** Decides after every start of MariaDB whether this host may accept writes. */
export const ROLE_SCRIPT = "/usr/local/lib/bartizan/database-role";
export const ROLE_UNIT = "bartizan-database-role.service";
/** How this host asks the other database hosts: the replication account's options for the client, root only. */
export const PEER_OPTIONS = "/etc/bartizan/database-peers.cnf";
/** Written before MariaDB starts, read by its unit. */
export const START_OPTIONS = "/run/bartizan-database.env";

/** Gives MariaDB the time zones of the host; the mark says which it has. In the data folder: what replaces the data replaces it. */
export const TIME_ZONES_SCRIPT = "/usr/local/lib/bartizan/time-zones";
export const TIME_ZONES_MARK = `${DATA}/bartizan-time-zones`;

/** Names, in the vault, of the passwords that Bartizan makes for those who log in. */
export const PASSWORDS = { app: "database.app", replication: "database.replication", exporter: "database.exporter" } as const;

/** Certificate of a database host, without ending: for its clients, and as a replica towards its primary. */
export const CERTIFICATE = "/etc/bartizan/pki/database";
export const CA = CA_CERTIFICATE;
/** What that certificate says: whom, and as what. */
export function databaseCertificate(host: Host): { readonly commonName: string; readonly role: string } {
  return { commonName: host.name, role: "database" };
}
/** The name that every database host's certificate carries, so that clients behind a proxy can verify whichever host answers. */
export const DATABASE_NAME = "database.internal";

export const REPLICATION_USER = "replication";
export const EXPORTER_USER = "exporter";

export const CHARSET = "utf8mb4";
/** Stated, because the default differs between versions, and a mix of collations is an error in queries that join old and new tables. */
export const COLLATION = "utf8mb4_uca1400_ai_ci";
