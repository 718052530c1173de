import { CA_CERTIFICATE } from "../../kit/pki.ts";
import { databaseProxyCertificate } from "../../kit/upstream.ts";
import { writersInOrder } from "../../model/database.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { type CheckTiming, checkWords, haproxyTime, NODE_CHECK, PRIMARY_CHECK } from "./check-timing.ts";
import { LIMITS } from "./limits.ts";

/**
 * The app's way to the database. TLS begins inside MariaDB's protocol, so it passes through untouched and the app verifies the
 * database itself.
 */
export function databaseSections(host: Host, infra: Infrastructure): string {
  const { database } = infra;
  if (database?.topology === "galera") return cluster(host, infra, database);
  const primary = infra.hosts.find((it) => it.name === database?.primary);
  return primary === undefined ? "" : toPrimary(primary);
}

const defaults = ({ connect, timeout }: CheckTiming): string => `defaults database
	mode tcp
	log global
	option tcplog
	timeout connect ${haproxyTime(connect)}
	timeout check ${haproxyTime(timeout)}
	# Longer than MariaDB lets a connection idle (wait_timeout, 8 h), so that it decides; dead peers are found by probes.
	timeout client 9h
	timeout server 9h
	option clitcpka
	clitcpka-idle 60s
	clitcpka-intvl 10s
	clitcpka-cnt 6
	option srvtcpka
	srvtcpka-idle 60s
	srvtcpka-intvl 10s
	srvtcpka-cnt 6
`;

/**
 * The check is a bare connection: HAProxy's own MySQL check cannot speak TLS and would call a database that requires it down. A primary
 * that starts anew takes some seconds, in which there is nobody else to send anybody to: connections wait for it, tried again each
 * second, and only then is it given up.
 */
function toPrimary(primary: Host): string {
  return `# The app's way to the database: always to the primary.
${defaults(PRIMARY_CHECK)}
listen database from database
	bind 127.0.0.1:${PORTS.loopback.databaseProxy}
	maxconn ${LIMITS.databaseConnections}
	retries ${PRIMARY_CHECK.fall}
	server ${primary.name} ${primary.address}:${PORTS.database} ${checkWords(PRIMARY_CHECK)} tcp-ut 10s on-marked-down shutdown-sessions
`;
}

/**
 * A node without a majority still takes connections and answers SELECT 1, and what a node wrote of its state outlives its crash. So
 * both are asked: MariaDB for its greeting, and the node's own state over TLS with both ends verified. One that fails loses its
 * connections at once; so do the others when the first one is back, or there would be two writers.
 */
function cluster(host: Host, infra: Infrastructure, { writers }: NonNullable<Infrastructure["database"]>): string {
  const nodes = writersInOrder(infra);
  const one = writers === "one";
  const own = `${databaseProxyCertificate(host).path}.pem`;
  const servers = nodes.map((node, index) => {
    const turn = !one ? "" : index === 0 ? " on-marked-up shutdown-backup-sessions" : " backup";
    return `	server ${node.name} ${node.address}:${PORTS.database} check-sni ${node.name} verifyhost ${node.name}${turn}\n`;
  });
  return `# The app's way to the database: ${one ? "one node at a time, in an order that is the same on all hosts" : "all nodes"}.
${defaults(NODE_CHECK)}
listen database from database
	bind 127.0.0.1:${PORTS.loopback.databaseProxy}
	maxconn ${LIMITS.databaseConnections}
	balance ${one ? "first" : "leastconn"}
	option redispatch 1
	retries 3
	option tcp-check
	tcp-check connect
	# The protocol's version, 10, after the head of the packet.
	tcp-check expect rbinary ^......000[aA] comment "MariaDB greets"
	tcp-check connect port ${PORTS.clusterHealth} ssl
	tcp-check send-lf "GET /state HTTP/1.0\\r\\nHost: state\\r\\n\\r\\n"
	tcp-check expect string "state: member" comment "the node belongs to the majority"
	default-server ${checkWords(NODE_CHECK)} tcp-ut 3s on-marked-down shutdown-sessions ca-file ${CA_CERTIFICATE} crt ${own} verify required ssl-min-ver TLSv1.3
${servers.join("")}`;
}
