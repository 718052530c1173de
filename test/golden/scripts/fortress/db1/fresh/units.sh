set -eu
# Without the second name, systemctl would enable every package's SysV script as well, half a second each.
export LC_ALL=C DEBIAN_FRONTEND=noninteractive SYSTEMCTL_SKIP_SYSV=1 PATH=/usr/sbin:/usr/bin:/sbin:/bin
umask 077
d=$(dirname "$0")
cd "$d"
n=0
exec 3>&1 >>log 2>&1 </dev/null
on_exit() {
  code=$?
  trap - EXIT
  trap '' HUP INT TERM PIPE
  kill "$watch" || :
  if [ "$code" -ne 0 ]; then
    { printf '@fail %s\n' "$n"; tail -n 60 log | cut -c 1-400 | sed 's/^/@| /'; } >&3 || :
  fi
  cd / && rm -rf "$d"
  exit "$code"
}
# When nobody listens any more the run is over: what waits for something must not hold the next run up. Not within `busy`, where
# an end half-way would leave more to mend than going on. (dash(1) knows a group only after `-s NAME --`.)
group=$(cut -d' ' -f5 /proc/$$/stat)
( trap '' PIPE; while sleep 1 3>&-; do printf '@alive\n' >&3 2>/dev/null || [ -e busy ] || kill -s TERM -- "-$group"; done ) &
watch=$!
trap on_exit EXIT
trap 'exit 129' HUP INT TERM PIPE
begin() { n=$1; : >log; printf '@start %s\n' "$n" >&3; }
finish() { printf '@done %s\n' "$n" >&3; }
value() { printf '@value %s %s\n' "$1" "$2" >&3; }
exec 9>/var/lib/bartizan/running
flock -w 120 9 || { echo "another run of Bartizan is still at work on this host"; exit 75; }
find /var/lib/bartizan/staging -mindepth 1 -maxdepth 1 -mmin +120 -exec rm -rf {} +
JOURNALS='--namespace=*'
: "${JOURNALS:?}"
clock() { cut -d. -f1 /proc/uptime; }
id_of() { systemctl show -p InvocationID --value "$1" || :; }
ends_of() { systemctl show -p NRestarts --value "$1" | grep . || echo 0; }
# Before a unit is touched: what is there now is not of this start.
mark() { # unit
  unit=$1 starts='' said='' ends=0 since=$(clock) at=$(date +%s)
  former=$(id_of "$1")
}
# A reload goes on with the start that was before.
note() {
  id=$(id_of "$unit")
  case " $starts " in *" $id "*) ;; *) [ -z "$id" ] || [ "$id" = "$former" ] || starts="$starts $id" ;; esac
}
wrote() {
  sleep 0.2
  note
  [ -n "$starts" ] || starts=$former
  set --
  for id in $starts; do set -- "$@" "_SYSTEMD_INVOCATION_ID=$id"; done
  [ $# -eq 0 ] || set -- "$@" +
  for id in $starts; do set -- "$@" "INVOCATION_ID=$id"; done
  [ $# -gt 0 ] || set -- -u "$unit"
  words=$(journalctl -q --no-pager "$JOURNALS" -o cat -n 20 --since="@$at" "$@") || :
  [ -z "$words" ] || printf '%s\n' "What $unit wrote since its start:" "$words"
}
# Asks until the answer is yes, and once at least; with a number of ends, gives up when the program has ended so often.
well() { # seconds question [ends]
  first=$(ends_of "$unit")
  since=$(clock) left=$1
  while note; do
    if said=$(timeout "$left" sh -c "$2" 2>&1); then return 0; fi
    ends=$(($(ends_of "$unit") - first))
    [ "$ends" -lt "${3:-1000000}" ] || return 1
    sleep 0.2
    left=$(($1 + since - $(clock)))
    [ "$left" -gt 0 ] || return 1
  done
}
ill() {
  if [ -n "$said" ]; then printf '%s\n' "Asked for $(($(clock) - since)) s whether it does its work, the last answer was: $said"; fi
  [ "$ends" -le 0 ] || printf '%s\n' "Its program ended $ends times meanwhile."
  wrote
}

now=$(date +%s)
if [ -f /var/lib/bartizan/lock ]; then
  read -r run holder pid expires </var/lib/bartizan/lock
  case "$run" in
    this-run|dead-run) ;;
    *) if [ "$expires" -gt "$now" ]; then value locked "$holder $pid $((expires - now))"; exit 75; fi ;;
  esac
