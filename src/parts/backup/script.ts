import type { Backups } from "../../model/infrastructure.ts";
import { quote } from "../../util/shell.ts";
import { SOCKET } from "../mariadb/names.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import type { Place } from "./place.ts";

export const FOLDER = "/etc/bartizan/backup";
export const SCRIPT = "/usr/local/lib/bartizan/backup";
/** Not under /tmp, which is a tmpfs on Debian 13: a restored database lies here for a while. */
export const STATE = "/var/lib/bartizan-backup";
export const CACHE = "/var/cache/bartizan-backup";
export const METRICS_FILE = `${TEXTFILE_FOLDER}/bartizan-backup.prom`;

export interface ScriptInputs {
  readonly host: string;
  readonly schema: string;
  readonly backups: Backups;
  readonly place: Place;
  /** The host of the file that keeps the copies. */
  readonly store: string | undefined;
}

/**
 * What the timers and `bartizan backup` run. The copy is a dump of one consistent snapshot (mariadb-dump --single-transaction): it
 * holds up nobody, works the same on a replica and on a node of a cluster, and can be read by a later version of the server. restic
 * encrypts it before it leaves the host, and sees the dump's exit status: half a dump becomes no snapshot.
 */
export function script({ host, schema, backups, place, store }: ScriptInputs): string {
  const { everyHours, keepDays, restoreTestDays = 7 } = backups;
  return `#!/bin/sh
# By Bartizan: copies of the database ${schema}.
set -eu
umask 077
export RESTIC_REPOSITORY=${quote(`sftp:target:${place.folder}`)} RESTIC_PASSWORD_FILE=${FOLDER}/passphrase RESTIC_CACHE_DIR=${CACHE}
# Whoever dies while it works leaves a lock; restic waits for those that live.
repo() { restic --option sftp.command='ssh -F ${FOLDER}/ssh_config target -s sftp' --retry-lock 5m "$@"; }
source_sql() { mariadb --no-defaults --skip-ssl --socket=${SOCKET} --batch --skip-column-names --execute "$1"; }
# The scratch server, which is not root, has to pass through.
install -d -m 0711 ${STATE}
mkdir -p ${CACHE}
now=$(date +%s)
since() { [ -s "${STATE}/$1" ] && read -r at <"${STATE}/$1" || at=0; }

# When the last copy and the last restore succeeded (0: never), and whether the last attempts failed.
metrics() {
  [ -d ${TEXTFILE_FOLDER} ] || return 0
  since taken; taken=$at; since restored; restored=$at
  for name in take_failed test_failed; do [ -e "${STATE}/$name" ] && eval "$name=1" || eval "$name=0"; done
  cat >${TEXTFILE_FOLDER}/.backup <<END
# TYPE bartizan_backup_last_seconds gauge
bartizan_backup_last_seconds $taken
# TYPE bartizan_backup_failed gauge
bartizan_backup_failed $take_failed
# TYPE bartizan_backup_restored_seconds gauge
bartizan_backup_restored_seconds $restored
# TYPE bartizan_backup_restore_failed gauge
bartizan_backup_restore_failed $test_failed
END
  chmod 0644 ${TEXTFILE_FOLDER}/.backup
  mv ${TEXTFILE_FOLDER}/.backup ${METRICS_FILE}
}

take() {
  repo cat config >/dev/null 2>&1 || repo init --quiet
  repo unlock --quiet
  tables=$(source_sql "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE = 'BASE TABLE'")
  repo backup --quiet --host ${host} --tag bartizan --tag "tables:$tables" --stdin-filename ${schema}.sql --stdin-from-command -- \\
    mariadb-dump --no-defaults --skip-ssl --socket=${SOCKET} --single-transaction --quick --routines --triggers --events \\
    --hex-blob --default-character-set=utf8mb4 ${schema}
  echo "$now" >${STATE}/taken
  repo forget --quiet --tag bartizan --group-by '' --keep-within ${keepDays}d --prune
}

# Restores the last copy into a server of its own, which nobody but root can reach, and looks whether everything is there and sound.
scratch=${STATE}/scratch
scratch_sql() { mariadb --no-defaults --skip-ssl --socket=$scratch/socket --batch --skip-column-names "$@"; }
end_scratch() {
  [ -z "$server" ] || kill "$server" 2>/dev/null || :
  wait
  rm -rf $scratch
}
restore() {
  rm -rf $scratch
  server=
  trap end_scratch EXIT
  install -d -o mysql -g mysql -m 0700 $scratch
  tables=$(repo snapshots --tag bartizan --latest 1 --group-by '' --json | grep -o '"tables:[0-9]*"' | tail -1 | tr -dc 0-9)
  [ -n "$tables" ] || { echo 'there is no copy'; return 1; }
  mariadb-install-db --no-defaults --user=mysql --datadir=$scratch/data --skip-test-db --auth-root-authentication-method=socket >$scratch/log 2>&1 || { cat $scratch/log; return 1; }
  mariadbd --no-defaults --user=mysql --datadir=$scratch/data --socket=$scratch/socket --pid-file=$scratch/pid --tmpdir=$scratch \\
    --skip-networking --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --event-scheduler=OFF >>$scratch/log 2>&1 &
  server=$!
  for _ in $(seq 60); do scratch_sql --execute 'SELECT 1' >/dev/null 2>&1 && break; sleep 1; done
  scratch_sql --execute 'CREATE DATABASE ${schema} CHARACTER SET utf8mb4' || { tail -20 $scratch/log; return 1; }
  { repo dump --tag bartizan latest ${schema}.sql || touch $scratch/cut; } | scratch_sql ${schema} || return 1
  [ ! -e $scratch/cut ] || return 1
  found=$(scratch_sql --execute "SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '${schema}' AND TABLE_TYPE = 'BASE TABLE'")
  [ "$found" = "$tables" ] || { echo "the copy has $found tables, the database had $tables"; return 1; }
  unsound=$(mariadb-check --no-defaults --skip-ssl --socket=$scratch/socket --check ${schema} | grep -v ' OK$' || :)
  [ -z "$unsound" ] || { echo "$unsound"; return 1; }
  echo "$now" >${STATE}/restored
  echo "restored: $found tables, all sound"
}

# The attempt counts as failed until it is over, so that one that was cut off does, too.
attempt() {
  exec 9>${STATE}/lock
  flock 9
  touch "${STATE}/$1_failed"
  code=0
  # In the background, because the left side of || would go on after a failure.
  "$2" &
  wait $! || code=$?
  [ "$code" != 0 ] || rm -f "${STATE}/$1_failed"
  metrics
  return "$code"
}

case \${1:-} in
  # The timers ask every hour and every day; half an hour's grace, since they are not exact.
  take-if-due) metrics; since taken; [ $((now - at)) -lt $((${everyHours} * 3600 - 1800)) ] || exec "$0" take ;;
  test-if-due) metrics; since taken; [ "$at" != 0 ] || exit 0; since restored; [ $((now - at)) -lt $((${restoreTestDays} * 86400 - 1800)) ] || exec "$0" test ;;
  take) attempt take take ;;
  test) attempt test restore ;;
  list) repo snapshots --tag bartizan ;;
  key) ${store === undefined ? `cat ${FOLDER}/id_ed25519.pub` : `echo "${store} keeps the copies, and up lets this host in there: there is no key to hand over" >&2`} ;;
  *) echo "usage: backup take|take-if-due|test|test-if-due|list|key" >&2; exit 2 ;;
esac
`;
}
