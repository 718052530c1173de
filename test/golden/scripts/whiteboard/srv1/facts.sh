{
export LC_ALL=C QUOTING_STYLE=literal PATH=/usr/sbin:/usr/bin:/sbin:/bin
[ ! -e /var/lib/bartizan/running ] || flock -s -w 30 /var/lib/bartizan/running true
date '+now	%s'
. /etc/os-release
printf 'os\t%s %s\n' "$ID" "${VERSION_ID:-}"
sed -n 's/^MemTotal: */memory	/p' /proc/meminfo
[ -f /var/lib/bartizan/manifest ] && printf 'managed\n'
printf 'connection\t%s\n' "${1-}"
sshd -T | sed -n 's/^port /sshd	/p'
[ -f /var/lib/bartizan/stamps/ruleset ] || ss -Htulnp --cgroup | sed 's/^/listener	/'
dpkg-query -W -f='package\t${Package}\t${Version}\t${db:Status-Status}\n' chrony curl unattended-upgrades openssh-server nftables mariadb-server mariadb-client tzdata nodejs nginx libnginx-mod-http-lua haproxy socat prometheus-node-exporter dbus openssl prometheus-mysqld-exporter victoria-metrics
printf 'groups\n'
groups foobar vmagent
printf '\n'
stat -c 'stat	%n	%a	%U:%G	%F	%N' -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/mysql/mariadb.conf.d/90-bartizan.cnf /etc/systemd/system/mariadb.service.d/bartizan.conf /etc/systemd/system/mariadb.service.d/bartizan-journal.conf /usr/local/lib/bartizan/time-zones /etc/systemd/system/bartizan-time-zones.service /etc/systemd/system/bartizan-time-zones.timer /etc/bartizan/database-peers.cnf /usr/local/lib/bartizan/database-role /etc/systemd/system/bartizan-database-role.service /etc/haproxy/haproxy.cfg /etc/systemd/system/haproxy.service.d/bartizan.conf /etc/bartizan/app.env /etc/systemd/system/foobar.service /etc/nginx/nginx.conf /etc/systemd/system/nginx.service.d/bartizan.conf /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/prometheus/mysqld-exporter.cnf /etc/default/prometheus-mysqld-exporter /etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /var/lib/mysql-tmp /var/log/mysql /etc/prometheus /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /srv/foobar/current /usr/lib/systemd/system/bartizan-hosts.path /etc/systemd/system/systemd-sysctl.service /usr/lib/systemd/system/systemd-sysctl.service /etc/systemd/system/systemd-journald.service /usr/lib/systemd/system/systemd-journald.service /usr/lib/systemd/system/bartizan-package-lists.timer /etc/systemd/system/apt-daily-upgrade.timer /usr/lib/systemd/system/apt-daily-upgrade.timer /etc/systemd/system/ssh.service /usr/lib/systemd/system/ssh.service /etc/systemd/system/nftables.service /usr/lib/systemd/system/nftables.service /usr/lib/systemd/system/bartizan-firewall.service /usr/lib/systemd/system/bartizan-loopback.service /usr/lib/systemd/system/bartizan-time-zones.timer /etc/systemd/system/mariadb.service /usr/lib/systemd/system/mariadb.service /etc/systemd/system/haproxy.service /usr/lib/systemd/system/haproxy.service /usr/lib/systemd/system/foobar.service /etc/systemd/system/nginx.service /usr/lib/systemd/system/nginx.service /usr/lib/systemd/system/bartizan-textfile.timer /etc/systemd/system/prometheus-node-exporter.service /usr/lib/systemd/system/prometheus-node-exporter.service /etc/systemd/system/prometheus-mysqld-exporter.service /usr/lib/systemd/system/prometheus-mysqld-exporter.service /etc/systemd/system/victoria-metrics.service /usr/lib/systemd/system/victoria-metrics.service /usr/lib/systemd/system/vmagent.service
nft -s -t list table inet bartizan | sha256sum -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/mysql/mariadb.conf.d/90-bartizan.cnf /etc/systemd/system/mariadb.service.d/bartizan.conf /etc/systemd/system/mariadb.service.d/bartizan-journal.conf /usr/local/lib/bartizan/time-zones /etc/systemd/system/bartizan-time-zones.service /etc/systemd/system/bartizan-time-zones.timer /etc/bartizan/database-peers.cnf /usr/local/lib/bartizan/database-role /etc/systemd/system/bartizan-database-role.service /etc/haproxy/haproxy.cfg /etc/systemd/system/haproxy.service.d/bartizan.conf /etc/bartizan/app.env /etc/systemd/system/foobar.service /etc/nginx/nginx.conf /etc/systemd/system/nginx.service.d/bartizan.conf /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/prometheus/mysqld-exporter.cnf /etc/default/prometheus-mysqld-exporter /etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /var/lib/mysql-tmp /var/log/mysql /etc/prometheus /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /etc/bartizan/pki/database.key /etc/bartizan/pki/database.crt /etc/bartizan/pki/metrics.key /etc/bartizan/pki/metrics.crt /etc/bartizan/firewall.nft -
grep -sH '' -- /etc/bartizan/pki/ca.crt /var/lib/bartizan/generation /var/lib/bartizan/lock /var/lib/bartizan/manifest /etc/bartizan/pki/database.issued /etc/bartizan/pki/metrics.issued /var/lib/bartizan/stamps/*
[ -d /srv/foobar/releases ] && { printf 'release\t%s' /srv/foobar; for r in /srv/foobar/releases/*; do [ -e "$r" ] && printf '\t%s' "${r##*/}"; done; printf '\n'; }
printf 'units\n'
systemctl list-units --all --full --plain --no-legend --no-pager -- bartizan-hosts.path systemd-sysctl.service systemd-journald.service bartizan-package-lists.timer apt-daily-upgrade.timer ssh.service nftables.service bartizan-firewall.service bartizan-loopback.service bartizan-time-zones.timer mariadb.service haproxy.service foobar.service nginx.service bartizan-textfile.timer prometheus-node-exporter.service prometheus-mysqld-exporter.service victoria-metrics.service vmagent.service
printf '\n'
printf 'wanted\t%s\n' /etc/systemd/system/*.wants/* /etc/systemd/system/*.requires/* /usr/lib/systemd/system/*.wants/*
printf '␞%s\n' command:hosts
(
names() {
cat <<'BARTIZAN_NAMES'
# All hosts of foobar. /usr/local/lib/bartizan/hosts keeps these lines in /etc/hosts.
10.77.0.10 lb1.foobar.internal lb1
10.77.0.11 srv1.foobar.internal srv1
10.77.0.12 srv2.foobar.internal srv2
10.77.0.20 mon1.foobar.internal mon1
# The app's way to the database, through the proxy on this host.
127.0.0.1 database.internal
BARTIZAN_NAMES
}
others() {
  if head -n 1 /etc/hosts 2>/dev/null | grep -q '^# By Bartizan: all hosts of '; then
    # An earlier version had taken the whole file.
    cat /var/lib/bartizan/originals/etc/hosts 2>/dev/null || :
  else
    awk -v begin="# Bartizan's names begin" -v end="# Bartizan's names end" '
      at == 0 && $0 == begin { at = 1; held = $0; next }
      at == 1 && $0 == end { at = 2; next }
      at == 1 { held = held "\n" $0; next }
      { print }
      END { if (at == 1) print held }' /etc/hosts 2>/dev/null || :
  fi
}
knows() { # name, of the lines on standard input
  awk -v name="$1" '{ sub(/#.*/, ""); for (i = 2; i <= NF; i++) if ($i == name) found = 1 } END { exit !found }'
}
whole() {
  echo "# Bartizan's names begin"
  names
  own=$(uname -n)
  { names; others; } | knows "$own" || echo "127.0.1.1 $own"
  others | knows localhost || printf '127.0.0.1 localhost\n::1 localhost ip6-localhost ip6-loopback\n'
  echo "# Bartizan's names end"
  others
}
whole | cmp -s - /etc/hosts && echo kept
)
printf '␟\n'
printf '␞%s\n' command:clock
(
if [ -e /run/systemd/container ] || { systemctl is-enabled --quiet chrony.service && systemctl is-active --quiet chrony.service; }; then echo kept; fi
)
printf '␟\n'
printf '␞%s\n' command:database-accounts
(
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
  IF(JSON_VALUE(Priv, '$.authentication_string') = CASE User WHEN 'foobar' THEN PASSWORD('secret-database.app') WHEN 'replication' THEN PASSWORD('secret-database.replication') WHEN 'exporter' THEN PASSWORD('secret-database.exporter') END, ' current', ' other'),
  ' transport=', COALESCE(JSON_VALUE(Priv, '$.ssl_type'), 0),
  COALESCE(CONCAT(' subject=', NULLIF(JSON_VALUE(Priv, '$.x509_subject'), '')), ''),
  ' connections=', COALESCE(JSON_VALUE(Priv, '$.max_user_connections'), 0),
  IF(COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'), ' locked', ' unlocked')) AS line
FROM mysql.global_priv WHERE User IN ('foobar', 'replication', 'exporter') AND NOT (User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.11'), ('foobar', '10.77.0.12'), ('replication', '10.77.0.12'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar') AND JSON_VALUE(Priv, '$.authentication_string') = 'invalid'
  AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'))
UNION ALL SELECT CONCAT('rights ', REPLACE(account, '''', ''), ' ', scope, ' ', GROUP_CONCAT(what ORDER BY BINARY what SEPARATOR ','))
FROM (SELECT GRANTEE AS account, '*' AS scope, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.USER_PRIVILEGES WHERE PRIVILEGE_TYPE <> 'USAGE' AND REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, TABLE_SCHEMA, CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.SCHEMA_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.TABLE_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT GRANTEE, CONCAT(TABLE_SCHEMA, '.', TABLE_NAME, '.', COLUMN_NAME), CONCAT(PRIVILEGE_TYPE, IF(IS_GRANTABLE = 'YES', ' WITH GRANT OPTION', '')) AS what FROM information_schema.COLUMN_PRIVILEGES WHERE REPLACE(SUBSTRING_INDEX(GRANTEE, '@', 1), '''', '') IN ('foobar', 'replication', 'exporter')
UNION ALL SELECT CONCAT('''', User, '''@''', Host, ''''), 'role', Role FROM mysql.roles_mapping WHERE User IN ('foobar', 'replication', 'exporter')) AS rights
WHERE account NOT IN (SELECT CONCAT('''', User, '''@''', Host, '''') FROM mysql.global_priv WHERE (User = 'foobar' AND (User, Host) NOT IN (('foobar', '10.77.0.11'), ('foobar', '10.77.0.12'), ('replication', '10.77.0.12'), ('exporter', 'localhost')) AND CONCAT(User, '@', Host) IN (SELECT DEFINER FROM information_schema.VIEWS WHERE TABLE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.TRIGGERS WHERE TRIGGER_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.ROUTINES WHERE ROUTINE_SCHEMA = 'foobar'
  UNION SELECT DEFINER FROM information_schema.EVENTS WHERE EVENT_SCHEMA = 'foobar') AND JSON_VALUE(Priv, '$.authentication_string') = 'invalid'
  AND COALESCE(JSON_VALUE(Priv, '$.account_locked'), 0) IN ('1', 'true'))) GROUP BY account, scope
UNION ALL SELECT CONCAT('leftover ', User, '@', Host) FROM mysql.global_priv WHERE User = '' OR (User = 'root' AND Host <> 'localhost')
  OR (JSON_VALUE(Priv, '$.authentication_string') IN (PASSWORD('secret-database.app'), PASSWORD('secret-database.replication'), PASSWORD('secret-database.exporter')) AND NOT User IN ('foobar', 'replication', 'exporter'))
) AS found ORDER BY BINARY line;
SQL

)
printf '␟\n'
printf '␞%s\n' command:database-time-zones
(
[ -S /run/mysqld/mysqld.sock ] || exit 0
[ "$(cat /var/lib/mysql/bartizan-time-zones 2>/dev/null)" = "$(dpkg-query -W -f '${db:Status-Status} ${Package}=${Version}\n' 'tzdata*' | sed -n 's/^installed //p')" ] || exit 0
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
SELECT IF(COUNT(*) > 0, 'loaded', 'none') FROM mysql.time_zone_name;
SQL

)
printf '␟\n'
printf '␞%s\n' command:database-primary
(
if [ -e /var/lib/mysql/master.info ]; then echo "refuse: srv1 is a replica of $(sed -n 4p /var/lib/mysql/master.info)"; exit 0; fi
if [ -e /var/lib/mysql/bartizan-seeding ]; then echo "refuse: srv1 holds a copy that was begun and not finished"; exit 0; fi
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
SELECT CONCAT('read_only ', IF(@@global.read_only, 1, 0));
SELECT CONCAT('events ', @@global.event_scheduler);
SELECT CONCAT('semi-sync ', IF(@@global.rpl_semi_sync_master_enabled, 1, 0));
SELECT CONCAT('schema ', DEFAULT_CHARACTER_SET_NAME, ' ', DEFAULT_COLLATION_NAME) FROM information_schema.SCHEMATA WHERE SCHEMA_NAME = 'foobar';
SQL

)
printf '␟\n'
printf '␞%s\n' command:database-voters
(
[ ! -e /var/lib/mysql/master.info ] || exit 0
[ -e /var/lib/mysql/bartizan-voters ] && echo "voters $(cat /var/lib/mysql/bartizan-voters)" || echo 'voters 10.77.0.12'
)
printf '␟\n'
printf '␞%s\n' command:app-name
(
taken() { echo "refuse: $1"; exit 0; }
grep -qsxF -e file:/etc/systemd/system/foobar.service /var/lib/bartizan/manifest && { echo own; exit 0; }
for it in /etc/systemd/system/foobar.service /usr/lib/systemd/system/foobar.service /etc/systemd/system/foobar.socket /usr/lib/systemd/system/foobar.socket /etc/init.d/foobar; do
  [ ! -e "$it" ] || taken "$it is there already, and is not the app's"
done
user=$(getent passwd foobar)
case "$user" in
  '') [ -z "$(getent group foobar)" ] || taken "there is a group foobar already, without a user of that name" ;;
  *:/nonexistent:/usr/sbin/nologin) ;;
  *) taken "there is a user foobar already, with the home $(echo "$user" | cut -d: -f6)" ;;
esac
[ ! -e /var/lib/foobar ] || [ "$(stat -c %U /var/lib/foobar)" = foobar ] || taken "/var/lib/foobar is there already, and belongs to $(stat -c %U /var/lib/foobar)"
echo own
)
printf '␟\n'
printf '\nend\n'
} </dev/null 2>/dev/null
