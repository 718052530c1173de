# Makes this host follow the primary. From others: `sql`, `sql_named` and `sql_load` ask the server here, `of_primary` the one there; `dump`
# is the copy; `password` is that of the replication; `obstacle` says why this host cannot follow; `own_schema` names a schema of its own.
: "${HOST:?}" "${PRIMARY:?}" "${SOURCE:?}" "${SCHEMA:?}" "${SERVER_ID:?}" "${SETTINGS:?}" "${REFUSED_LOGINS:?}" "${REFUSE_WRITES:?}"
: "${HAS_SCHEMA:?}" "${CUT_OFF:?}" "${DROP_SCHEMA:?}" "${DISABLE_EVENTS:?}" "${PRIVATE_SESSION:?}"
: "${MASTER_INFO:?}" "${SEEDING:?}" "${SCRATCH:?}" "${ROLE_UNIT:?}" "${PRIMARY_SECONDS:?}" "${START_SECONDS:?}"
fail() { printf '%s\n' "$*"; exit 1; }
refresh() { status=$(printf '%s\n' 'SHOW REPLICA STATUS\G' | sql_named); }
field() { printf '%s\n' "$status" | sed -n "s/^ *$1: //p"; }
settings() { for it in Host Port User SSL_Allowed SSL_Verify_Server_Cert SSL_CA_File SSL_Cert SSL_Key; do field "Master_$it"; done; field Using_Gtid; }

wait_primary() {
  end=$(($(date +%s) + PRIMARY_SECONDS))
  until [ "$(of_primary 5 "$HAS_SCHEMA" 2>"$work/error")" = 1 ]; do
    [ "$(date +%s)" -lt "$end" ] || fail "$SOURCE did not let $HOST in, or has no schema $SCHEMA yet, for $PRIMARY_SECONDS s. $(tail -n 1 "$work/error" | cut -c 1-300)"
    sleep 0.5
  done
}

# Whether both threads work; with "connected": whether the primary is really being read.
works() {
  refresh
  [ "$(field Slave_SQL_Running)" = Yes ] || return 1
  case "$(field Slave_IO_Running)" in
    Yes) return 0 ;;
    No) return 1 ;;
  esac
  case " $REFUSED_LOGINS " in *" $(field Last_IO_Errno) "*) return 1 ;; esac
  [ "$1" != connected ]
}

settle() {
  end=$(($(date +%s) + START_SECONDS))
  faults=0
  until works "$1"; do
    # A thread that has ended with an error stays so.
    case "$(field Slave_IO_Running)$(field Last_IO_Errno)/$(field Slave_SQL_Running)$(field Last_SQL_Errno)" in
      No0/* | */No0) ;;
      No* | */No*) faults=$((faults + 1)) ;;
    esac
    [ "$(date +%s)" -lt "$end" ] && [ "$faults" -lt 3 ] || fail "Replication from $SOURCE does not run on $HOST.
receiving: $(field Slave_IO_Running) $(field Last_IO_Errno) $(field Last_IO_Error)
applying: $(field Slave_SQL_Running), error $(field Last_SQL_Errno)
MariaDB's own words quote rows, so they are not repeated here: SHOW REPLICA STATUS on $HOST has them.
bartizan guide database says how to make the copy anew, if it cannot be mended."
    sleep 0.5
  done
}

# Threads are never stopped without need: when both start from a stop, MariaDB throws away what was received and not yet applied
# (MDEV-4698). So the primary, which has it all, must be there before that happens.
follow() {
  if [ "$(settings)" != "$SETTINGS" ] || [ "$(sed -n 6p "$MASTER_INFO")" != "$(password)" ]; then
    wait_primary
    echo 'STOP REPLICA IO_THREAD' | sql
    received=$(field Gtid_IO_Pos)
    [ "$(field Slave_SQL_Running)" != Yes ] || [ -z "$received" ] || echo "SELECT MASTER_GTID_WAIT('$received', 30)" | sql
    echo 'STOP REPLICA' | sql
    change_master
    echo 'START REPLICA' | sql
    settle connected
    return
  fi
  case "$(field Slave_IO_Running)/$(field Slave_SQL_Running)" in
    No/No) wait_primary; echo 'START REPLICA' | sql ;;
    No/*) echo 'START REPLICA IO_THREAD' | sql ;;
    */No) echo 'START REPLICA SQL_THREAD' | sql ;;
  esac
  settle any
}

