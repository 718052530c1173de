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
voters() { cat /var/lib/mysql/bartizan-voters 2>/dev/null || echo 10.77.0.12; }
none_replaced() {
  :
  if [ "$(login | timeout --foreground 10 mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=3306 --batch --skip-column-names --raw --host=10.77.0.12 --execute='SELECT @@global.read_only' 2>/dev/null)" = 0 ]; then
    echo "srv1 was replaced: srv2 accepts writes. Name srv2 as database.primary; then up makes srv1 its replica."
    exit 1
  fi
}
[ ! -e /var/lib/mysql/master.info ] || { echo 'srv1 is a replica; `up` does not promote it'; exit 1; }
[ ! -e /var/lib/mysql/bartizan-seeding ] || { echo "srv1 holds an unfinished copy"; exit 1; }
schema=$(
sql <<'SQL'
SELECT CONCAT('schema ', DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'foobar';
SQL
)
if [ -z "$schema" ]; then
  :
  tables=$(login | timeout --foreground 10 mariadb --defaults-file=/dev/stdin --connect-timeout=3 --port=3306 --batch --skip-column-names --raw --host=10.77.0.12 --execute='SELECT COUNT(*) FROM information_schema.TABLES WHERE TABLE_SCHEMA = '\''foobar'\''' 2>/dev/null) || tables=0
  if [ "$tables" != 0 ]; then
    echo "srv1 is the primary and has no schema foobar, but srv2 has one with $tables tables: the data of srv1 are gone."
    echo "Bartizan does not put an empty database in their place. Restore srv1 from a backup or from the copy on srv2, then run up again."
    exit 1
  fi

  # Nobody writes here yet, and the replicas wait for the schema: it must not wait for them.
  echo 'SET GLOBAL rpl_semi_sync_master_enabled = 0' | sql
  echo 'CREATE DATABASE `foobar` CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci' | sql
elif [ "$schema" != 'schema utf8mb4 utf8mb4_uca1400_ai_ci' ]; then
  echo 'ALTER DATABASE `foobar` CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci' | sql
fi
[ "$(echo 'SELECT @@global.read_only' | sql)" = 0 ] || none_replaced
semi_sync=0
echo "SET GLOBAL rpl_semi_sync_master_enabled = $semi_sync; SET GLOBAL read_only = 0; SET GLOBAL event_scheduler = ON" | sql
