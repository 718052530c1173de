#!/bin/sh
# By Bartizan: copies of the database.
set -eu
: "${SCHEMA:?}" "${REPOSITORY:?}" "${FOLDER:?}" "${STATE:?}" "${CACHE:?}" "${TEXTFILES:?}" "${METRICS:?}" "${SOCKET:?}" "${HOST:?}" "${SCRIPT:?}"
: "${EVERY_HOURS:?}" "${KEEP_DAYS:?}" "${TEST_DAYS:?}" "${STORE?}"
umask 077
export RESTIC_REPOSITORY="$REPOSITORY" RESTIC_PASSWORD_FILE="$FOLDER/passphrase" RESTIC_CACHE_DIR="$CACHE"
# Whoever dies while it works leaves a lock; restic waits for those that live.
repo() { restic --option sftp.command="ssh -F $FOLDER/ssh_config target -s sftp" --retry-lock 5m "$@"; }
here() { quietly mariadb --no-defaults --skip-ssl --socket="$SOCKET" --connect-timeout=3 --default-character-set=utf8mb4 --batch --skip-column-names "$@"; }
# The scratch server, which is not root, has to pass through.
install -d -m 0711 "$STATE"
mkdir -p "$CACHE"
now=$(date +%s)
since() { [ -s "$STATE/$1" ] && read -r at <"$STATE/$1" || at=0; }

# When the last copy and the last restore succeeded (0: never), and whether the last attempts failed.
metrics() {
  [ -d "$TEXTFILES" ] || return 0
  since taken; taken=$at; since restored; restored=$at
  [ -e "$STATE/take_failed" ] && take_failed=1 || take_failed=0
  [ -e "$STATE/test_failed" ] && test_failed=1 || test_failed=0
  cat >"$TEXTFILES/.backup" <<END
# TYPE bartizan_backup_last_seconds gauge
bartizan_backup_last_seconds $taken
# TYPE bartizan_backup_failed gauge
bartizan_backup_failed $take_failed
# TYPE bartizan_backup_restored_seconds gauge
bartizan_backup_restored_seconds $restored
# TYPE bartizan_backup_restore_failed gauge
bartizan_backup_restore_failed $test_failed
END
  chmod 0644 "$TEXTFILES/.backup"
  mv "$TEXTFILES/.backup" "$METRICS"
}

take() {
  repo cat config >/dev/null 2>&1 || repo init --quiet
  repo unlock --quiet
  fresh
  repo backup --quiet --host "$HOST" --tag bartizan --stdin-filename "$SCHEMA.sql" --stdin-from-command -- "$SCRIPT" copy
  echo "$now" >"$STATE/taken"
  repo forget --quiet --tag bartizan --group-by '' --keep-within "${KEEP_DAYS}d" --prune
}

lock() {
  exec 9>"$STATE/lock"
  flock 9
}

# The attempt counts as failed until it is over, so that one that was cut off does, too.
attempt() {
  lock
  touch "$STATE/$1_failed"
  code=0
  # In the background, because the left side of || would go on after a failure.
  "$2" &
  wait $! || code=$?
  [ "$code" != 0 ] || rm -f "$STATE/$1_failed"
  metrics
  return "$code"
}

case ${1:-} in
  # The timers ask every hour and every day; half an hour's grace, since they are not exact.
  take-if-due) metrics; since taken; [ $((now - at)) -lt $((EVERY_HOURS * 3600 - 1800)) ] || exec "$0" take ;;
  test-if-due) metrics; since taken; [ "$at" != 0 ] || exit 0; since restored; [ $((now - at)) -lt $((TEST_DAYS * 86400 - 1800)) ] || exec "$0" test ;;
  take) attempt take take ;;
  test) attempt test test_copy ;;
  list) repo snapshots --tag bartizan ;;
  show) show "${2:-}" ;;
  restore) lock; restore "${2:-}" ;;
  replace) lock; replace "$2" "${3:-}" ;;
  discard) discard ;;
  # For restic alone.
  copy) copy ;;
  key)
    [ -n "$STORE" ] || exec cat "$FOLDER/id_ed25519.pub"
    echo "$STORE keeps the copies, and up lets this host in there: there is no key to hand over" >&2
    ;;
  *) echo "usage: backup take|take-if-due|test|test-if-due|list|show|restore|replace|discard|key" >&2; exit 2 ;;
esac
