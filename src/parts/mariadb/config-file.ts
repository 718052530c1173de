import { type MemoryUse, memoryOf } from "../../kit/faces/memory.ts";
import { LOGS_TRAFFIC } from "../../kit/journals.ts";
import { KERNEL_GUARDS, NEVER_CALLED } from "../../kit/sandbox.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { type Content, text } from "../../util/content.ts";
import { BEGIN_SCRIPT, TLS_SETTINGS } from "./galera/names.ts";
import { galeraSettings, TRANSFER_SETTINGS } from "./galera/settings.ts";
import { SEMI_SYNC } from "./primary-replica/semi-sync.ts";
import { CA, CERTIFICATE, CHARSET, COLLATION, ROLE_SCRIPT, ROLE_UNIT, SCRATCH, SLOW_LOG, START_OPTIONS } from "./server/names.ts";

/**
 * InnoDB's cache, of the host's memory: half of it is usual where MariaDB is alone (its manual advises up to 70 % of a server of its own), less
 * where others need room.
 */
const BUFFER_POOL = { alone: 0.5, shared: 0.25 } as const;

export function bufferPool(host: Host, { database }: Infrastructure): MemoryUse {
  return { what: "MariaDB's cache", key: ["database", "memory"], takes: memoryOf(database?.memory, host, "database", BUFFER_POOL) };
}

/** Connections kept free of the app: operators, replicas, exporter, backups, health checks. */
const RESERVED_CONNECTIONS = 40;

/** What the apps share. The same for up to eight of them: MariaDB need not restart when one comes or goes. */
const APP_CONNECTIONS = 160;
/** What an app gets at least, however many there are. */
const LEAST_CONNECTIONS = 20;

/** How many connections the app of one host may hold. */
export function appConnections(infra: Infrastructure): number {
  const share = Math.floor(APP_CONNECTIONS / Math.max(1, hostsOf(infra, "app").length));
  return Math.max(LEAST_CONNECTIONS, Math.min(80, share));
}

/** Unique while addresses are, and the same after a rebuild: the IPv4 address as a number (server_id has 32 bits, too). */
export function serverId(host: Host): number {
  return host.address.split(".").reduce((id, byte) => id * 256 + Number(byte), 0);
}

/** The addresses by which other hosts reach this one. */
export function addressesOf(host: Host): readonly string[] {
  return host.address6 === undefined ? [host.address] : [host.address, host.address6];
}

/** MariaDB's own file for this host; it is read after Debian's, and wins. */
export function mariadbConfig(host: Host, infra: Infrastructure): Content {
  const connections = RESERVED_CONNECTIONS + Math.max(APP_CONNECTIONS, hostsOf(infra, "app").length * LEAST_CONNECTIONS);
  return text`# Written by Bartizan; changes made here are put back. What an option does: https://mariadb.com/kb/en/server-system-variables/
[mariadbd]
# Where it listens.
bind_address = ${["127.0.0.1", ...addressesOf(host)].join(",")}
port = ${PORTS.database}
skip_name_resolve = 1
max_connections = ${connections}
# Health checks connect and leave: they must not lead to a blocked host.
max_connect_errors = 4294967295
# Below the proxy's timeouts on the app hosts, so that the server is the one that ends an idle connection.
wait_timeout = 28800

# Nothing crosses the network unencrypted; the unix socket stays open to this host's own users.
require_secure_transport = 1
tls_version = TLSv1.3
ssl_ca = ${CA}
ssl_cert = ${CERTIFICATE}.crt
ssl_key = ${CERTIFICATE}.key
local_infile = 0
skip_symbolic_links = 1

# A commit is on disk, in the log and in the tables, before it is acknowledged.
innodb_flush_log_at_trx_commit = 1
sync_binlog = 1
innodb_snapshot_isolation = 1

# Apps make triggers and functions in their migrations. What these do is logged row by row, so a replica has nothing to repeat, and
# cannot come to other rows than its primary: the right to write is enough (error 1419 otherwise).
log_bin_trust_function_creators = 1

${roleSettings(host, infra)}
character_set_server = ${CHARSET}
collation_server = ${COLLATION}

innodb_buffer_pool_size = ${bufferPool(host, infra).takes}M
key_buffer_size = 8M
aria_pagecache_buffer_size = 16M
performance_schema = 0
# /tmp is a tmpfs.
tmpdir = ${SCRATCH}

# Errors go to the journal.
slow_query_log = 1
slow_query_log_file = ${SLOW_LOG}
long_query_time = 1
${infra.database?.topology === "galera" ? TRANSFER_SETTINGS : ""}`;
}

