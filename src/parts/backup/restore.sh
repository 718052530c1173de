# Puts a copy into a server, and compares what is there then with what the copy says. `tell` is set where somebody looks on.
: "${SCHEMA:?}" "${STATE:?}" "${END_BYTES:?}" "${ROOM:?}" "${TELL_SECONDS:?}" "${LOAD_PACKET:?}" "${CHARSET:?}" "${COLLATION:?}" "${COMPARE:?}"
: "${RESTORED:?}" "${RESTORED_UNIT:?}" "${NOTHING_REPLACED:?}" "${PEER_OPTIONS:?}" "${PORT:?}" "${RESTORE_USER:?}" "${CLUSTERED?}"
dump_of() { repo dump --tag bartizan "$1" "$SCHEMA.sql"; }
size_of() { repo ls --json "$1" "/$SCHEMA.sql" | grep -o '"size":[0-9]*' | tail -n 1 | tr -dc 0-9; }
megabytes() { echo "$(($1 / 1000000)).$(($1 / 100000 % 10)) MB"; }

# What the copy says of itself, by its last lines; a copy without them is not whole, or was made by a version that wrote none.
contents() { # file with the end of a copy
  nonce=$(tail -n 1 "$1" | sed -n 's/^-- bartizan \([0-9a-f]*\) end$/\1/p')
  [ -z "$nonce" ] || grep -a "^-- bartizan $nonce holds	" "$1" | cut -f 2-
}

progress() { # file with the process that reads, bytes in all
  begun=$(date +%s)
  while sleep "$TELL_SECONDS"; do
    read -r pid <"$1" 2>/dev/null || continue
    done=$(sed -n 's/^rchar: //p' "/proc/$pid/io" 2>/dev/null) && [ -n "$done" ] || break
    took=$(($(date +%s) - begun))
    [ "$done" -gt 0 ] || continue
    [ "$done" -lt "$2" ] || done=$2
    # Of the first drops nothing can be foretold.
    left=
    [ "$done" -lt "$(($2 / 50))" ] || left=", about $((($2 - done) * took / done)) s left"
    echo "$(megabytes "$done") of $(megabytes "$2"), $(megabytes $((done / took))) a second$left"
  done
}

# A cluster takes no sequence that hands out a stock of numbers by steps of its own (error 1235), as a copy from before it may have. They
# come before the tables.
fitting() {
  [ -n "$clustered" ] || exec cat
  while IFS= read -r line; do
    case "$line" in
      'CREATE SEQUENCE '*'increment by 0 '*) printf '%s\n' "$line" ;;
      'CREATE SEQUENCE '*) printf '%s\n' "$line" | sed 's/ cache [0-9]* / nocache /' ;;
      *) printf '%s\n' "$line" ;;
    esac
    case "$line" in '-- Table '*) break ;; esac
  done
  exec cat
}

clustered=
pour() { # copy client...
  copy=$1
  shift
  mkfifo "$work/end"
  tail -c "$END_BYTES" <"$work/end" >"$work/tail" & ending=$!
  rm -f "$work/reader"
  size=
  [ -z "$tell" ] || { size=$(size_of "$copy"); progress "$work/reader" "$size" & telling=$!; }
  code=0
  { dump_of "$copy" || touch "$work/cut"; } | sh -c 'echo $$ >"$1"; exec tee "$2"' - "$work/reader" "$work/end" | fitting | "$@" --max-allowed-packet="$LOAD_PACKET" "$SCHEMA" || code=$?
  wait "$ending"
  [ -z "$tell" ] || { kill "$telling" 2>/dev/null || :; }
  rm -f "$work/end"
  [ "$code" = 0 ] || { echo "the copy could not be loaded"; return 1; }
  [ ! -e "$work/cut" ] || { echo "the copy could not be read to its end"; return 1; }
}

compare() { # client...
  contents "$work/tail" >"$work/want"
  if [ ! -s "$work/want" ] && ! tail -n 1 "$work/tail" | grep -q '^-- bartizan [0-9a-f]* end$'; then
    echo "the copy was made by an earlier version and does not say what it holds, so that nothing can be compared"
    return 0
  fi
  measures "$@" >"$work/have"
  awk -F'\t' "$COMPARE" "$work/want" "$work/have" || { echo "what was restored is not what was copied"; return 1; }
  echo "restored: $(grep -c '^table' "$work/have") tables, $(awk -F'\t' '$1 == "table" { split($3, it, " "); rows += it[2] } END { printf "%d", rows }' "$work/have") rows, all as they were in the copied database"
}

# A server of its own, which nobody but root can reach, and that listens nowhere.
serve() { # folder; with a second word it goes on when this ends
  mkdir -p "$1"
  chown mysql:mysql "$1"
  chmod 0700 "$1"
  mariadb-install-db --no-defaults --user=mysql --datadir="$1/data" --skip-test-db --auth-root-authentication-method=socket >"$1/log" 2>&1 || { tail -n 20 "$1/log" | cut -c 1-300; return 1; }
  set -- "$1" "${2:-}" mariadbd --no-defaults --datadir="$1/data" --socket="$1/socket" --pid-file="$1/pid" --tmpdir="$1" \
    --skip-networking --max-allowed-packet="$LOAD_PACKET" --character-set-server="$CHARSET" --collation-server="$COLLATION" \
    --innodb-buffer-pool-size=64M --innodb-flush-log-at-trx-commit=0 --event-scheduler=OFF
  if [ -n "$2" ]; then
    folder=$1
    shift 2
    systemd-run --quiet --collect --unit="$RESTORED_UNIT" --property=User=mysql --property=UMask=0077 --property=NoNewPrivileges=yes --property=PrivateNetwork=yes \
      --property=ProtectSystem=strict --property=ReadWritePaths="$folder" --property=PrivateTmp=yes --description="A restored copy of the database, to look at" -- "$@"
    set -- "$folder"
  else
    folder=$1
    shift 2
    "$@" --user=mysql >>"$folder/log" 2>&1 & server=$!
    set -- "$folder"
  fi
  for _ in $(seq 60); do beside "$1" --execute 'SELECT 1' >/dev/null 2>&1 && break; sleep 1; done
  beside "$1" --execute "CREATE DATABASE $SCHEMA CHARACTER SET $CHARSET COLLATE $COLLATION" || { tail -n 20 "$1/log" | cut -c 1-300; return 1; }
}
beside() { # folder words...
  at=$1/socket
  shift
  quietly mariadb --no-defaults --skip-ssl --socket="$at" --default-character-set=utf8mb4 --batch --skip-column-names "$@"
}

