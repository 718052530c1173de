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
put() { # staged target owner mode
  [ -d "${2%/*}/" ] || mkdir -p "${2%/*}/"
  install -o "${3%%:*}" -g "${3##*:}" -m "$4" "$1" "$2.bartizan-new"
  [ ! -d "$2" ] || rmdir "$2"
  mv -fT "$2.bartizan-new" "$2"
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
keep() { # path of a file or link
  [ -e "$1" ] || [ -L "$1" ] || return 0
  [ ! -e "/var/lib/bartizan/originals$1" ] && [ ! -L "/var/lib/bartizan/originals$1" ] || return 0
  mkdir -p "/var/lib/bartizan/originals$(dirname "$1")"
  rm -rf "/var/lib/bartizan/originals$1.keeping"
  cp -a "$1" "/var/lib/bartizan/originals$1.keeping"
  mv -T "/var/lib/bartizan/originals$1.keeping" "/var/lib/bartizan/originals$1"
}
keep_folder() { # path
  [ -d "$1" ] || { keep "$1"; return 0; }
  [ ! -e "/var/lib/bartizan/folders-before$1/.folder" ] || return 0
  mkdir -p "/var/lib/bartizan/folders-before$1"
  stat -c '%U:%G %a' "$1" >"/var/lib/bartizan/folders-before$1/.folder"
}
keep_unit() { # name
  [ ! -e "/var/lib/bartizan/units-before/$1" ] || return 0
  mkdir -p "/var/lib/bartizan/units-before"
  printf '%s %s\n' "$(systemctl is-enabled "$1" 2>/dev/null || :)" "$(systemctl is-active "$1" 2>/dev/null || :)" >unit-before
  mv unit-before "/var/lib/bartizan/units-before/$1"
}
keep /etc/bartizan/pki/ca.crt
keep /etc/bartizan/hosts
keep /usr/local/lib/bartizan/hosts
keep /etc/systemd/system/bartizan-hosts.service
keep /etc/systemd/system/bartizan-hosts.path
keep /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service
keep /etc/modules-load.d/bartizan.conf
keep /etc/sysctl.d/60-bartizan.conf
keep /etc/systemd/journald.conf.d/60-bartizan.conf
keep /etc/systemd/journald@traffic.conf
keep /etc/systemd/system/bartizan-package-lists.service
keep /etc/systemd/system/bartizan-package-lists.timer
keep /etc/apt/apt.conf.d/60bartizan-updates
keep /etc/needrestart/conf.d/60-bartizan.conf
keep /usr/local/lib/bartizan/security-updates
keep /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf
keep /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf
keep /etc/ssh/sshd_config.d/00-bartizan.conf
keep /etc/systemd/system/bartizan-firewall.service
keep /etc/bartizan/loopback.nft
keep /etc/systemd/system/bartizan-loopback.service
keep /etc/mysql/bartizan-galera-state
keep /usr/local/lib/bartizan/galera-begin
keep /usr/local/lib/bartizan/galera-rejoin
keep /etc/systemd/system/bartizan-galera-rejoin.service
keep /etc/systemd/system/bartizan-galera-rejoin.path
keep /etc/bartizan/pki/group-ca.crt
keep /etc/mysql/mariadb.conf.d/90-bartizan.cnf
keep /etc/mysql/bartizan-openssl.cnf
keep /etc/systemd/system/mariadb.service.d/bartizan.conf
keep /etc/systemd/system/mariadb.service.d/bartizan-journal.conf
keep /usr/local/lib/bartizan/time-zones
keep /etc/systemd/system/bartizan-time-zones.service
keep /etc/systemd/system/bartizan-time-zones.timer
keep /etc/nginx/nginx.conf
keep /etc/systemd/system/nginx.service.d/bartizan.conf
keep /usr/local/lib/bartizan/textfile-metrics
keep /etc/systemd/system/bartizan-textfile.service
keep /etc/systemd/system/bartizan-textfile.timer
keep /etc/default/prometheus-node-exporter
keep /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf
keep /etc/prometheus/mysqld-exporter.cnf
keep /etc/default/prometheus-mysqld-exporter
keep /etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf
keep /etc/vmagent/scrape.yml
keep /etc/systemd/system/vmagent.service
begin 11
rm -f /etc/bartizan/pki/database.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/nftables.service /var/lib/bartizan/stamps/bartizan-firewall.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/bartizan-galera-rejoin.path /var/lib/bartizan/stamps/bartizan-time-zones.timer /var/lib/bartizan/stamps/mariadb.service /var/lib/bartizan/stamps/nginx.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/prometheus-mysqld-exporter.service /var/lib/bartizan/stamps/victoria-metrics.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g mysql -m 0640 /etc/bartizan/pki/database.key.new /etc/bartizan/pki/database.key.bartizan-new && mv -f /etc/bartizan/pki/database.key.bartizan-new /etc/bartizan/pki/database.key
install -o root -g root -m 0644 cert-0 /etc/bartizan/pki/database.crt.bartizan-new && mv -f /etc/bartizan/pki/database.crt.bartizan-new /etc/bartizan/pki/database.crt
:
:
printf '%s %s %s %s\n' b247cd9b06baa9713bb6c8fc51fa3f59 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/database.key /etc/bartizan/pki/database.crt | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/database.issued
rm -f /etc/bartizan/pki/database.key.new
finish
begin 12
rm -f /etc/bartizan/pki/group.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/nftables.service /var/lib/bartizan/stamps/bartizan-firewall.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/bartizan-galera-rejoin.path /var/lib/bartizan/stamps/bartizan-time-zones.timer /var/lib/bartizan/stamps/mariadb.service /var/lib/bartizan/stamps/nginx.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/prometheus-mysqld-exporter.service /var/lib/bartizan/stamps/victoria-metrics.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g mysql -m 0640 /etc/bartizan/pki/group.key.new /etc/bartizan/pki/group.key.bartizan-new && mv -f /etc/bartizan/pki/group.key.bartizan-new /etc/bartizan/pki/group.key
install -o root -g root -m 0644 cert-1 /etc/bartizan/pki/group.crt.bartizan-new && mv -f /etc/bartizan/pki/group.crt.bartizan-new /etc/bartizan/pki/group.crt
:
:
printf '%s %s %s %s\n' a818de0b2eafb3a519d7f00a9123e9cb 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/group.key /etc/bartizan/pki/group.crt | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/group.issued
rm -f /etc/bartizan/pki/group.key.new
finish
begin 13
rm -f /etc/bartizan/pki/database-state.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/nftables.service /var/lib/bartizan/stamps/bartizan-firewall.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/bartizan-galera-rejoin.path /var/lib/bartizan/stamps/bartizan-time-zones.timer /var/lib/bartizan/stamps/mariadb.service /var/lib/bartizan/stamps/nginx.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/prometheus-mysqld-exporter.service /var/lib/bartizan/stamps/victoria-metrics.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g root -m 0600 /etc/bartizan/pki/database-state.key.new /etc/bartizan/pki/database-state.key.bartizan-new && mv -f /etc/bartizan/pki/database-state.key.bartizan-new /etc/bartizan/pki/database-state.key
install -o root -g root -m 0644 cert-2 /etc/bartizan/pki/database-state.crt.bartizan-new && mv -f /etc/bartizan/pki/database-state.crt.bartizan-new /etc/bartizan/pki/database-state.crt
:
:
printf '%s %s %s %s\n' 4b9d70912240503e3f0ad7a6befb54be 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/database-state.key /etc/bartizan/pki/database-state.crt | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/database-state.issued
rm -f /etc/bartizan/pki/database-state.key.new
finish
begin 14
rm -f /etc/bartizan/pki/metrics.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/nftables.service /var/lib/bartizan/stamps/bartizan-firewall.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/bartizan-galera-rejoin.path /var/lib/bartizan/stamps/bartizan-time-zones.timer /var/lib/bartizan/stamps/mariadb.service /var/lib/bartizan/stamps/nginx.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/prometheus-mysqld-exporter.service /var/lib/bartizan/stamps/victoria-metrics.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g vmagent -m 0640 /etc/bartizan/pki/metrics.key.new /etc/bartizan/pki/metrics.key.bartizan-new && mv -f /etc/bartizan/pki/metrics.key.bartizan-new /etc/bartizan/pki/metrics.key
install -o root -g root -m 0644 cert-3 /etc/bartizan/pki/metrics.crt.bartizan-new && mv -f /etc/bartizan/pki/metrics.crt.bartizan-new /etc/bartizan/pki/metrics.crt
:
:
printf '%s %s %s %s\n' 410bc409759e9097d79eda8a26388716 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/metrics.key /etc/bartizan/pki/metrics.crt | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/metrics.issued
rm -f /etc/bartizan/pki/metrics.key.new
finish
: >early
early() { # as put
  if [ ! -e "$2" ] && [ ! -L "$2" ]; then
    printf '%s\n' "$2" >>early
    put "$1" "$2" "$3" "$4"
  fi
}
refuse() {
  while read -r path; do rm -f "$path"; done <early
  exit 77
}
early stage/etc/bartizan/pki/ca.crt /etc/bartizan/pki/ca.crt root:root 0644
early stage/etc/bartizan/hosts /etc/bartizan/hosts root:root 0644
early stage/usr/local/lib/bartizan/hosts /usr/local/lib/bartizan/hosts root:root 0755
early stage/etc/modules-load.d/bartizan.conf /etc/modules-load.d/bartizan.conf root:root 0644
early stage/etc/sysctl.d/60-bartizan.conf /etc/sysctl.d/60-bartizan.conf root:root 0644
early stage/etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf root:root 0644
early stage/etc/systemd/journald@traffic.conf /etc/systemd/journald@traffic.conf root:root 0644
early stage/etc/needrestart/conf.d/60-bartizan.conf /etc/needrestart/conf.d/60-bartizan.conf root:root 0644
early stage/usr/local/lib/bartizan/galera-rejoin /usr/local/lib/bartizan/galera-rejoin root:root 0755
early stage/etc/bartizan/pki/group-ca.crt /etc/bartizan/pki/group-ca.crt root:root 0644
early stage/etc/mysql/bartizan-openssl.cnf /etc/mysql/bartizan-openssl.cnf root:root 0644
early stage/etc/systemd/system/mariadb.service.d/bartizan-journal.conf /etc/systemd/system/mariadb.service.d/bartizan-journal.conf root:root 0644
early stage/etc/default/prometheus-node-exporter /etc/default/prometheus-node-exporter root:root 0644
early stage/etc/prometheus/mysqld-exporter.cnf /etc/prometheus/mysqld-exporter.cnf root:prometheus 0640
early stage/etc/default/prometheus-mysqld-exporter /etc/default/prometheus-mysqld-exporter root:root 0644



begin 18
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-hosts.service" || refuse
begin 19
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-hosts.path" || refuse




begin 24
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-package-lists.service" || refuse
begin 25
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-package-lists.timer" || refuse
begin 26
sh -c 'apt-config -c "$1" dump >/dev/null' validate "$PWD/stage/etc/apt/apt.conf.d/60bartizan-updates" || refuse

begin 28
sh -c 'sh -n "$1"' validate "$PWD/stage/usr/local/lib/bartizan/security-updates" || refuse
begin 29
sh -c 'dir=$(mktemp -d) && mkdir "$dir/apt-daily-upgrade.service.d" && cp "$1" "$dir/apt-daily-upgrade.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no apt-daily-upgrade.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf" || refuse
begin 30
sh -c 'dir=$(mktemp -d) && mkdir "$dir/apt-daily-upgrade.timer.d" && cp "$1" "$dir/apt-daily-upgrade.timer.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no apt-daily-upgrade.timer 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf" || refuse
begin 31
sh -c 'grep -Eiq '\''^[[:space:]]*Include[[:space:]]+"?/etc/ssh/sshd_config\.d/\*\.conf'\'' /etc/ssh/sshd_config || { echo '\''/etc/ssh/sshd_config does not include /etc/ssh/sshd_config.d/*.conf'\'' >&2; exit 1; }
whole=$(mktemp) && { printf '\''Include %s\n'\'' "$1"; cat /etc/ssh/sshd_config; } >"$whole" || exit 1
sshd -t -f "$whole"; code=$?
rm -f "$whole"
exit $code' validate "$PWD/stage/etc/ssh/sshd_config.d/00-bartizan.conf" || refuse
begin 32
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-firewall.service" || refuse
begin 33
sh -c 'nft -c -f "$1"' validate "$PWD/stage/etc/bartizan/loopback.nft" || refuse
begin 34
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-loopback.service" || refuse
begin 35
sh -c 'sh -n "$1"' validate "$PWD/stage/etc/mysql/bartizan-galera-state" || refuse
begin 36
sh -c 'sh -n "$1"' validate "$PWD/stage/usr/local/lib/bartizan/galera-begin" || refuse

begin 38
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-galera-rejoin.service" || refuse
begin 39
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-galera-rejoin.path" || refuse

begin 41
sh -c 'mariadbd --defaults-file="$1" --user=mysql --verbose --help >/dev/null' validate "$PWD/stage/etc/mysql/mariadb.conf.d/90-bartizan.cnf" || refuse

begin 43
sh -c 'dir=$(mktemp -d) && mkdir "$dir/mariadb.service.d" && cp "$1" "$dir/mariadb.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no mariadb.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/mariadb.service.d/bartizan.conf" || refuse

begin 45
sh -c 'sh -n "$1"' validate "$PWD/stage/usr/local/lib/bartizan/time-zones" || refuse
begin 46
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-time-zones.service" || refuse
begin 47
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-time-zones.timer" || refuse
begin 48
sh -c 'nginx -t -q -c "$1"' validate "$PWD/stage/etc/nginx/nginx.conf" || refuse
begin 49
sh -c 'dir=$(mktemp -d) && mkdir "$dir/nginx.service.d" && cp "$1" "$dir/nginx.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no nginx.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/nginx.service.d/bartizan.conf" || refuse
begin 50
sh -c 'sh -n "$1"' validate "$PWD/stage/usr/local/lib/bartizan/textfile-metrics" || refuse
begin 51
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-textfile.service" || refuse
begin 52
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-textfile.timer" || refuse

begin 54
sh -c 'dir=$(mktemp -d) && mkdir "$dir/prometheus-node-exporter.service.d" && cp "$1" "$dir/prometheus-node-exporter.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no prometheus-node-exporter.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf" || refuse


begin 57
sh -c 'dir=$(mktemp -d) && mkdir "$dir/prometheus-mysqld-exporter.service.d" && cp "$1" "$dir/prometheus-mysqld-exporter.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no prometheus-mysqld-exporter.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf" || refuse
begin 58
sh -c 'vmagent -dryRun -promscrape.config="$1" -remoteWrite.url=http://127.0.0.1/ -loggerLevel=ERROR' validate "$PWD/stage/etc/vmagent/scrape.yml" || refuse
begin 59
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/vmagent.service" || refuse
begin 61
nft -c -f stage/etc/bartizan/firewall.nft || refuse
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
rm -f /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/nftables.service /var/lib/bartizan/stamps/bartizan-firewall.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/bartizan-galera-rejoin.path /var/lib/bartizan/stamps/bartizan-time-zones.timer /var/lib/bartizan/stamps/mariadb.service /var/lib/bartizan/stamps/nginx.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/prometheus-mysqld-exporter.service /var/lib/bartizan/stamps/victoria-metrics.service /var/lib/bartizan/stamps/vmagent.service /var/lib/bartizan/stamps/ruleset
begin 15
put stage/etc/bartizan/pki/ca.crt /etc/bartizan/pki/ca.crt root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/pki/ca.crt
finish
begin 16
put stage/etc/bartizan/hosts /etc/bartizan/hosts root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/hosts
finish
begin 17
put stage/usr/local/lib/bartizan/hosts /usr/local/lib/bartizan/hosts root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/hosts
finish
begin 18
put stage/etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-hosts.service
finish
begin 19
put stage/etc/systemd/system/bartizan-hosts.path /etc/systemd/system/bartizan-hosts.path root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-hosts.path
finish
begin 20
put stage/etc/modules-load.d/bartizan.conf /etc/modules-load.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/modules-load.d/bartizan.conf
finish
begin 21
put stage/etc/sysctl.d/60-bartizan.conf /etc/sysctl.d/60-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/sysctl.d/60-bartizan.conf
finish
begin 22
put stage/etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/journald.conf.d/60-bartizan.conf
finish
begin 23
put stage/etc/systemd/journald@traffic.conf /etc/systemd/journald@traffic.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/journald@traffic.conf
finish
begin 24
put stage/etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-package-lists.service
finish
begin 25
put stage/etc/systemd/system/bartizan-package-lists.timer /etc/systemd/system/bartizan-package-lists.timer root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-package-lists.timer
finish
begin 26
put stage/etc/apt/apt.conf.d/60bartizan-updates /etc/apt/apt.conf.d/60bartizan-updates root:root 0644
rm -f /var/lib/bartizan/shown/etc/apt/apt.conf.d/60bartizan-updates
finish
begin 27
put stage/etc/needrestart/conf.d/60-bartizan.conf /etc/needrestart/conf.d/60-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/needrestart/conf.d/60-bartizan.conf
finish
begin 28
put stage/usr/local/lib/bartizan/security-updates /usr/local/lib/bartizan/security-updates root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/security-updates
finish
begin 29
put stage/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf
finish
begin 30
put stage/etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf
finish
begin 31
put stage/etc/ssh/sshd_config.d/00-bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/ssh/sshd_config.d/00-bartizan.conf
finish
begin 32
put stage/etc/systemd/system/bartizan-firewall.service /etc/systemd/system/bartizan-firewall.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-firewall.service
finish
begin 33
put stage/etc/bartizan/loopback.nft /etc/bartizan/loopback.nft root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/loopback.nft
finish
begin 34
put stage/etc/systemd/system/bartizan-loopback.service /etc/systemd/system/bartizan-loopback.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-loopback.service
finish
begin 35
put stage/etc/mysql/bartizan-galera-state /etc/mysql/bartizan-galera-state root:root 0755
rm -f /var/lib/bartizan/shown/etc/mysql/bartizan-galera-state
finish
begin 36
put stage/usr/local/lib/bartizan/galera-begin /usr/local/lib/bartizan/galera-begin root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/galera-begin
finish
begin 37
put stage/usr/local/lib/bartizan/galera-rejoin /usr/local/lib/bartizan/galera-rejoin root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/galera-rejoin
finish
begin 38
put stage/etc/systemd/system/bartizan-galera-rejoin.service /etc/systemd/system/bartizan-galera-rejoin.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-galera-rejoin.service
finish
begin 39
put stage/etc/systemd/system/bartizan-galera-rejoin.path /etc/systemd/system/bartizan-galera-rejoin.path root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-galera-rejoin.path
finish
begin 40
put stage/etc/bartizan/pki/group-ca.crt /etc/bartizan/pki/group-ca.crt root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/pki/group-ca.crt
finish
begin 41
put stage/etc/mysql/mariadb.conf.d/90-bartizan.cnf /etc/mysql/mariadb.conf.d/90-bartizan.cnf root:root 0644
rm -f /var/lib/bartizan/shown/etc/mysql/mariadb.conf.d/90-bartizan.cnf
finish
begin 42
put stage/etc/mysql/bartizan-openssl.cnf /etc/mysql/bartizan-openssl.cnf root:root 0644
rm -f /var/lib/bartizan/shown/etc/mysql/bartizan-openssl.cnf
finish
begin 43
put stage/etc/systemd/system/mariadb.service.d/bartizan.conf /etc/systemd/system/mariadb.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/mariadb.service.d/bartizan.conf
finish
begin 44
put stage/etc/systemd/system/mariadb.service.d/bartizan-journal.conf /etc/systemd/system/mariadb.service.d/bartizan-journal.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/mariadb.service.d/bartizan-journal.conf
finish
begin 45
put stage/usr/local/lib/bartizan/time-zones /usr/local/lib/bartizan/time-zones root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/time-zones
finish
begin 46
put stage/etc/systemd/system/bartizan-time-zones.service /etc/systemd/system/bartizan-time-zones.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-time-zones.service
finish
begin 47
put stage/etc/systemd/system/bartizan-time-zones.timer /etc/systemd/system/bartizan-time-zones.timer root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-time-zones.timer
finish
begin 48
put stage/etc/nginx/nginx.conf /etc/nginx/nginx.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/nginx/nginx.conf
finish
begin 49
put stage/etc/systemd/system/nginx.service.d/bartizan.conf /etc/systemd/system/nginx.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/nginx.service.d/bartizan.conf
finish
begin 50
put stage/usr/local/lib/bartizan/textfile-metrics /usr/local/lib/bartizan/textfile-metrics root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/textfile-metrics
finish
begin 51
put stage/etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-textfile.service
finish
begin 52
put stage/etc/systemd/system/bartizan-textfile.timer /etc/systemd/system/bartizan-textfile.timer root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-textfile.timer
finish
begin 53
put stage/etc/default/prometheus-node-exporter /etc/default/prometheus-node-exporter root:root 0644
rm -f /var/lib/bartizan/shown/etc/default/prometheus-node-exporter
finish
begin 54
put stage/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf
finish
begin 55
put stage/etc/prometheus/mysqld-exporter.cnf /etc/prometheus/mysqld-exporter.cnf root:prometheus 0640
install -D -m 0600 shown/etc/prometheus/mysqld-exporter.cnf /var/lib/bartizan/shown/etc/prometheus/mysqld-exporter.cnf
finish
begin 56
put stage/etc/default/prometheus-mysqld-exporter /etc/default/prometheus-mysqld-exporter root:root 0644
rm -f /var/lib/bartizan/shown/etc/default/prometheus-mysqld-exporter
finish
begin 57
put stage/etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf /etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf
finish
begin 58
put stage/etc/vmagent/scrape.yml /etc/vmagent/scrape.yml root:root 0644
rm -f /var/lib/bartizan/shown/etc/vmagent/scrape.yml
finish
begin 59
put stage/etc/systemd/system/vmagent.service /etc/systemd/system/vmagent.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/vmagent.service
finish
begin 60
mkdir -p "$(dirname /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service)"
ln -sfn /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service.bartizan-new
mv -fT /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service.bartizan-new /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service
finish
begin 61
systemctl stop bartizan-firewall-rollback.timer bartizan-firewall-rollback.service 2>/dev/null || true
systemctl reset-failed bartizan-firewall-rollback.timer bartizan-firewall-rollback.service 2>/dev/null || true
printf 'table %s\ndelete table %s\n' 'inet bartizan' 'inet bartizan' >rollback
nft list table inet bartizan >>rollback 2>/dev/null || true
install -m 0600 rollback /var/lib/bartizan/firewall.rollback
systemd-run --quiet --on-active=45 --timer-property=AccuracySec=1s --unit=bartizan-firewall-rollback nft -f /var/lib/bartizan/firewall.rollback
nft -f stage/etc/bartizan/firewall.nft
install -D -o root -g root -m 0600 stage/etc/bartizan/firewall.nft /var/lib/bartizan/firewall.rollback.next
