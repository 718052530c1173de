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
status() {
sql <<'SQL'
SELECT IF(SUM(VARIABLE_NAME = 'WSREP_CLUSTER_STATUS' AND VARIABLE_VALUE = 'Primary') = 1 AND SUM(VARIABLE_NAME = 'WSREP_READY' AND VARIABLE_VALUE = 'ON') = 1, 'member', 'apart')
FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('WSREP_CLUSTER_STATUS', 'WSREP_READY');
SQL
}
connection() {
sql <<'SQL'
SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'WSREP_CLUSTER_STATUS';
SQL
}
member() { [ "$(status 2>/dev/null)" = member ]; }
listens() {
  for address in 10.77.0.42 10.77.0.43; do
    timeout 3 socat -u OPEN:/dev/null "TCP:$address:4567,connect-timeout=2" 2>/dev/null && return 0
  done
  return 1
}
nobody() { echo "no other node of the cluster answers for 180 s, so db1 has nobody to join."; }
wait_for() {
  end=$(($(date +%s) + $1))
  until "$2"; do
    [ "$(date +%s)" -lt "$end" ] || return 1
    sleep 0.5
  done
}
show() { journalctl -q --no-pager '--namespace=*' -o cat -n 20 -u mariadb.service --since=-90s || :; }
# A server from before the cluster: what it holds is in the cluster, or it would not be let go. Its unit starts it as a node.
if systemctl is-active --quiet mariadb.service && [ "$(echo 'SELECT @@global.wsrep_on' | sql)" = 0 ]; then
  wait_for 180 listens || { nobody; exit 1; }
  systemctl stop mariadb.service
  touch /var/lib/mysql/bartizan-joining
  rm -f /var/lib/mysql/master.info /var/lib/mysql/relay-log.info /var/lib/mysql/multi-master.info /var/lib/mysql/relay.* /var/lib/mysql/bin.* /var/lib/mysql/bartizan-voters
  exit 0
fi
if systemctl is-active --quiet mariadb.service; then
  if [ "$(connection 2>/dev/null)" = Disconnected ]; then
    echo "db1 has left the group; only a new start lets it join again."
    systemctl restart mariadb.service || { show; exit 1; }
  fi
  wait_for 30 member || { show; echo "db1 runs and belongs to no majority: it cannot reach the other nodes, or they do not run."; exit 1; }
  exit 0
fi
wait_for 180 listens || { nobody; exit 1; }
