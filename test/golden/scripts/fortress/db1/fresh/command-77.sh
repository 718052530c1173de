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
SET SESSION slow_query_log=0;
DELIMITER //
BEGIN NOT ATOMIC
  FOR it IN (
    SELECT DISTINCT account FROM (
      SELECT CONCAT('''', User, '''@''', Host, '''') AS account FROM mysql.global_priv
      WHERE User = '' OR (User = 'root' AND Host <> 'localhost')
  OR (JSON_VALUE(Priv, '$.authentication_string') IN (PASSWORD('secret-database.app'), PASSWORD('secret-database.exporter')) AND NOT User IN ('foobar', 'exporter')) OR (User IN ('foobar', 'exporter') AND (User, Host) NOT IN (('foobar', '10.77.0.31'), ('foobar', '10.77.0.32'), ('exporter', 'localhost')))
      UNION ALL SELECT account FROM (SELECT GRANTEE AS account, '*' AS scope, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, TABLE_SCHEMA, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.SCHEMA_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.TABLE_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.COLUMN_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'exporter')
UNION ALL SELECT CONCAT('''', User, '''@''', Host, ''''), 'role', Role FROM mysql.roles_mapping WHERE User IN ('foobar', 'exporter')) AS rights WHERE (account, scope, what) NOT IN (('''foobar''@''10.77.0.31''', 'foobar', 'ALTER'), ('''foobar''@''10.77.0.31''', 'foobar', 'ALTER ROUTINE'), ('''foobar''@''10.77.0.31''', 'foobar', 'CREATE'), ('''foobar''@''10.77.0.31''', 'foobar', 'CREATE ROUTINE'), ('''foobar''@''10.77.0.31''', 'foobar', 'CREATE TEMPORARY TABLES'), ('''foobar''@''10.77.0.31''', 'foobar', 'CREATE VIEW'), ('''foobar''@''10.77.0.31''', 'foobar', 'DELETE'), ('''foobar''@''10.77.0.31''', 'foobar', 'DROP'), ('''foobar''@''10.77.0.31''', 'foobar', 'EXECUTE'), ('''foobar''@''10.77.0.31''', 'foobar', 'INDEX'), ('''foobar''@''10.77.0.31''', 'foobar', 'INSERT'), ('''foobar''@''10.77.0.31''', 'foobar', 'LOCK TABLES'), ('''foobar''@''10.77.0.31''', 'foobar', 'REFERENCES'), ('''foobar''@''10.77.0.31''', 'foobar', 'SELECT'), ('''foobar''@''10.77.0.31''', 'foobar', 'SHOW VIEW'), ('''foobar''@''10.77.0.31''', 'foobar', 'TRIGGER'), ('''foobar''@''10.77.0.31''', 'foobar', 'UPDATE'), ('''foobar''@''10.77.0.32''', 'foobar', 'ALTER'), ('''foobar''@''10.77.0.32''', 'foobar', 'ALTER ROUTINE'), ('''foobar''@''10.77.0.32''', 'foobar', 'CREATE'), ('''foobar''@''10.77.0.32''', 'foobar', 'CREATE ROUTINE'), ('''foobar''@''10.77.0.32''', 'foobar', 'CREATE TEMPORARY TABLES'), ('''foobar''@''10.77.0.32''', 'foobar', 'CREATE VIEW'), ('''foobar''@''10.77.0.32''', 'foobar', 'DELETE'), ('''foobar''@''10.77.0.32''', 'foobar', 'DROP'), ('''foobar''@''10.77.0.32''', 'foobar', 'EXECUTE'), ('''foobar''@''10.77.0.32''', 'foobar', 'INDEX'), ('''foobar''@''10.77.0.32''', 'foobar', 'INSERT'), ('''foobar''@''10.77.0.32''', 'foobar', 'LOCK TABLES'), ('''foobar''@''10.77.0.32''', 'foobar', 'REFERENCES'), ('''foobar''@''10.77.0.32''', 'foobar', 'SELECT'), ('''foobar''@''10.77.0.32''', 'foobar', 'SHOW VIEW'), ('''foobar''@''10.77.0.32''', 'foobar', 'TRIGGER'), ('''foobar''@''10.77.0.32''', 'foobar', 'UPDATE'), ('''exporter''@''localhost''', '*', 'PROCESS'), ('''exporter''@''localhost''', '*', 'SLAVE MONITOR'))
    ) AS surplus
  ) DO
    IF it.account IN (SELECT CONCAT('''', User, '''@''', Host, '''') FROM mysql.global_priv WHERE User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.31'), ('foobar', '10.77.0.32'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar')) THEN
      EXECUTE IMMEDIATE CONCAT('REVOKE ALL PRIVILEGES, GRANT OPTION FROM ', it.account);
      EXECUTE IMMEDIATE CONCAT('GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE ON `foobar`.* TO ', it.account);
      EXECUTE IMMEDIATE CONCAT('ALTER USER ', it.account, ' IDENTIFIED VIA mysql_native_password USING ''invalid'' ACCOUNT LOCK');
    ELSE
      EXECUTE IMMEDIATE CONCAT('DROP USER IF EXISTS ', it.account);
    END IF;
  END FOR;
END //
DELIMITER ;
CREATE USER IF NOT EXISTS 'foobar'@'10.77.0.31' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80;
ALTER USER 'foobar'@'10.77.0.31' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80 ACCOUNT UNLOCK;
GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE ON `foobar`.* TO 'foobar'@'10.77.0.31';
CREATE USER IF NOT EXISTS 'foobar'@'10.77.0.32' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80;
ALTER USER 'foobar'@'10.77.0.32' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.app') REQUIRE SSL WITH MAX_USER_CONNECTIONS 80 ACCOUNT UNLOCK;
GRANT ALTER, ALTER ROUTINE, CREATE, CREATE ROUTINE, CREATE TEMPORARY TABLES, CREATE VIEW, DELETE, DROP, EXECUTE, INDEX, INSERT, LOCK TABLES, REFERENCES, SELECT, SHOW VIEW, TRIGGER, UPDATE ON `foobar`.* TO 'foobar'@'10.77.0.32';
CREATE USER IF NOT EXISTS 'exporter'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.exporter') REQUIRE NONE WITH MAX_USER_CONNECTIONS 3;
ALTER USER 'exporter'@'localhost' IDENTIFIED VIA mysql_native_password USING PASSWORD('secret-database.exporter') REQUIRE NONE WITH MAX_USER_CONNECTIONS 3 ACCOUNT UNLOCK;
GRANT PROCESS, SLAVE MONITOR ON *.* TO 'exporter'@'localhost';

SQL

