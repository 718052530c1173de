#!/bin/sh
# Written by Bartizan. `before` MariaDB starts, and `after` it has ended: says to the other nodes where this one stands. Before, it also
# makes the cluster when all have left it in order: if this node was the last, has the most, and all others say that they do not run.
set -u
: "${OTHERS:?}" "${STATE:?}" "${VIEW:?}" "${POSITION:?}" "${POSITION_FOLDER:?}" "${START_OPTIONS:?}" "${CA:?}" \
  "${CERTIFICATE:?}" "${HEALTH_PORT:?}" "${GALERA_PORT:?}" "${FOLLOWER_SECONDS:?}" "${PATIENCE_SECONDS:?}" "${VERDICT:?}"
# nginx reads what it says.
umask 022
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

field() { sed -n "s/^$1: *//p" "$STATE" 2>/dev/null; }

# Not the time of day: that jumps while a machine starts.
uptime_seconds() { cut -d. -f1 /proc/uptime; }
waited_less() { [ $(($(uptime_seconds) - begun)) -lt "$1" ]; }

say() {
  install -d -o mysql -g mysql -m 0755 "$POSITION_FOLDER"
  printf '%s\n' "$*" >"$POSITION.new" && mv -f "$POSITION.new" "$POSITION"
}

# Sets `history`, `seqno`, `last`: nothing where the node does not know.
where() {
  history=$(field uuid) seqno=$(field seqno) last=$(field safe_to_bootstrap)
  [ "$seqno" = -1 ] || return 0
  history='' seqno='' last=0
}

# After a crash, or a start that found nobody, InnoDB alone knows. It is asked as at every start of the unit.
recover() {
  [ -z "$seqno" ] && [ -e "$STATE" ] || return 0
  found=$(cd / && runuser -u mysql -- /usr/bin/galera_recovery 2>/dev/null | sed -n 's/^--wsrep_start_position=\([0-9a-f-]*\):\([0-9][0-9]*\).*/\1 \2/p')
  [ -z "$found" ] || { history=${found% *} seqno=${found#* }; }
}

say_where() {
  if [ -e "$VIEW" ]; then say view
  elif [ -n "$history" ] && [ -n "$seqno" ]; then say at "$history" "$seqno" "$last"
  else say unknown
  fi
}

ask() { # name address
  curl -sf --max-time 2 --cacert "$CA" --cert "$CERTIFICATE.crt" --key "$CERTIFICATE.key" --resolve "$1:$HEALTH_PORT:$2" \
    "https://$1:$HEALTH_PORT/position" | head -c 200 | head -n 1 | grep . || unsaid "$2"
}
unsaid() { # address
  timeout 3 socat -u OPEN:/dev/null "TCP:$1:$GALERA_PORT,connect-timeout=2" 2>/dev/null && echo listening || echo
}
others() {
  for other in $OTHERS; do ask "${other%%=*}" "${other#*=}"; done
}

case "$1" in
before)
  rm -f "$START_OPTIONS"
  # Somebody has decided that it begins.
  [ -z "${_WSREP_NEW_CLUSTER:-}" ] || { say beginning; exit 0; }
  where
  recover
  say_where
  [ ! -e "$VIEW" ] || exit 0
  begun=$(uptime_seconds)
  if [ "$last" != 1 ]; then
    # The one that may begin is there: a server that starts before it has begun finds nobody, looks for a minute, and ends.
    while waited_less "$FOLLOWER_SECONDS" && others | grep -qE '^(beginning|at [0-9a-f-]+ [0-9]+ 1)$'; do
      sleep 1
    done
    exit 0
  fi
  echo "left the cluster last, and asks all others where they stand"
  while :; do
    case "$(others | awk -v history="$history" -v seqno="$seqno" "$VERDICT")" in
      begin)
        say beginning
        echo "makes the cluster: this node left it last, at $seqno, and all others are there and do not run"
        echo '_WSREP_NEW_CLUSTER=--wsrep-new-cluster' >"$START_OPTIONS"
        exit 0
        ;;
      join) exit 0 ;;
    esac
    waited_less "$PATIENCE_SECONDS" || ! others | grep -qx listening || exit 0
    sleep 2
  done
  ;;
after)
  rm -f "$START_OPTIONS"
  where
  say_where
  ;;
esac
exit 0
