quietly() {
  {
    { code=0; "$@" 2>&1 >&3 3>&- || code=$?; echo "status $code"; } | awk '
function tell(line) { if (++told <= 20) print substr(line, 1, 300) }
/^status [0-9]+$/ { status = $2; next }
match($0, /^ERROR [0-9]+ \([0-9A-Z]+\)( at line [0-9]+)?/) {
  head = substr($0, 1, RLENGTH)
  tell($2 ~ /^(2[0-9][0-9][0-9]|1040|1044|1045|1049|1130|1203|1205|1213|1226|1290|1698|3118|3159)$/ ? $0 : head)
  next
}
/^(mariadb|mariadb-dump|timeout): / { tell($0) }
END { exit status }' >&2 3>&-
  } 3>&1
}
sql() { quietly timeout --foreground 60 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw --skip-column-names; }
sql_named() { quietly timeout --foreground 60 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw; }
sql_load() {
  usual=$(mariadbd --user=mysql --verbose --help 2>/dev/null </dev/null | awk '$1 == "max-allowed-packet" { print $2 }')
usual=${usual:-16777216}
  echo 'SET GLOBAL max_allowed_packet = 1073741824' | sql
  { echo "SET GLOBAL max_allowed_packet = $usual;"; cat; } | quietly mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw --skip-column-names --max-allowed-packet=1073741824
}
login() {
cat <<'OPTIONS'
[client]
protocol=tcp
user=replication
password="secret-database.replication"
ssl-ca=/etc/bartizan/pki/ca.crt
ssl-cert=/etc/bartizan/pki/database.crt
ssl-key=/etc/bartizan/pki/database.key
ssl-verify-server-cert
OPTIONS
}
own_schema() {
  for schema in /var/lib/mysql/*/; do
    schema=$(basename "$schema")
    case "$schema" in mysql|performance_schema|sys|lost+found|'#'*|'*') ;; *) echo "$1 $schema"; return ;; esac
  done
}
of_primary() { # seconds SQL
  login | timeout --foreground "$1" mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=3306 --batch --skip-column-names --raw --host=10.77.0.11 --execute="$2"
}
obstacle() {
  theirs=$(of_primary 10 'SELECT CONCAT(IF(@@global.read_only, 1, 0), '\'' '\'', @@global.gtid_binlog_state, '\'','\'', @@global.gtid_slave_pos)' 2>/dev/null) || theirs=
  case "$theirs" in
    '0 '*) ;;
    '') echo "srv1 does not answer it"; return ;;
    *) echo "srv1 accepts no writes"; return ;;
  esac
  mine=$(echo 'SELECT @@global.gtid_current_pos' | sql) || { echo "MariaDB there does not answer"; return; }
  printf '%s\n' "${theirs#0 }" "$mine" | awk -F, '
NR == 1 { for (i = 1; i <= NF; i++) if (split($i, p, "-") == 3 && p[3] + 0 > last[p[1], p[2]]) last[p[1], p[2]] = p[3] + 0 }
NR == 2 { for (i = 1; i <= NF; i++) if (split($i, p, "-") == 3) { any = 1; if (p[3] + 0 > last[p[1], p[2]]) more = more " " $i } }
END { if (more != "") print substr(more, 2); else if (!any) print "unnumbered ones" }' | sed 's/^/srv2 has transactions that srv1 does not have: /'
}
password() {
cat <<'PASSWORD'
secret-database.replication
PASSWORD
}
dump() {
  login | timeout --foreground 14400 mariadb-dump --defaults-file=/dev/stdin --host=10.77.0.11 --port=3306 --gtid --master-data=2 --single-transaction --quick --routines --triggers --events --dump-history --hex-blob --default-character-set=utf8mb4 --max-allowed-packet=1073741824 --databases foobar
}
change_master() {
sql <<'SQL'
SET SESSION slow_query_log=0;
CHANGE MASTER TO MASTER_HOST='10.77.0.11', MASTER_PORT=3306,
  MASTER_USER='replication', MASTER_PASSWORD='secret-database.replication',
  MASTER_SSL=1, MASTER_SSL_VERIFY_SERVER_CERT=1, MASTER_SSL_CA='/etc/bartizan/pki/ca.crt', MASTER_SSL_CERT='/etc/bartizan/pki/database.crt', MASTER_SSL_KEY='/etc/bartizan/pki/database.key',
  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=2, MASTER_HEARTBEAT_PERIOD=2;
SQL
rm -f /var/lib/mysql/bartizan-voters
}
demote() {
sql <<'SQL'
SET SESSION slow_query_log=0;
CHANGE MASTER TO MASTER_HOST='10.77.0.11', MASTER_PORT=3306,
  MASTER_USER='replication', MASTER_PASSWORD='secret-database.replication',
  MASTER_SSL=1, MASTER_SSL_VERIFY_SERVER_CERT=1, MASTER_SSL_CA='/etc/bartizan/pki/ca.crt', MASTER_SSL_CERT='/etc/bartizan/pki/database.crt', MASTER_SSL_KEY='/etc/bartizan/pki/database.key',
  MASTER_USE_GTID=slave_pos, MASTER_CONNECT_RETRY=2, MASTER_HEARTBEAT_PERIOD=2, MASTER_DEMOTE_TO_SLAVE=1;
SQL
rm -f /var/lib/mysql/bartizan-voters
}
# Makes this host follow the primary. From others: `sql`, `sql_named` and `sql_load` ask the server here, `of_primary` the one there; `dump`
# is the copy; `password` is that of the replication; `obstacle` says why this host cannot follow; `own_schema` names a schema of its own.
HOST=srv2
PRIMARY=srv1
SOURCE='srv1 (10.77.0.11:3306)'
SCHEMA=foobar
SERVER_ID=172818444
SETTINGS='10.77.0.11
3306
replication
Yes
Yes
/etc/bartizan/pki/ca.crt
/etc/bartizan/pki/database.crt
/etc/bartizan/pki/database.key
Slave_Pos'
REFUSED_LOGINS='1044 1045 1130 1698 2026 3118 3159'
REFUSE_WRITES='SET GLOBAL read_only = 1; SET GLOBAL event_scheduler = OFF'
HAS_SCHEMA='SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '\''foobar'\'''
CUT_OFF='KILL CONNECTION USER '\''foobar'\'''
DROP_SCHEMA='DROP DATABASE IF EXISTS `foobar`;'
DISABLE_EVENTS='SELECT CONCAT('\''ALTER EVENT '\'', '\''`'\'', REPLACE(EVENT_SCHEMA, '\''`'\'', '\''``'\''), '\''`'\'', '\''.'\'', '\''`'\'', REPLACE(EVENT_NAME, '\''`'\'', '\''``'\''), '\''`'\'', '\'' DISABLE ON SLAVE;'\'') FROM information_schema.EVENTS WHERE EVENT_SCHEMA = '\''foobar'\'';'
PRIVATE_SESSION='SET SESSION sql_log_bin=0, slow_query_log=0;'
MASTER_INFO=/var/lib/mysql/master.info
SEEDING=/var/lib/mysql/bartizan-seeding
SCRATCH=/var/lib/mysql-tmp
ROLE_UNIT=bartizan-database-role.service
PRIMARY_SECONDS=60
START_SECONDS=30
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

