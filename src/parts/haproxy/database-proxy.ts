import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { LIMITS } from "./limits.ts";

/**
 * The app's way to the primary. TLS begins inside MariaDB's protocol, so it passes through untouched and the app verifies the
 * database itself. The check is a bare connection: HAProxy's own MySQL check cannot speak TLS and would call a database that
 * requires it down.
 */
export function databaseSections(infra: Infrastructure): string {
  const primary = infra.hosts.find((host) => host.name === infra.database?.primary);
  if (primary === undefined) return "";
  return `# The app's way to the database: always to the primary.
defaults database
	mode tcp
	log global
	option tcplog
	timeout connect 3s
	timeout check 2s
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

listen database from database
	bind 127.0.0.1:${PORTS.loopback.databaseProxy}
	maxconn ${LIMITS.databaseConnections}
	server ${primary.name} ${primary.address}:${PORTS.database} check inter 2s fastinter 1s fall 2 rise 1 tcp-ut 10s on-marked-down shutdown-sessions
`;
}
