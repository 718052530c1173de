import { writersInOrder } from "../../../model/database.ts";
import type { Host, Infrastructure } from "../../../model/infrastructure.ts";
import { PORTS } from "../../../model/ports.ts";
import { GROUP_CA, GROUP_CERTIFICATE, NOTIFY, PROVIDER } from "./names.ts";

/**
 * How long a silent node is waited for. With Galera's own values commits stop for more than six seconds when any node falls silent;
 * with these for about two. Lower ones would expel nodes that are only busy.
 *
 * While the others agree on who is left they hear nothing of each other but what `join_retrans_period` repeats: at Galera's own second
 * of it, one message that comes late makes them suspect each other, too, and none of them has a majority then, nor finds one again
 * without the node that is gone. So it is a fifth of the time after which one is suspected, as it is among Galera's own values.
 */
const SILENCE = { inactiveCheck: 0.2, suspect: 1, joinRetrans: 0.2 } as const;

const TIMEOUTS = {
  "evs.keepalive_period": "PT0.3S",
  "evs.inactive_check_period": `PT${SILENCE.inactiveCheck}S`,
  "evs.suspect_timeout": `PT${SILENCE.suspect}S`,
  "evs.inactive_timeout": "PT3S",
  "evs.join_retrans_period": `PT${SILENCE.joinRetrans}S`,
  "evs.install_timeout": "PT3S",
  // A node that starts looks for the others for a minute, then ends, and systemd starts it again.
  "pc.wait_prim_timeout": "PT60S",
} as const;

/** How long commits stand still for a node that falls silent: until it is suspected, looked at once more, and the others agree on who is left. */
export const expulsionSeconds = SILENCE.suspect + SILENCE.inactiveCheck + SILENCE.joinRetrans;

/** How a member of the group finds the others and knows them, and how long it waits for one that is silent: the same for all. */
export function groupOptions(host: Host): Readonly<Record<string, string>> {
  return {
    "gmcast.listen_addr": `ssl://${host.address}:${PORTS.cluster}`,
    "socket.ssl": "yes",
    "socket.ssl_ca": GROUP_CA,
    "socket.ssl_cert": `${GROUP_CERTIFICATE}.crt`,
    "socket.ssl_key": `${GROUP_CERTIFICATE}.key`,
    ...TIMEOUTS,
    "pc.recovery": "yes",
  };
}

/** Options of a node's provider, in the order in which they stand in the file. */
export function providerOptions(host: Host): Readonly<Record<string, string>> {
  const { "gmcast.listen_addr": listens = "", ...group } = groupOptions(host);
  return {
    "gmcast.listen_addr": listens,
    "ist.recv_addr": `ssl://${host.address}:${PORTS.clusterIncremental}`,
    ...group,
    // What a node may miss and still catch up on without a full copy.
    "gcache.size": "256M",
    "gcache.recover": "yes",
    // Writes come from one node at a time: the others may lag a little before they slow it down.
    "gcs.fc_limit": "128",
    "gcs.fc_factor": "0.8",
  };
}

/** The lines that make a MariaDB server a node of the cluster. */
export function galeraSettings(host: Host, infra: Infrastructure, serverId: number): string {
  const nodes = writersInOrder(infra);
  // From the last to the first: the node that takes the writes is asked for a copy only when there is no other.
  const donors = nodes.filter((it) => it.name !== host.name).reverse();
  const options = Object.entries(providerOptions(host)).map(([name, value]) => `${name}=${value}`);
  return `# A node of a Galera cluster: every commit is agreed on by a majority before it is acknowledged.
wsrep_on = 1
wsrep_provider = ${PROVIDER}
wsrep_provider_options = "${options.join(";")}"
wsrep_cluster_name = ${infra.name}
# All nodes, never empty: a node that starts by itself joins the others and never makes a cluster of its own.
wsrep_cluster_address = gcomm://${nodes.map((it) => it.address).join(",")}
wsrep_node_name = ${host.name}
wsrep_node_address = ${host.address}
wsrep_node_incoming_address = ${host.address}:${PORTS.database}
server_id = ${serverId}
# A full copy is made by mariadb-backup while the donor goes on working, logged in as the system user mysql by the unix socket.
wsrep_sst_method = mariabackup
wsrep_sst_auth = mysql:
wsrep_sst_receive_address = ${host.address}:${PORTS.clusterFull}
wsrep_sst_donor = "${donors.map((it) => `${it.name},`).join("")}"
# Tells nginx what the node is, and nginx the proxies of the app hosts.
wsrep_notify_cmd = ${NOTIFY}
wsrep_slave_threads = 4
# A lone statement that loses against another node's is tried again before the app is told (error 1213).
wsrep_retry_autocommit = 3
# Each node hands out numbers of its own.
wsrep_auto_increment_control = 1
innodb_autoinc_lock_mode = 2
default_storage_engine = InnoDB
binlog_format = ROW
# The cluster is the copy: without a binary log a commit waits for one flush instead of two.
skip_log_bin = 1
read_only = 0
`;
}

/**
 * Read by the scripts of the state transfer. The joiner shows a certificate whose name the donor was told by the group, the donor
 * sends a secret that the joiner told the group: each end knows that the other one is in the cluster.
 */
export const TRANSFER_SETTINGS = `
[sst]
ssl-mode = VERIFY_CA
# Logs of transfers go to the journal, not to /tmp, which is a tmpfs.
sst-syslog = 1
sst-log-archive = 0
`;

/**
 * Galera has no option for the oldest version of TLS that it takes, nor have the scripts of the state transfer; OpenSSL has one for all
 * of a process (config(5ssl), SSL_CONF_cmd(3ssl)).
 */
export const TLS_SETTINGS_TEXT = `# Written by Bartizan.
openssl_conf = init
[init]
ssl_conf = ssl
[ssl]
system_default = cluster
[cluster]
MinProtocol = TLSv1.3
`;
