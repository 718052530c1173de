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
fail() { printf '%s\n' "$*"; exit 1; }
refresh() { status=$(printf '%s\n' 'SHOW REPLICA STATUS\G' | sql_named); }
field() { printf '%s\n' "$status" | sed -n "s/^ *$1: //p"; }

wait_primary() {
  end=$(($(date +%s) + 60))
  until [ "$(login | timeout --foreground 5 mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=3306 --batch --skip-column-names --raw --host=10.77.0.11 --execute='SELECT COUNT(*) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = '\''foobar'\''' 2>"$work/error")" = 1 ]; do
    [ "$(date +%s)" -lt "$end" ] || fail "srv1 (10.77.0.11:3306) did not let srv2 in, or has no schema foobar yet, for 60 s. $(tail -n 1 "$work/error" | cut -c 1-300)"
    sleep 0.5
  done
}

# Whether both threads work; with "connected": whether the primary is really being read.
works() {
  refresh
  [ "$(field Slave_SQL_Running)" = Yes ] || return 1
  case "$(field Slave_IO_Running)/$(field Last_IO_Errno)" in
    Yes/*) return 0 ;;
    No/*) return 1 ;;
    */1044|*/1045|*/1130|*/1698|*/2026|*/3118|*/3159) return 1 ;;
    *) [ "$1" != connected ] ;;
  esac
}

settle() {
  end=$(($(date +%s) + 30))
  faults=0
  until works "$1"; do
    # A thread that has ended with an error stays so.
    case "$(field Slave_IO_Running)$(field Last_IO_Errno)/$(field Slave_SQL_Running)$(field Last_SQL_Errno)" in
      No0/* | */No0) ;;
      No* | */No*) faults=$((faults + 1)) ;;
    esac
    [ "$(date +%s)" -lt "$end" ] && [ "$faults" -lt 3 ] || fail "Replication from srv1 (10.77.0.11:3306) does not run on srv2.
receiving: $(field Slave_IO_Running) $(field Last_IO_Errno) $(field Last_IO_Error)
applying: $(field Slave_SQL_Running), error $(field Last_SQL_Errno)
MariaDB's own words quote rows, so they are not repeated here: SHOW REPLICA STATUS on srv2 has them.
bartizan guide database says how to make the copy anew, if it cannot be mended."
    sleep 0.5
  done
}

