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
echo 'CREATE DATABASE IF NOT EXISTS `foobar` CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci' | sql
schema=$(
sql <<'SQL'
SELECT CONCAT('schema ', DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'foobar';
SQL
)
[ "$schema" = 'schema utf8mb4 utf8mb4_uca1400_ai_ci' ] || echo 'ALTER DATABASE `foobar` CHARACTER SET utf8mb4 COLLATE utf8mb4_uca1400_ai_ci' | sql
