import type { Backups, Host, Infrastructure } from "../../model/infrastructure.ts";
import { shellWord } from "../../util/shell.ts";
import { SOCKET } from "../mariadb/server/names.ts";
import { QUIETLY } from "../mariadb/server/sql.ts";
import { TEXTFILE_FOLDER } from "../node-exporter/textfile.ts";
import { copyScript, freshScript, measureScript } from "./copy-script.ts";
import { BACKUP_FOLDER, BACKUP_SCRIPT, BACKUP_STATE, CACHE, METRICS_FILE } from "./names.ts";
import type { CopyPlace } from "./place.ts";
import { restoreScript } from "./restore-script.ts";

export interface ScriptInputs {
  readonly host: Host;
  readonly infra: Infrastructure;
  readonly schema: string;
  readonly backups: Backups;
  readonly place: CopyPlace;
  /** The host of the file that keeps the copies. */
  readonly store: string | undefined;
}

/**
 * What the timers and `bartizan backup` run. restic encrypts the copy before it leaves the host, and sees the dump's exit status: half a
 * dump becomes no snapshot. Nothing of what the database holds is printed: of the clients' errors the code and the place are left.
 */
export function script({ host, infra, schema, backups, place, store }: ScriptInputs): string {
  const { everyHours, keepDays, restoreTestDays = 7 } = backups;
  return `#!/bin/sh
# By Bartizan: copies of the database ${schema}.
set -eu
umask 077
export RESTIC_REPOSITORY=${shellWord(`sftp:target:${place.folder}`)} RESTIC_PASSWORD_FILE=${BACKUP_FOLDER}/passphrase RESTIC_CACHE_DIR=${CACHE}
# Whoever dies while it works leaves a lock; restic waits for those that live.
repo() { restic --option sftp.command='ssh -F ${BACKUP_FOLDER}/ssh_config target -s sftp' --retry-lock 5m "$@"; }
${QUIETLY}
here() { quietly mariadb --no-defaults --skip-ssl --socket=${SOCKET} --connect-timeout=3 --default-character-set=utf8mb4 --batch --skip-column-names "$@"; }
# The scratch server, which is not root, has to pass through.
install -d -m 0711 ${BACKUP_STATE}
mkdir -p ${CACHE}
now=$(date +%s)
since() { [ -s "${BACKUP_STATE}/$1" ] && read -r at <"${BACKUP_STATE}/$1" || at=0; }

# When the last copy and the last restore succeeded (0: never), and whether the last attempts failed.
metrics() {
  [ -d ${TEXTFILE_FOLDER} ] || return 0
  since taken; taken=$at; since restored; restored=$at
  [ -e ${BACKUP_STATE}/take_failed ] && take_failed=1 || take_failed=0
  [ -e ${BACKUP_STATE}/test_failed ] && test_failed=1 || test_failed=0
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

${freshScript(host, infra)}
${measureScript(schema)}
${copyScript(schema)}
${restoreScript(schema, infra.database?.topology === "galera")}

take() {
  repo cat config >/dev/null 2>&1 || repo init --quiet
  repo unlock --quiet
  fresh
  repo backup --quiet --host ${host.name} --tag bartizan --stdin-filename ${schema}.sql --stdin-from-command -- ${BACKUP_SCRIPT} copy
  echo "$now" >${BACKUP_STATE}/taken
  repo forget --quiet --tag bartizan --group-by '' --keep-within ${keepDays}d --prune
}

lock() {
  exec 9>${BACKUP_STATE}/lock
  flock 9
}

# The attempt counts as failed until it is over, so that one that was cut off does, too.
attempt() {
  lock
  touch "${BACKUP_STATE}/$1_failed"
  code=0
  # In the background, because the left side of || would go on after a failure.
  "$2" &
  wait $! || code=$?
  [ "$code" != 0 ] || rm -f "${BACKUP_STATE}/$1_failed"
  metrics
  return "$code"
}

case \${1:-} in
  # The timers ask every hour and every day; half an hour's grace, since they are not exact.
  take-if-due) metrics; since taken; [ $((now - at)) -lt $((${everyHours} * 3600 - 1800)) ] || exec "$0" take ;;
  test-if-due) metrics; since taken; [ "$at" != 0 ] || exit 0; since restored; [ $((now - at)) -lt $((${restoreTestDays} * 86400 - 1800)) ] || exec "$0" test ;;
  take) attempt take take ;;
  test) attempt test test_copy ;;
  list) repo snapshots --tag bartizan ;;
  show) show "\${2:-}" ;;
  restore) lock; restore "\${2:-}" ;;
  replace) lock; replace "$2" "\${3:-}" ;;
  discard) discard ;;
  # For restic alone.
  copy) copy ;;
  key) ${store === undefined ? `cat ${BACKUP_FOLDER}/id_ed25519.pub` : `echo "${store} keeps the copies, and up lets this host in there: there is no key to hand over" >&2`} ;;
  *) echo "usage: backup take|take-if-due|test|test-if-due|list|show|restore|replace|discard|key" >&2; exit 2 ;;
esac
`;
}