# Threads are never stopped without need: when both start from a stop, MariaDB throws away what was received and not yet applied
# (MDEV-4698). So the primary, which has it all, must be there before that happens.
follow() {
  settings="$(field Master_Host)/$(field Master_Port)/$(field Master_User)/$(field Master_SSL_Allowed)/$(field Master_SSL_Verify_Server_Cert)/$(field Master_SSL_CA_File)/$(field Master_SSL_Cert)/$(field Master_SSL_Key)/$(field Using_Gtid)"
  if [ "$settings" != '10.77.0.11/3306/replication/Yes/Yes//etc/bartizan/pki/ca.crt//etc/bartizan/pki/database.crt//etc/bartizan/pki/database.key/Slave_Pos' ] || [ "$(sed -n 6p /var/lib/mysql/master.info)" != 'secret-database.replication' ]; then
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
obstacle() {
  theirs=$(login | timeout --foreground 10 mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=3306 --batch --skip-column-names --raw --host=10.77.0.11 --execute='SELECT CONCAT(IF(@@global.read_only, 1, 0), '\'' '\'', @@global.gtid_binlog_state, '\'','\'', @@global.gtid_slave_pos)' 2>/dev/null) || theirs=
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
seed() {
  if [ ! -e /var/lib/mysql/bartizan-seeding ]; then
    own=$(own_schema "the schema")
    [ -z "$own" ] || fail "srv2 is no replica and holds $own: Bartizan does not throw data away."
  fi
  state=$(echo 'SELECT @@global.gtid_binlog_state' | sql)
  if printf '%s\n' "$state" | grep -Eq '(^|,)[0-9]+-172818444-'; then
    fail "srv2 has executed transactions of its own ($state): it cannot follow srv1. bartizan guide database says how to make the copy anew."
  fi
  wait_primary
  : >/var/lib/mysql/bartizan-seeding
  sync /var/lib/mysql/bartizan-seeding
sql <<'SQL'
SET SESSION sql_log_bin=0, slow_query_log=0;
DROP DATABASE IF EXISTS `foobar`;
SQL

  {
    echo 'SET SESSION sql_log_bin=0, slow_query_log=0;'
    login | timeout --foreground 14400 mariadb-dump --defaults-file=/dev/stdin --host=10.77.0.11 --port=3306 --gtid --master-data=2 --single-transaction --quick --routines --triggers --events --dump-history --hex-blob --default-character-set=utf8mb4 --max-allowed-packet=1073741824 --databases foobar 2>"$work/error" || : >"$work/failed"
  } | sed -n -e p -e "/^-- SET GLOBAL gtid_slave_pos='/w $work/position" | sql_load
  [ ! -e "$work/failed" ] || fail "the copy from srv1 broke off: $(tail -n 3 "$work/error" | cut -c 1-300)"
  # The last one: the dump writes it after the data.
  position=$(sed -n "s/^-- SET GLOBAL gtid_slave_pos='\([0-9,-]*\)';$/=\1/p" "$work/position" | tail -n 1)
  [ -n "$position" ] || fail "the copy from srv1 does not say to which transaction it goes"
  # Events run on the primary only; replication itself brings them in this state.
  {
    echo 'SET SESSION sql_log_bin=0, slow_query_log=0;'
sql <<'SQL'
SELECT CONCAT('ALTER EVENT ', '`', REPLACE(EVENT_SCHEMA, '`', '``'), '`', '.', '`', REPLACE(EVENT_NAME, '`', '``'), '`', ' DISABLE ON SLAVE;') FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar';
SQL
  } | sql
  echo "SET GLOBAL gtid_slave_pos = '$(printf '%s' "$position" | tail -c +2)'" | sql
  change_master
  sync /var/lib/mysql/master.info
  rm -f /var/lib/mysql/bartizan-seeding
  echo 'START REPLICA' | sql
  settle connected
}
rejoin() {
  why=$(obstacle)
  [ -z "$why" ] || fail "srv2 cannot follow srv1: $why. bartizan guide promotion says what can be done."
  systemctl stop bartizan-database-role.service 2>/dev/null || :
  echo 'KILL CONNECTION USER '\''foobar'\''' | sql || :
  echo 'SET GLOBAL rpl_semi_sync_master_enabled = 0; SET GLOBAL read_only = 1; SET GLOBAL event_scheduler = OFF' | sql
  why=$(obstacle)
  [ -z "$why" ] || fail "srv2 cannot follow srv1: $why. bartizan guide promotion says what can be done."
  demote
  sync /var/lib/mysql/master.info
  echo 'START REPLICA' | sql
  settle connected
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
work=$(mktemp -d /var/lib/mysql-tmp/replica.XXXXXX)
trap 'rm -rf "$work"' EXIT
if [ -e /var/lib/mysql/master.info ]; then
  refresh
  [ -n "$status" ] || fail "/var/lib/mysql/master.info is there, but MariaDB on srv2 says that it is no replica."
  rm -f /var/lib/mysql/bartizan-seeding
  # A replica that waits for replicas of its own would apply nothing.
  echo 'SET GLOBAL read_only = 1; SET GLOBAL event_scheduler = OFF; SET GLOBAL rpl_semi_sync_master_enabled = 0' | sql
  follow
elif [ ! -e /var/lib/mysql/bartizan-seeding ] && [ -n "$(own_schema "the schema")" ]; then
  rejoin
else
  seed
fi
