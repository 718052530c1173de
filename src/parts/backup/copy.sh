# Measures of the schema, and the copy: see copy-script.ts.
: "${SCHEMA:?}" "${STATE:?}" "${SOCKET:?}" "${WHOLE:?}" "${MOMENT_SECONDS:?}" "${GATHER:?}" "${STEADY:?}"
: "${OBJECTS:?}" "${SEQUENCES:?}" "${MEASURE_ALL:?}" "${MEASURE_INNODB:?}" "${MEASURE_UNTRANSACTED:?}"
objects() { "$@" --execute "$OBJECTS" | sort; }
sequences() { "$@" --raw --execute "$SEQUENCES" | "$@" --force "$SCHEMA"; }
# Everything that can be compared, by a client that is not part of a copy.
measures() { { "$@" --raw --execute "$MEASURE_ALL" | "$@" --force "$SCHEMA" | awk -F'\t' "$GATHER"; sequences "$@"; objects "$@"; } | sort; }
copy() {
  work=$(mktemp -d "$STATE/copy.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  mkfifo "$work/hold" "$work/see" "$work/dump"
  client="here --unbuffered"
  $client <"$work/hold" >"$work/held" & holding=$!
  $client --force "$SCHEMA" <"$work/see" >"$work/seen" & seeing=$!
  exec 5>"$work/hold" 6>"$work/see"
  await() { # pid file word seconds
    end=$(($(date +%s) + $4))
    until grep -qx "$3" "$2"; do
      kill -0 "$1" 2>/dev/null && [ "$(date +%s)" -lt "$end" ] || { echo "no copy was taken: the database did not come to $3" >&2; return 1; }
      sleep 0.1
    done
  }
  here --raw --execute "$MEASURE_UNTRANSACTED" | here --force "$SCHEMA" | awk -F'\t' "$GATHER" >"$work/untransacted"
  sequences here >"$work/sequences"
  objects here >"$work/objects"
  here --raw --execute "$MEASURE_INNODB" >"$work/measure"
  nonce=$(od -An -N8 -tx8 /dev/urandom | tr -d ' ')
  echo "SET SESSION lock_wait_timeout = $MOMENT_SECONDS; BACKUP STAGE START; BACKUP STAGE BLOCK_COMMIT; SELECT 'standstill';" >&5
  await "$holding" "$work/held" standstill $((2 * MOMENT_SECONDS + 10)) || return 1
  at=$(position) || return 1
  echo "SET SESSION wait_timeout = 2592000; SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ; START TRANSACTION WITH CONSISTENT SNAPSHOT; SELECT 'view';" >&6
  await "$seeing" "$work/seen" view 10 || return 1
  # shellcheck disable=SC2086  # WHOLE is several words.
  { code=0; quietly mariadb-dump --no-defaults --skip-ssl --socket="$SOCKET" $WHOLE --skip-add-locks --skip-no-autocommit "$SCHEMA" 5>&- 6>&- || code=$?; echo "$code" >"$work/code"; } >"$work/dump" &
  printf -- '-- bartizan %s copy of %s at %s, position %s\n' "$nonce" "$SCHEMA" "$(date +%s)" "$at"
  {
    # With the first of its contents it has begun to look.
    while IFS= read -r line; do
      printf '%s\n' "$line"
      case "$line" in '-- Table '* | '-- Sequence '* | '-- Temporary '* | '-- Dump'*) break ;; esac
    done
    echo 'BACKUP STAGE END;' >&5
    exec 5>&-
    cat
  } <"$work/dump"
  until [ -s "$work/code" ]; do sleep 0.1; done
  [ "$(cat "$work/code")" = 0 ] || { echo "no copy was taken: the dump broke off" >&2; return 1; }
  { cat "$work/measure"; echo "SELECT 'measured';"; } >&6
  await "$seeing" "$work/seen" measured 2592000 || return 1
  exec 6>&-
  objects here >"$work/objects.after"
  here --raw --execute "$MEASURE_UNTRANSACTED" | here --force "$SCHEMA" | awk -F'\t' "$GATHER" >"$work/untransacted.after"
  {
    grep -vx -e view -e measured "$work/seen" | awk -F'\t' "$GATHER"
    awk -F'\t' "$STEADY" "$work/untransacted" "$work/untransacted.after"
    cat "$work/sequences"
    awk -F'\t' "$STEADY" "$work/objects" "$work/objects.after"
  } | sed "s/^/-- bartizan $nonce holds	/"
  echo "-- bartizan $nonce end"
}
