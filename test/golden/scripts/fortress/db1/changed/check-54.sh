[ -S /run/mysqld/mysqld.sock ] || exit 0
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
sql() { quietly timeout --foreground 5 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw --skip-column-names; }
sql_named() { quietly timeout --foreground 5 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw; }
sql_load() {
  usual=$(mariadbd --user=mysql --verbose --help 2>/dev/null </dev/null | awk '$1 == "max-allowed-packet" { print $2 }')
usual=${usual:-16777216}
  echo 'SET GLOBAL max_allowed_packet = 1073741824' | sql
  { echo "SET GLOBAL max_allowed_packet = $usual;"; cat; } | quietly mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --connect-timeout=3 --default-character-set=utf8mb4 --batch --raw --skip-column-names --max-allowed-packet=1073741824
}
sql <<'SQL'
SET SESSION slow_query_log=0;
SELECT line FROM (
SELECT CONCAT('account ', User, '@', Host, ' ', JSON_VALUE(Priv, '$.plugin'),
  IF(COALESCE(JSON_LENGTH(Priv, '$.auth_or'), 1) = 1, '', '+others'),
  IF(JSON_VALUE(Priv, '$.authentication_string') = CASE User WHEN 'foobar' THEN PASSWORD('secret-database.app') WHEN 'exporter' THEN PASSWORD('secret-database.exporter') END, ' current', ' other'),
  ' transport=', COALESCE(JSON_VALUE(Priv, '$.ssl_type'), 0),
  COALESCE(CONCAT(' subject=', NULLIF(JSON_VALUE(Priv, '$.x509_subject'), '')), ''),
  ' connections=', COALESCE(JSON_VALUE(Priv, '$.max_user_connections'), 0),
  IF(COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'), ' locked', ' unlocked')) AS line
FROM mysql.global_priv WHERE User IN ('foobar', 'exporter') AND NOT (User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.31'), ('foobar', '10.77.0.32'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar') AND JSON_VALUE(Priv, '$.authentication_string') = 'invalid'
  AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'))
UNION ALL SELECT CONCAT('rights ', REPLACE(account, '''', ''), ' ', scope, ' ', GROUP_CONCAT(what ORDER BY BINARY what SEPARATOR ','))
FROM (SELECT GRANTEE AS account, '*' AS scope, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, TABLE_SCHEMA, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.SCHEMA_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.TABLE_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.COLUMN_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT CONCAT('''', User, '''@''', Host, ''''), 'role', Role FROM mysql.roles_mapping WHERE User IN ('foobar', 'exporter')) AS rights
WHERE account NOT IN (SELECT CONCAT('''', User, '''@''', Host, '''') FROM mysql.global_priv WHERE (User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.31'), ('foobar', '10.77.0.32'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar') AND JSON_VALUE(Priv, '$.authentication_string') = 'invalid'
  AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'))) GROUP BY account, scope
UNION ALL SELECT CONCAT('leftover ', User, '@', Host) FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost')
  OR (JSON_VALUE(Priv, '$.authentication_string') IN (PASSWORD('secret-database.app'), PASSWORD('secret-database.exporter')) AND NOT User IN ('foobar', 'exporter'))
) AS found ORDER BY BINARY line;
SQL

