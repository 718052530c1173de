#!/bin/sh
# By Bartizan: `leave` before keepalived stops, `left` after it.
set -u
: "${ADDRESS:?}" "${SOURCES:?}" "${RULES:?}" "${TABLE:?}" "${LEAVING:?}" "${FAREWELL:?}" "${LAST_ANSWERS:?}"
haproxy() { echo "experimental-mode on; set var $LEAVING bool($1)" | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock >/dev/null 2>&1; }
busy() { [ -n "$(ss -Htn state established state fin-wait-1 state close-wait state last-ack state closing "( $SOURCES )")" ]; }

case "$1" in
leave)
	ip -o addr show to "$ADDRESS" | grep -q . || exit 0
	# A HAProxy that is dead or stuck has nothing to say farewell to.
	haproxy true || exit 0
	end=$(($(date +%s) + FAREWELL))
	while [ "$(date +%s)" -lt $end ] && busy; do sleep 0.5; done
	nft -f - <<END
table $TABLE {
	chain input {
		type filter hook input priority filter - 5; policy accept;
$RULES
	}
}
END
	end=$(($(date +%s) + LAST_ANSWERS))
	while [ "$(date +%s)" -lt $end ] && busy; do sleep 0.05; done
	exit 0
	;;
left)
	# TABLE is two words: its family and its name.
	# shellcheck disable=SC2086
	nft delete table $TABLE 2>/dev/null
	haproxy false
	exit 0
	;;
esac
