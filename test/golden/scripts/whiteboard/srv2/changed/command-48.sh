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
sql <<'SQL'
SET SESSION sql_log_bin=0, slow_query_log=0;
DELIMITER //
BEGIN NOT ATOMIC
  FOR it IN (
    SELECT DISTINCT account FROM (
      SELECT CONCAT('''', User, '''@''', Host, '''') AS account FROM mysql.global_priv
      WHERE User = '' OR (User = 'root' AND Host <> 'localhost')
  OR (JSON_VALUE(Priv, '$.authentication_string') IN (PASSWORD('secret-database.app'), PASSWORD('secret-database.replication'), PASSWORD('secret-database.exporter')) AND NOT User IN ('foobar', 'replication', 'exporter')) OR (User IN ('foobar', 'replication', 'exporter') AND (User, Host) NOT IN (('foobar', '10.77.0.11'), ('foobar', '10.77.0.12'), ('replication', '10.77.0.11'), ('exporter', 'localhost')))
      UNION ALL SELECT account FROM (SELECT GRANTEE AS account, '*' AS scope, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, TABLE_SCHEMA, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.SCHEMA_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.TABLE_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.COLUMN_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT CONCAT('''', User, '''@''', Host, ''''), 'role', Role FROM mysql.roles_mapping WHERE User IN ('foobar', 'replication', 'exporter')) AS rights WHERE (account, scope, what) NOT IN (('''foobar''@''10.77.0.11''', 'foobar', 'ALTER'), ('''foobar''@''10.77.0.11''', 'foobar', 'ALTER ROUTINE'), ('''foobar''@''10.77.0.11''', 'foobar', 'CREATE'), ('''foobar''@''10.77.0.11''', 'foobar', 'CREATE ROUTINE'), ('''foobar''@''10.77.0.11''', 'foobar', 'CREATE TEMPORARY TABLES'), ('''foobar''@''10.77.0.11''', 'foobar', 'CREATE VIEW'), ('''foobar''@''10.77.0.11''', 'foobar', 'DELETE'), ('''foobar''@''10.77.0.11''', 'foobar', 'DROP'), ('''foobar''@''10.77.0.11''', 'foobar', 'EXECUTE'), ('''foobar''@''10.77.0.11''', 'foobar', 'INDEX'), ('''foobar''@''10.77.0.11''', 'foobar', 'INSERT'), ('''foobar''@''10.77.0.11''', 'foobar', 'LOCK TABLES'), ('''foobar''@''10.77.0.11''', 'foobar', 'REFERENCES'), ('''foobar''@''10.77.0.11''', 'foobar', 'SELECT'), ('''foobar''@''10.77.0.11''', 'foobar', 'SHOW VIEW'), ('''foobar''@''10.77.0.11''', 'foobar', 'TRIGGER'), ('''foobar''@''10.77.0.11''', 'foobar', 'UPDATE'), ('''foobar''@''10.77.0.11''', 'foobar', 'EVENT'), ('''foobar''@''10.77.0.12''', 'foobar', 'ALTER'), ('''foobar''@''10.77.0.12''', 'foobar', 'ALTER ROUTINE'), ('''foobar''@''10.77.0.12''', 'foobar', 'CREATE'), ('''foobar''@''10.77.0.12''', 'foobar', 'CREATE ROUTINE'), ('''foobar''@''10.77.0.12''', 'foobar', 'CREATE TEMPORARY TABLES'), ('''foobar''@''10.77.0.12''', 'foobar', 'CREATE VIEW'), ('''foobar''@''10.77.0.12''', 'foobar', 'DELETE'), ('''foobar''@''10.77.0.12''', 'foobar', 'DROP'), ('''foobar''@''10.77.0.12''', 'foobar', 'EXECUTE'), ('''foobar''@''10.77.0.12''', 'foobar', 'INDEX'), ('''foobar''@''10.77.0.12''', 'foobar', 'INSERT'), ('''foobar''@''10.77.0.12''', 'foobar', 'LOCK TABLES'), ('''foobar''@''10.77.0.12''', 'foobar', 'REFERENCES'), ('''foobar''@''10.77.0.12''', 'foobar', 'SELECT'), ('''foobar''@''10.77.0.12''', 'foobar', 'SHOW VIEW'), ('''foobar''@''10.77.0.12''', 'foobar', 'TRIGGER'), ('''foobar''@''10.77.0.12''', 'foobar', 'UPDATE'), ('''foobar''@''10.77.0.12''', 'foobar', 'EVENT'), ('''replication''@''10.77.0.11''', '*', 'REPLICATION SLAVE'), ('''replication''@''10.77.0.11''', '*', 'SLAVE MONITOR'), ('''replication''@''10.77.0.11''', 'foobar', 'EVENT'), ('''replication''@''10.77.0.11''', 'foobar', 'SELECT'), ('''replication''@''10.77.0.11''', 'foobar', 'SHOW CREATE ROUTINE'), ('''replication''@''10.77.0.11''', 'foobar', 'SHOW VIEW'), ('''replication''@''10.77.0.11''', 'foobar', 'TRIGGER'), ('''exporter''@''localhost''', '*', 'PROCESS'), ('''exporter''@''localhost''', '*', 'SLAVE MONITOR'))
    ) AS surplus
  ) DO
    IF it.account IN (SELECT CONCAT('''', User, '''@''', Host, '''') FROM mysql.global_priv WHERE User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.11'), ('foobar', '10.77.0.12'), ('replication', '10.77.0.11'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar')) THEN
      EXECUTE IMMEDIATE CONCAT('REVOKE ALL PRIVILEGES, GRANT OPTION FROM ', it.account);
      EXECUTE IMMEDIATE CONCAT('GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE, EVENT ON `foobar`.* TO ', it.account);
      EXECUTE IMMEDIATE CONCAT('ALTER USER ', it.account, ' IDENTIFIED VIA mysql_native_password USING ''invalid'' ACCOUNT LOCK');
    ELSE
      EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS ', it.account);
    END IF;
  END FOR;
END //
DELIMITER ;
CREATE USER IF NOT EXISTS 'foobar'@'10.77.0.11' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80;
ALTER USER 'foobar'@'10.77.0.11' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80 ACCOUNT UNLOCK;
GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE, EVENT ON `foobar`.* TO 'foobar'@'10.77.0.11';
CREATE USER IF NOT EXISTS 'foobar'@'10.77.0.12' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80;
ALTER USER 'foobar'@'10.77.0.12' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80 ACCOUNT UNLOCK;
GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE, EVENT ON `foobar`.* TO 'foobar'@'10.77.0.12';
CREATE USER IF NOT EXISTS 'replication'@'10.77.0.11' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.replication') REQUIRE SUBJECT '/OU=database/CN=srv1' WITH MAX_USER_CONNECTIONS 10;
ALTER USER 'replication'@'10.77.0.11' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.replication') REQUIRE SUBJECT '/OU=database/CN=srv1' WITH MAX_USER_CONNECTIONS 10 ACCOUNT UNLOCK;
GRANT REPLICATION SLAVE, SLAVE MONITOR ON *.* TO 'replication'@'10.77.0.11';
GRANT EVENT, SELECT, SHOW CREATE ROUTINE, SHOW VIEW, TRIGGER ON `foobar`.* TO 'replication'@'10.77.0.11';
CREATE USER IF NOT EXISTS 'exporter'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.exporter') REQUIRE NONE WITH MAX_USER_CONNECTIONS 3;
ALTER USER 'exporter'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.exporter') REQUIRE NONE WITH MAX_USER_CONNECTIONS 3 ACCOUNT UNLOCK;
GRANT PROCESS, SLAVE MONITOR ON *.* TO 'exporter'@'localhost';

SQL