latest() { repo snapshots --tag bartizan --latest 1 --group-by '' --json | grep -o '"short_id":"[0-9a-f]*"' | tail -n 1 | cut -d '"' -f 4; }
known() { # copy, or nothing for the newest
  chosen=${1:-$(latest)}
  [ -n "$chosen" ] || { echo 'there is no copy'; return 1; }
  repo snapshots --tag bartizan "$chosen" --json 2>/dev/null | grep -q '"short_id"' || { echo "there is no copy $chosen"; return 1; }
}

# The database's own files are on this disk, too: it must not become full for the sake of a copy.
roomy() { # copy
  size=$(size_of "$1")
  need=$((${size:-0} * ROOM)) free=$(df --output=avail --block-size=1 "$STATE" | tail -n 1)
  [ "$free" -ge "$need" ] || { echo "not restored: it may take $(megabytes "$need") on the disk of $STATE, of which $(megabytes "$free") are free"; return 1; }
}

# The last copy, into a server that is gone afterwards.
test_copy() {
  scratch=$STATE/scratch
  rm -rf "$scratch"
  server='' tell='' work=$(mktemp -d "$STATE/restore.XXXXXX")
  trap '[ -z "$server" ] || kill "$server" 2>/dev/null || :; wait; rm -rf "$scratch" "$work"' EXIT
  known || return 1
  roomy "$chosen" || return 1
  serve "$scratch" || return 1
  pour "$chosen" beside "$scratch" || return 1
  compare beside "$scratch" || return 1
  unsound=$(mariadb-check --no-defaults --skip-ssl --socket="$scratch/socket" --check "$SCHEMA" | awk '/^(error|warning|status) *:/ { print table ": " $0 } { table = $0 }' | head -n 20 | cut -c 1-300)
  [ -z "$unsound" ] || { echo "$unsound"; return 1; }
  echo "${now:?}" >"$STATE/restored"
}

discard() {
  systemctl stop "$RESTORED_UNIT" 2>/dev/null || :
  rm -rf "$RESTORED"
}

# A copy, into a server that stays until it is discarded.
restore() {
  tell=yes server='' work=$(mktemp -d "$STATE/restore.XXXXXX")
  kept=
  trap 'rm -rf "$work"; [ -n "$kept" ] || discard' EXIT
  known "${1:-}" || return 1
  discard
  roomy "$chosen" || return 1
  serve "$RESTORED" stays || return 1
  pour "$chosen" beside "$RESTORED" || return 1
  compare beside "$RESTORED" || return 1
  kept=yes
}

# A copy, in place of the database: of this host's, or of the one with the address.
replace() { # copy [address]
  tell=yes work=$(mktemp -d "$STATE/restore.XXXXXX")
  trap 'rm -rf "$work"' EXIT
  known "$1" || return "$NOTHING_REPLACED"
  if [ -n "${2:-}" ]; then
    set -- "$chosen" quietly mariadb --defaults-file="$PEER_OPTIONS" --host="$2" --port="$PORT" --user="$RESTORE_USER" --default-character-set=utf8mb4 --batch --skip-column-names
  else
    set -- "$chosen" here
  fi
  echo "reading the copy to its end, before anything is replaced"
  dump_of "$chosen" | tail -c "$END_BYTES" >"$work/tail"
  tail -n 1 "$work/tail" | grep -q -e '^-- bartizan [0-9a-f]* end$' -e '^-- Dump completed' || { echo "the copy is not whole: nothing was replaced"; return "$NOTHING_REPLACED"; }
  shift
  "$@" --execute 'SELECT 1' >/dev/null || return "$NOTHING_REPLACED"
  "$@" --execute "DROP DATABASE IF EXISTS $SCHEMA; CREATE DATABASE $SCHEMA CHARACTER SET $CHARSET COLLATE $COLLATION" || return 1
  clustered=$CLUSTERED
  pour "$chosen" "$@" || return 1
  compare "$@"
}

# What a copy is, as words for a program: its id, when it was begun, bytes, position.
show() {
  known "${1:-}" || return 1
  printf 'id %s\nsize %s\n' "$chosen" "$(size_of "$chosen")"
  # The rest of it is not fetched.
  dump_of "$chosen" 2>/dev/null | head -n 1 | sed -n 's/^-- bartizan [0-9a-f]* copy of .* at \([0-9]*\), position \(.*\)$/at \1\nposition \2/p'
  echo "now $(position)"
  repo snapshots "$chosen" --json | grep -o '"time":"[^"]*"' | tail -n 1 | sed 's/^"time":"\(.*\)"$/time \1/'
}
