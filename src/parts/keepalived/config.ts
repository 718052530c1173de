import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { besideVirtual, priorityOf, virtualAddresses } from "../../model/virtual-address.ts";
import { sha256 } from "../../util/hash.ts";
import { ALIVE_PATH } from "../haproxy/alive.ts";

/** The user that keepalived runs scripts as; its own default name, which Debian does not create. */
export const SCRIPT_USER = "keepalived_script";

/** Programs that are run on the balancer that has taken the address; see docs/guide/virtual-address.md. */
export const TAKEOVER_FOLDER = "/etc/bartizan/takeover.d";

/** Scripts are not in the hurry that keepalived is in. */
const ORDINARY = "/usr/bin/chrt --other 0";

/** Written before each start, as only the host knows what its interfaces are called. */
export const INTERFACES = "/run/keepalived/interfaces.conf";

/**
 * How keepalived asks HAProxy whether it lives: so many seconds from the start of one question to the next, given up after so many, so
 * many times in a row. A question is over before the next one is due, so that one that hangs costs no more than one that is refused. A
 * machine that is merely busy must not lose the address, for each move breaks the connections of all clients: hence two in a row, and
 * the time is curl's alone. How long the machine takes to start curl is not HAProxy's fault.
 */
export const TRACK = { interval: 1, timeout: 0.8, fall: 2, rise: 2 } as const;
/** Seconds after which keepalived ends a script that does not end by itself: never before curl has given up. */
const SCRIPT_SECONDS = 3;

/**
 * keepalived.conf(5) of a balancer. Every keyword and every block has a line of its own: the parser goes by lines.
 *
 * All begin as backup and none takes the address from one that holds it (`nopreempt`): a repaired balancer waits, for each move
 * breaks the connections of all clients. There is one instance for both families, so that both addresses are always together.
 */
export function keepalivedConfig(host: Host, infra: Infrastructure): string {
  const { advertiseSeconds } = infra.balancer;
  const [first = "", ...rest] = virtualAddresses(infra);
  const address = (it: string): string => `\t\t${it} dev $${interfaceName(it)}\n`;
  return `# By Bartizan.
global_defs {
	router_id ${host.name}
	vrrp_version 3
	enable_script_security
	script_user ${SCRIPT_USER}
	# Who was told otherwise meanwhile is told again: by the holder every ten seconds, and when two had held it.
	vrrp_garp_master_refresh 10
	vrrp_garp_lower_prio_repeat 3
	vrrp_higher_prio_send_advert true
	# Its real-time priority comes from the unit: with vrrp_rt_priority a reload takes the limit of its computing time down to nothing,
	# and the kernel kills it.
	vrrp_no_swap
${speaksUnicast(infra) ? "\tvrrp_check_unicast_src\n" : ""}}

include ${INTERFACES}

# Not whether the process is there, which systemd tells at once, but whether it answers.
vrrp_script haproxy {
	script "${ORDINARY} /usr/bin/curl --silent --fail --output /dev/null --max-time ${TRACK.timeout} http://127.0.0.1:${PORTS.loopback.proxyMetrics}${ALIVE_PATH}"
	interval ${TRACK.interval}
	timeout ${SCRIPT_SECONDS}
	fall ${TRACK.fall}
	rise ${TRACK.rise}
	init_fail
}

vrrp_instance site {
	state BACKUP
	nopreempt
	virtual_router_id ${routerId(infra)}
	priority ${priorityOf(host, infra)}
	advert_int ${advertiseSeconds}
${speaksUnicast(infra) ? unicast(host, infra) : "\tinterface $PRIVATE\n"}	track_interface {
${virtualAddresses(infra)
  .map((it) => `\t\t$${interfaceName(it)}\n`)
  .join("")}	}
	track_script {
		haproxy
	}
	virtual_ipaddress {
${address(first)}	}
${rest.length === 0 ? "" : `\tvirtual_ipaddress_excluded {\n${rest.map(address).join("")}\t}\n`}	notify_master "${ORDINARY} /usr/bin/run-parts --report --arg=${[first, ...rest].join(" --arg=")} ${TAKEOVER_FOLDER}"
}
`;
}

/** A balancer without peers sends to the group: keepalived refuses unicast to nobody. */
function speaksUnicast(infra: Infrastructure): boolean {
  return infra.balancer.peers === "unicast" && hostsOf(infra, "balancer").length > 1;
}

/** Advertisements go from private address to private address. From another network they would come with less than the full TTL. */
function unicast(host: Host, infra: Infrastructure): string {
  const peers = hostsOf(infra, "balancer").filter((it) => it.name !== host.name);
  return `	unicast_src_ip ${host.address}
	unicast_ttl 255
	unicast_peer {
${peers.map((it) => `\t\t${it.address}\n`).join("")}	}
`;
}

/** Of each site its own, so that two sites in one network are no peers of each other. */
function routerId({ name }: Infrastructure): number {
  return 1 + (Number.parseInt(sha256(name).slice(0, 8), 16) % 255);
}

const interfaceName = (address: string): string => (address.includes(":") ? "SITE6" : "SITE4");

/** The script that finds out what the interfaces are called: those that hold the addresses of this host in the file. */
export function interfacesScript(host: Host, infra: Infrastructure): string {
  const wanted = [
    ...virtualAddresses(infra).map((it) => ({ name: interfaceName(it), address: besideVirtual(host, it) })),
    ...(speaksUnicast(infra) ? [] : [{ name: "PRIVATE", address: host.address }]),
  ];
  return `#!/bin/sh
# By Bartizan: tells keepalived the interfaces by the addresses on them.
set -eu
holder() {
	name=$(ip -o addr show to "$2" | awk '{ print $2; exit }')
	[ -n "$name" ] || { echo "no interface of this host has the address $2" >&2; exit 1; }
	echo "\\$$1=$name"
}
mkdir -p ${dirOf(INTERFACES)}
{
${wanted.map(({ name, address }) => `\tholder ${name} ${address}\n`).join("")}} >${INTERFACES}.new
mv ${INTERFACES}.new ${INTERFACES}
`;
}

function dirOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/"));
}
