#!/bin/sh
# By Bartizan. `before` Valkey starts: as a replica, and whose, or to take the writes. `stop`: hands the writes over to a replica. `vote`: makes
# what the voter of this host starts with. `ask` and `ask-voter`: what people and other scripts want to know.
set -u
: "${OWN:?}" "${CACHES:?}" "${VOTERS?}" "${QUORUM:?}" "${GROUP:?}" "${PORT:?}" "${VOTE_PORT:?}" "${CA:?}" "${CERTIFICATE:?}" "${PASSWORD:?}" \
  "${SETTINGS:?}" "${STATE:?}" "${START_OPTIONS:?}"
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

ask() { # address port word...
  address=$1 port=$2
  shift 2
  REDISCLI_AUTH=$(cat "$PASSWORD") timeout 2 valkey-cli --tls --cacert "$CA" --cert "$CERTIFICATE.crt" --key "$CERTIFICATE.key" \
    --user host --no-auth-warning -h "$address" -p "$port" "$@" 2>/dev/null </dev/null | tr -d '\r'
}

is_one_of() { # word list
  case " $2 " in *" $1 "*) return 0 ;; esac
  return 1
}

others() { for cache in $CACHES; do [ "$cache" = "$OWN" ] || echo "$cache"; done; }
takes_writes() { [ "$(ask "$1" "$PORT" ROLE | head -n 1)" = master ]; }

# Each a number, which grows with every election, and the address that won it.
elections() {
  awk -v group="$GROUP" '$1 == "sentinel" && $3 == group { if ($2 == "monitor") who = $4; if ($2 == "config-epoch") number = $4 }
    END { if (who != "") print number + 0, who }' "$STATE" 2>/dev/null
  for voter in $VOTERS; do
    ask "$voter" "$VOTE_PORT" SENTINEL MASTER "$GROUP" |
      awk 'NR % 2 { key = $0; next } key == "ip" { who = $0 } key == "config-epoch" { number = $0 } END { if (who != "") print number + 0, who }' &
  done
  wait
}

# The address of the cache that takes the writes: the winner of the last election. Before the first one it is who takes them already, else the
# first of all.
primary() {
  winner=$(elections | sort -k 1,1nr | while read -r _ who; do
    # shellcheck disable=SC2310
    if is_one_of "$who" "$CACHES"; then echo "$who"; break; fi
  done)
  for cache in ${winner:+_} $(others); do
    [ -z "$winner" ] || break
    takes_writes "$cache" && winner=$cache
  done
  echo "${winner:-${CACHES%% *}}"
}

# Whether it has the keys of the primary: it follows that one, or did until half a minute ago.
has_keys() {
  ask "$1" "$PORT" INFO replication | awk -F: '
    $1 == "role" && $2 == "slave" { replica = 1 }
    $1 == "master_link_status" && $2 == "up" { linked = 1 }
    $1 == "master_link_down_since_seconds" && $2 >= 0 && $2 <= 30 { linked = 1 }
    END { exit !(replica && linked) }'
}

# Succeeds once another cache takes the writes.
hand_over() {
  ready=''
  for cache in $(others); do ! has_keys "$cache" || ready=yes; done
  [ -n "$ready" ] || return 1
  for voter in $OWN $VOTERS; do
    case "$(ask "$voter" "$VOTE_PORT" SENTINEL FAILOVER "$GROUP")" in OK | INPROG*) break ;; esac
  done
  tries=0
  while [ "$tries" -lt 20 ]; do
    [ "$(primary)" = "$OWN" ] || return 0
    tries=$((tries + 1))
    sleep 0.3
  done
  return 1
}

# Whether some replica has what this host was told.
followed() {
  ask "$OWN" "$PORT" INFO replication | awk -F'[:,=]' '
    $1 ~ /^slave[0-9]+$/ { for (i = 2; i < NF; i++) if ($i == "offset" && $(i + 1) + 0 > most) most = $(i + 1) + 0 }
    $1 == "master_repl_offset" { own = $2 + 0 }
    END { exit !(most >= own) }'
}

case "$1" in
before)
  rm -f "$START_OPTIONS"
  who=$(primary)
  # It comes back without its last keys, if not without all: a replica that has them goes on with them.
  if [ "$who" = "$OWN" ] && hand_over; then who=$(primary); fi
  [ "$who" = "$OWN" ] || echo "CACHE_OPTIONS=--replicaof $who $PORT" >"$START_OPTIONS"
  ;;
stop)
  [ -n "$(others)" ] && takes_writes "$OWN" || exit 0
  # Nobody is told that a write was done which the next primary lacks.
  ask "$OWN" "$PORT" CLIENT PAUSE 8000 WRITE >/dev/null
  tries=0
  until followed || [ "$tries" -ge 10 ]; do
    tries=$((tries + 1))
    sleep 0.1
  done
  hand_over || echo "no other cache takes the writes over"
  ;;
ask)
  shift
  ask "$OWN" "$PORT" "$@"
  ;;
ask-voter)
  shift
  ask "$OWN" "$VOTE_PORT" "$@"
  ;;
vote)
  who=$(primary)
  new=$(mktemp "$STATE.XXXXXX") || exit 1
  {
    cat "$SETTINGS"
    echo "sentinel monitor $GROUP $who $PORT $QUORUM"
    # Whom this voter knows, without those that have left the file; who it is itself, and which elections it has seen.
    awk -v group="$GROUP" -v caches=" $CACHES " -v voters=" $VOTERS " -v who="$who" '
      $1 != "sentinel" { next }
      $2 == "myid" || $2 == "current-epoch" { print }
      $3 != group { next }
      $2 == "config-epoch" || $2 == "leader-epoch" { print }
      $2 == "known-replica" && $4 != who && index(caches, " " $4 " ") { print }
      $2 == "known-sentinel" && index(voters, " " $4 " ") { print }' "$STATE" 2>/dev/null
  } >"$new"
  chown valkey:valkey "$new" && chmod 0640 "$new" && mv -f "$new" "$STATE"
  ;;
esac