fi
if [ "$(cat /var/lib/bartizan/generation 2>/dev/null || true)" != '' ]; then exit 76; fi
printf '%s %s %s %s\n' this-run me@here 7 $((now + 600)) >/var/lib/bartizan/lock.new
mv -f /var/lib/bartizan/lock.new /var/lib/bartizan/lock
systemctl daemon-reload
begin 62
sh -eu command-62
finish
begin 63
systemctl --no-reload enable bartizan-hosts.path
mark bartizan-hosts.path
systemctl reset-failed bartizan-hosts.path 2>/dev/null || :
systemctl start bartizan-hosts.path || { ill; exit 1; }
printf '%s %s\n' 5dec4981be411c1ea40aee530d7e89b7 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-hosts.path
finish
begin 64
systemctl --no-reload enable systemd-sysctl.service
mark systemd-sysctl.service
systemctl reset-failed systemd-sysctl.service 2>/dev/null || :
systemctl start systemd-sysctl.service || { ill; exit 1; }
printf '%s %s\n' 93b62fe8db48e627c1178bd02e5f225d e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-sysctl.service
finish
begin 65
systemctl --no-reload enable systemd-journald.service
mark systemd-journald.service
systemctl reset-failed systemd-journald.service 2>/dev/null || :
systemctl start systemd-journald.service || { ill; exit 1; }
printf '%s %s\n' 85dd53b6023025b060b7dc433d80c19b e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-journald.service
finish
begin 66
sh -eu command-66
finish
begin 67
systemctl --no-reload enable bartizan-package-lists.timer
mark bartizan-package-lists.timer
systemctl reset-failed bartizan-package-lists.timer 2>/dev/null || :
systemctl start bartizan-package-lists.timer || { ill; exit 1; }
printf '%s %s\n' 92639cd97765e2bcb506f0a0a9b0687a e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-package-lists.timer
finish
begin 68
systemctl --no-reload enable apt-daily-upgrade.timer
mark apt-daily-upgrade.timer
systemctl reset-failed apt-daily-upgrade.timer 2>/dev/null || :
systemctl start apt-daily-upgrade.timer || { ill; exit 1; }
printf '%s %s\n' 9d5fe14fe2c323a77b2b92f5d4ede26a e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/apt-daily-upgrade.timer
finish
begin 69
systemctl --no-reload enable ssh.service
mark ssh.service
systemctl reset-failed ssh.service 2>/dev/null || :
systemctl start ssh.service || { ill; exit 1; }
printf '%s %s\n' e3b0c44298fc1c149afbf4c8996fb924 1205e48f0177636a000feae221f08318 >/var/lib/bartizan/stamps/ssh.service
finish
begin 70
systemctl mask --now nftables.service
rm -f /var/lib/bartizan/stamps/nftables.service
finish
begin 71
systemctl --no-reload enable bartizan-firewall.service
mark bartizan-firewall.service
systemctl reset-failed bartizan-firewall.service 2>/dev/null || :
systemctl start bartizan-firewall.service || { ill; exit 1; }
printf '%s %s\n' c5faed3475048d84493819bda0fd341e e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-firewall.service
finish
begin 72
systemctl --no-reload enable bartizan-loopback.service
mark bartizan-loopback.service
systemctl reset-failed bartizan-loopback.service 2>/dev/null || :
systemctl start bartizan-loopback.service || { ill; exit 1; }
printf '%s %s\n' bdb83ecc2d5d65e4aee6bd65cc5cb570 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-loopback.service
finish
begin 73
systemctl --no-reload enable bartizan-galera-rejoin.path
mark bartizan-galera-rejoin.path
systemctl reset-failed bartizan-galera-rejoin.path 2>/dev/null || :
systemctl start bartizan-galera-rejoin.path || { ill; exit 1; }
printf '%s %s\n' c3908c26332f7923760199624b1ee438 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-galera-rejoin.path
finish
begin 74
systemctl --no-reload enable bartizan-time-zones.timer
mark bartizan-time-zones.timer
systemctl reset-failed bartizan-time-zones.timer 2>/dev/null || :
systemctl start bartizan-time-zones.timer || { ill; exit 1; }
printf '%s %s\n' 3b8099d55f6c754b143598f3332b31d8 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-time-zones.timer
finish
begin 75
sh -eu command-75
finish
begin 76
systemctl --no-reload enable mariadb.service
mark mariadb.service
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl start mariadb.service || { ill; exit 1; }
well 60 '[ "$(timeout 5 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --batch --skip-column-names --execute="SELECT IF(SUM(VARIABLE_NAME = '\''WSREP_CLUSTER_STATUS'\'' AND VARIABLE_VALUE = '\''Primary'\'') = 1 AND SUM(VARIABLE_NAME = '\''WSREP_READY'\'' AND VARIABLE_VALUE = '\''ON'\'') = 1, '\''member'\'', '\''apart'\'') FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME IN ('\''WSREP_CLUSTER_STATUS'\'', '\''WSREP_READY'\'');" 2>/dev/null)" = member ]' || { ill; exit 1; }
printf '%s %s\n' 9d40fc43bfcc31d05c5075c23e575708 f871d0a22847f564d1d832ab96a233c1 >/var/lib/bartizan/stamps/mariadb.service
finish
begin 77
sh -eu command-77
finish
begin 78
sh -eu command-78
finish
begin 79
sh -eu command-79
finish
begin 80
systemctl --no-reload enable nginx.service
mark nginx.service
systemctl reset-failed nginx.service 2>/dev/null || :
systemctl start nginx.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8406/status' || { ill; exit 1; }
printf '%s %s\n' 120794f3c7bc397753b2ecc5c9ea0fd1 071de4fcf5a5d9e9af89af2f9a21ab1e >/var/lib/bartizan/stamps/nginx.service
finish
begin 81
systemctl --no-reload enable bartizan-textfile.timer
mark bartizan-textfile.timer
systemctl reset-failed bartizan-textfile.timer 2>/dev/null || :
systemctl start bartizan-textfile.timer || { ill; exit 1; }
printf '%s %s\n' e8690e213151e74b39e2aa808161080f e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-textfile.timer
finish
begin 82
systemctl --no-reload enable prometheus-node-exporter.service
mark prometheus-node-exporter.service
systemctl reset-failed prometheus-node-exporter.service 2>/dev/null || :
systemctl start prometheus-node-exporter.service || { ill; exit 1; }
well 15 'curl -fsS -o /dev/null http://127.0.0.1:9100/' || { ill; exit 1; }
printf '%s %s\n' e765ea04804cc913750f24ba1d08a566 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/prometheus-node-exporter.service
finish
begin 83
systemctl --no-reload enable prometheus-mysqld-exporter.service
mark prometheus-mysqld-exporter.service
systemctl reset-failed prometheus-mysqld-exporter.service 2>/dev/null || :
systemctl start prometheus-mysqld-exporter.service || { ill; exit 1; }
well 15 'curl -fsS -o /dev/null http://127.0.0.1:9104/' || { ill; exit 1; }
printf '%s %s\n' 26f1cc943e75f0486c3dc5b08c56149e e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/prometheus-mysqld-exporter.service
finish
begin 84
systemctl --no-reload disable victoria-metrics.service || [ "$(systemctl show -p LoadState --value victoria-metrics.service)" = not-found ]
rm -f /var/lib/bartizan/stamps/victoria-metrics.service
finish
begin 85
systemctl --no-reload enable vmagent.service
mark vmagent.service
systemctl reset-failed vmagent.service 2>/dev/null || :
systemctl start vmagent.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8429/health' || { ill; exit 1; }
printf '%s %s\n' 5b83c23fcbb84f8f592c9587f89a2175 2a1c7750f0ed8815cef5e5255a99e23e >/var/lib/bartizan/stamps/vmagent.service
finish
systemctl daemon-reload
cat >manifest <<'BARTIZAN_MANIFEST'
directory:/etc/bartizan
directory:/etc/bartizan/pki
directory:/usr/local/lib/bartizan
file:/etc/bartizan/pki/ca.crt
file:/etc/bartizan/hosts
file:/usr/local/lib/bartizan/hosts
file:/etc/systemd/system/bartizan-hosts.service
file:/etc/systemd/system/bartizan-hosts.path
link:/etc/systemd/system/multi-user.target.wants/bartizan-hosts.service
unit:bartizan-hosts.path
file:/etc/modules-load.d/bartizan.conf
file:/etc/sysctl.d/60-bartizan.conf
file:/etc/systemd/journald.conf.d/60-bartizan.conf
file:/etc/systemd/journald@traffic.conf
unit:systemd-sysctl.service
unit:systemd-journald.service
written:/var/lib/bartizan-package-lists
written:/var/lib/systemd/timers/stamp-bartizan-package-lists.timer
file:/etc/systemd/system/bartizan-package-lists.service
file:/etc/systemd/system/bartizan-package-lists.timer
unit:bartizan-package-lists.timer
file:/etc/apt/apt.conf.d/60bartizan-updates
directory:/etc/needrestart/conf.d
file:/etc/needrestart/conf.d/60-bartizan.conf
written:/etc/apt/apt.conf.d/61bartizan-in-use
file:/usr/local/lib/bartizan/security-updates
file:/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf
file:/etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf
unit:apt-daily-upgrade.timer
file:/etc/ssh/sshd_config.d/00-bartizan.conf
unit:ssh.service
ruleset:/etc/bartizan/firewall.nft
file:/etc/systemd/system/bartizan-firewall.service
unit:nftables.service
unit:bartizan-firewall.service
file:/etc/bartizan/loopback.nft
file:/etc/systemd/system/bartizan-loopback.service
unit:bartizan-loopback.service
written:/run/bartizan-database.env
written:/var/lib/systemd/timers/stamp-bartizan-time-zones.timer
written:/var/lib/bartizan-galera
written:/run/bartizan-galera
directory:/var/lib/bartizan-galera
file:/etc/mysql/bartizan-galera-state
file:/usr/local/lib/bartizan/galera-begin
written:/run/bartizan-galera-restarts
file:/usr/local/lib/bartizan/galera-rejoin
file:/etc/systemd/system/bartizan-galera-rejoin.service
file:/etc/systemd/system/bartizan-galera-rejoin.path
unit:bartizan-galera-rejoin.path
directory:/var/lib/mysql-tmp
directory:/var/log/mysql
certificate:/etc/bartizan/pki/database
file:/etc/bartizan/pki/group-ca.crt
certificate:/etc/bartizan/pki/group
file:/etc/mysql/mariadb.conf.d/90-bartizan.cnf
file:/etc/mysql/bartizan-openssl.cnf
file:/etc/systemd/system/mariadb.service.d/bartizan.conf
file:/etc/systemd/system/mariadb.service.d/bartizan-journal.conf
file:/usr/local/lib/bartizan/time-zones
file:/etc/systemd/system/bartizan-time-zones.service
file:/etc/systemd/system/bartizan-time-zones.timer
unit:bartizan-time-zones.timer
unit:mariadb.service
certificate:/etc/bartizan/pki/database-state
file:/etc/nginx/nginx.conf
file:/etc/systemd/system/nginx.service.d/bartizan.conf
unit:nginx.service
written:/var/lib/prometheus/node-exporter/bartizan-flows.prom
written:/var/lib/prometheus/node-exporter/bartizan-reboot.prom
written:/var/lib/prometheus/node-exporter/bartizan-addresses.prom
written:/var/lib/prometheus/node-exporter/bartizan-logs.prom
written:/var/lib/prometheus/node-exporter/bartizan-journals.prom
written:/var/lib/prometheus/node-exporter/bartizan-lists.prom
written:/var/lib/prometheus/node-exporter/bartizan-updates.prom
written:/var/lib/prometheus/node-exporter/bartizan-certificates.prom
written:/var/lib/prometheus/node-exporter/.updates-asked
file:/usr/local/lib/bartizan/textfile-metrics
file:/etc/systemd/system/bartizan-textfile.service
file:/etc/systemd/system/bartizan-textfile.timer
unit:bartizan-textfile.timer
file:/etc/default/prometheus-node-exporter
file:/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf
unit:prometheus-node-exporter.service
directory:/etc/prometheus
file:/etc/prometheus/mysqld-exporter.cnf
file:/etc/default/prometheus-mysqld-exporter
file:/etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf
unit:prometheus-mysqld-exporter.service
unit:victoria-metrics.service
written:/var/lib/vmagent
directory:/etc/vmagent
certificate:/etc/bartizan/pki/metrics
file:/etc/vmagent/scrape.yml
file:/etc/systemd/system/vmagent.service
unit:vmagent.service
BARTIZAN_MANIFEST
install -o root -g root -m 0600 manifest /var/lib/bartizan/manifest.new
mv -f /var/lib/bartizan/manifest.new /var/lib/bartizan/manifest
printf '%s\n' this-run >/var/lib/bartizan/generation
rm -f /var/lib/bartizan/lock
