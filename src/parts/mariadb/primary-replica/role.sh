#!/bin/sh
# Written by Bartizan. `before` MariaDB starts: how it is to recover. `after`: whether it may accept writes.
set -u
: "${OTHERS?}" "${MASTER_INFO:?}" "${SEEDING:?}" "${SCHEMA:?}" "${PEER_OPTIONS:?}" "${PORT:?}" "${JUDGEMENT:?}" "${START_OPTIONS:?}" \
  "${SEMI_SYNC?}" "${LET_WRITES_IN:?}"
export LC_ALL=C PATH=/usr/sbin:/usr/bin:/sbin:/bin

# Not a replica, and with data: this host was the primary when it stopped.
was_primary() { [ ! -e "$MASTER_INFO" ] && [ ! -e "$SEEDING" ] && [ -d "$SCHEMA" ]; }

peer() {
  timeout 5 mariadb --defaults-file="$PEER_OPTIONS" --host="$1" --port="$PORT" --connect-timeout=3 --batch \
    --execute='SELECT @@global.read_only AS read_only\G SHOW REPLICA STATUS\G' 2>/dev/null | awk "$JUDGEMENT"
}

# Sets `replaced`, `silent`; of those who have ever followed: `following`, and with this host more than half of all: `needed`.
ask() {
  replaced='' following=0 silent=0
  voters=" $(voters) "
  needed=$((($(echo "$voters" | wc -w) + 1) / 2))
  for address in $OTHERS; do
    case "$(peer "$address")" in
      promoted) replaced="$address accepts writes" ;;
      elsewhere) replaced="$address follows another host" ;;
      follows) case "$voters" in *" $address "*) following=$((following + 1)) ;; esac ;;
      none | stopped) ;;
      *) silent=$((silent + 1)) ;;
    esac
  done
}

case "$1" in
before)
  rm -f "$START_OPTIONS"
  was_primary || exit 0
  # A primary that crashed may hold commits that were never acknowledged. If another took its place they must not come to life: it
  # recovers as a replica does, which cuts them off (init_rpl_role, since 10.11.9).
  tries=0
  while :; do
    ask
    [ -z "$replaced" ] || { echo "MYSQLD_OPTS=--init-rpl-role=SLAVE" >"$START_OPTIONS"; echo "recovers as a replica: $replaced"; exit 0; }
    tries=$((tries + 1))
    [ "$silent" -ne 0 ] && [ "$silent" -eq "$(echo "$OTHERS" | wc -w)" ] && [ "$tries" -lt 5 ] || exit 0
    sleep 1
  done
  ;;
after)
  told=''
  while :; do
    # Somebody else decided meanwhile: it is a replica now, or `bartizan up` has opened it.
    [ ! -e "$MASTER_INFO" ] || exit 0
    state=$(echo 'SELECT @@global.read_only' | sql 2>/dev/null) || state=''
    [ "$state" != 0 ] || exit 0
    if was_primary && [ "$state" = 1 ]; then
      ask
      if [ -n "$replaced" ]; then
        echo "stays read-only: $replaced. \`bartizan up\` makes this host a replica again."
        exit 0
      fi
      if [ "$following" -ge "$needed" ]; then
        wait_for=''
        [ -z "$SEMI_SYNC" ] || [ "$needed" -eq 0 ] || wait_for='SET GLOBAL rpl_semi_sync_master_enabled = 1; '
        echo "$wait_for$LET_WRITES_IN" | sql || exit 1
        echo "accepts writes: $following others follow, $needed are needed"
        exit 0
      fi
      [ -n "$told" ] || echo "stays read-only until $needed of $(echo "$voters" | wc -w) others follow this host"
      told=yes
    fi
    sleep 1
  done
  ;;
esac
