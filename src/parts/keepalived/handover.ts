import type { Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import { virtualAddresses } from "../../model/virtual-address.ts";
import { LEAVING_VARIABLE } from "../haproxy/alive.ts";

/** A table of its own, which never stays: the firewall's is not touched. */
const TABLE = "inet bartizan_handover";

/** Seconds for clients to come back on new connections; idle ones are closed by `timeout http-keep-alive` within that. */
const FAREWELL = 11;
/** Seconds for what is still being answered, while nobody new is let in. Mostly it takes milliseconds. */
const LAST_ANSWERS = 2;

/**
 * Gives the address away without breaking a connection. When an address moves, each connection to it dies: the other balancer
 * knows none of them. So first there must be none: every answer closes its connection, and for the last moment new ones are
 * not refused but not heard. Their clients ask again after a second (RFC 6298, section 2), and by then it is the other balancer
 * that answers.
 */
export function handoverScript(infra: Infrastructure): string {
  const addresses = virtualAddresses(infra);
  const ports = infra.tls.certificate === "none" ? [PORTS.http] : [PORTS.http, PORTS.https];
  const rule = (it: string): string =>
    `\t\t${it.includes(":") ? "ip6" : "ip"} daddr ${it} tcp dport { ${ports.join(", ")} } tcp flags & (syn | ack) == syn drop\n`;
  const sources = addresses.map((it) => `src ${it.includes(":") ? `[${it}]` : it}`).join(" or ");
  return `#!/bin/sh
# By Bartizan: \`leave\` before keepalived stops, \`left\` after it.
set -u
haproxy() { echo "experimental-mode on; set var ${LEAVING_VARIABLE} bool($1)" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >/dev/null 2>&1; }
busy() { [ -n "$(ss -Htn state established state fin-wait-1 state close-wait state last-ack state closing '( ${sources} )')" ]; }

case "$1" in
leave)
	ip -o addr show to ${addresses[0]} | grep -q . || exit 0
	# A HAProxy that is dead or stuck has nothing to say farewell to.
	haproxy true || exit 0
	end=$(($(date +%s) + ${FAREWELL}))
	while [ "$(date +%s)" -lt $end ] && busy; do sleep 0.5; done
	nft -f - <<'END'
table ${TABLE} {
	chain input {
		type filter hook input priority filter - 5; policy accept;
${addresses.map(rule).join("")}	}
}
END
	end=$(($(date +%s) + ${LAST_ANSWERS}))
	while [ "$(date +%s)" -lt $end ] && busy; do sleep 0.05; done
	exit 0
	;;
left)
	nft delete table ${TABLE} 2>/dev/null
	haproxy false
	exit 0
	;;
esac
`;
}