/** What Debian's unit lacks here. */
const DROP_IN_TEXT = `# Written by Bartizan.
[Unit]
# Debian gives up after five starts in ten seconds.
StartLimitIntervalSec=0

[Service]
# Debian's on-abnormal leaves a server down that ended with an error.
Restart=on-failure
RestartSec=2
# Within the hard limit of containers (often 20000); Debian asks for 32768.
LimitNOFILE=16384
# When memory runs out, other processes go first.
OOMScoreAdjust=-500
UMask=0077
NoNewPrivileges=yes
# Debian has it lock memory. The other one is for Debian's script after the start: root, it looks into MariaDB's folder for an upgrade.
CapabilityBoundingSet=CAP_IPC_LOCK CAP_DAC_OVERRIDE
PrivateTmp=yes
PrivateDevices=yes
${KERNEL_GUARDS}
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
${NEVER_CALLED}
${LOGS_TRAFFIC}`;

/** For which a node of a cluster that does not say that it is at it (sd_notify(3), EXTEND_TIMEOUT_USEC) has time to end. */
const STOP_SECONDS = 45;

/** The same, with what decides after every start whether this host accepts writes: see role.ts. */
export function dropInText(infra: Infrastructure): string {
  if (infra.database?.topology === "galera") {
    return `${DROP_IN_TEXT}Environment=OPENSSL_CONF=${TLS_SETTINGS}
EnvironmentFile=-${START_OPTIONS}
ExecStartPre=-+${BEGIN_SCRIPT} before
ExecStopPost=-+${BEGIN_SCRIPT} after
# A node that is told to end while it joins the others may forget it, and neither ends nor serves; Debian waits 15 minutes and kills
# nothing. What takes long in order, such as writing pages, asks for more time itself. What a killed node lacks the others have.
TimeoutStopSec=${STOP_SECONDS}
SendSIGKILL=yes
`;
  }
  return `${DROP_IN_TEXT}EnvironmentFile=-${START_OPTIONS}
ExecStartPre=-+${ROLE_SCRIPT} before
ExecStartPost=-+systemctl --no-block restart ${ROLE_UNIT}
`;
}

/**
 * Health checks connect and leave, which MariaDB tells the journal each time; refused logins, told at the same level, must stay
 * visible. A file of its own, because a systemd before 253 does not know the directive: it then says so and goes on.
 *
 * A replica that cannot apply something tells the statement, or the values of the row. Journals are shown, kept and sent elsewhere: what
 * is left of it there is the line that follows, which says that the replica has stopped and where.
 */
export const JOURNAL_DROP_IN_TEXT = `# Written by Bartizan.
[Service]
LogFilterPatterns=~This connection closed normally without authentication
# These quote rows and statements.
LogFilterPatterns=~Duplicate entry '
LogFilterPatterns=~Query: '
LogFilterPatterns=~Statement:
`;

/**
 * What makes it one of several: a node of a cluster, or a primary or replica. The same for one that is alone, and whether commits wait
 * for a replica or not: a database that gets its first replica, or its second, goes on without a restart.
 */
function roleSettings(host: Host, infra: Infrastructure): string {
  if (infra.database?.topology === "galera") return galeraSettings(host, infra, serverId(host));
  return `# Replication by global transaction ids. The names do not depend on the host's name.
server_id = ${serverId(host)}
report_host = ${host.name}
log_bin = bin
relay_log = relay
log_slave_updates = 1
binlog_format = ROW
binlog_row_image = FULL
gtid_domain_id = 0
gtid_strict_mode = 1
# Ten days to bring a lost replica back. A missing replica must not fill the disk of the primary, so it does not hold the logs back.
binlog_expire_logs_seconds = 864000
slave_connections_needed_for_purge = 0
max_binlog_size = 256M
# A silent primary is noticed after seconds, and tried again for ever. Not by 0: the receiving thread then ends, without an error, when
# it is cut off twice before an event comes (try_to_reconnect in sql/slave.cc).
slave_net_timeout = 10
master_retry_count = 1000000000
# Every database starts read-only, the only one, too. Which one accepts writes is no matter of this file: see ${ROLE_UNIT}.
read_only = 1
# Events run where writes are accepted: who lets these in turns them on.
event_scheduler = 0
${SEMI_SYNC}`;
}