unhindered() {
  why=$(obstacle)
  [ -z "$why" ] || fail "$HOST cannot follow $PRIMARY: $why. bartizan guide promotion says what can be done."
}

# A former primary follows the one that took its place. Its clients are cut off before anything else: turning semi-synchronous
# replication off would tell them that what still waits for a replica was done.
rejoin() {
  unhindered
  systemctl stop "$ROLE_UNIT" 2>/dev/null || :
  echo "$CUT_OFF" | sql || :
  echo "SET GLOBAL rpl_semi_sync_master_enabled = 0; $REFUSE_WRITES" | sql
  unhindered
  demote
  sync "$MASTER_INFO"
  echo 'START REPLICA' | sql
  settle connected
}

# Dies at any point without harm: until CHANGE MASTER has written its file the mark stands, and the next run begins anew.
seed() {
  if [ ! -e "$SEEDING" ]; then
    own=$(own_schema "the schema")
    [ -z "$own" ] || fail "$HOST is no replica and holds $own: Bartizan does not throw data away."
  fi
  state=$(echo 'SELECT @@global.gtid_binlog_state' | sql)
  if printf '%s\n' "$state" | grep -Eq "(^|,)[0-9]+-$SERVER_ID-"; then
    fail "$HOST has executed transactions of its own ($state): it cannot follow $PRIMARY. bartizan guide database says how to make the copy anew."
  fi
  wait_primary
  : >"$SEEDING"
  sync "$SEEDING"
  printf '%s\n' "$PRIVATE_SESSION" "$DROP_SCHEMA" | sql
  {
    echo "$PRIVATE_SESSION"
    dump 2>"$work/error" || : >"$work/failed"
  } | sed -n -e p -e "/^-- SET GLOBAL gtid_slave_pos='/w $work/position" | sql_load
  [ ! -e "$work/failed" ] || fail "the copy from $PRIMARY broke off: $(tail -n 3 "$work/error" | cut -c 1-300)"
  # The last one: the dump writes it after the data.
  position=$(sed -n "s/^-- SET GLOBAL gtid_slave_pos='\([0-9,-]*\)';$/=\1/p" "$work/position" | tail -n 1)
  [ -n "$position" ] || fail "the copy from $PRIMARY does not say to which transaction it goes"
  # Events run on the primary only; replication itself brings them in this state.
  {
    echo "$PRIVATE_SESSION"
    printf '%s\n' "$DISABLE_EVENTS" | sql
  } | sql
  echo "SET GLOBAL gtid_slave_pos = '$(printf '%s' "$position" | tail -c +2)'" | sql
  change_master
  sync "$MASTER_INFO"
  rm -f "$SEEDING"
  echo 'START REPLICA' | sql
  settle connected
}

work=$(mktemp -d "$SCRATCH/replica.XXXXXX")
trap 'rm -rf "$work"' EXIT
if [ -e "$MASTER_INFO" ]; then
  refresh
  [ -n "$status" ] || fail "$MASTER_INFO is there, but MariaDB on $HOST says that it is no replica."
  rm -f "$SEEDING"
  # A replica that waits for replicas of its own would apply nothing.
  echo "$REFUSE_WRITES; SET GLOBAL rpl_semi_sync_master_enabled = 0" | sql
  follow
elif [ ! -e "$SEEDING" ] && [ -n "$(own_schema "the schema")" ]; then
  rejoin
else
  seed
fi
