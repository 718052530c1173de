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
keep_folder /etc/bartizan
keep_folder /etc/bartizan/pki
keep_folder /usr/local/lib/bartizan
keep /etc/bartizan/pki/ca.crt
keep /etc/bartizan/hosts
keep /usr/local/lib/bartizan/hosts
keep /etc/systemd/system/bartizan-hosts.service
keep /etc/systemd/system/bartizan-hosts.path
keep /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service
keep_unit bartizan-hosts.path
keep /etc/modules-load.d/bartizan.conf
keep /etc/sysctl.d/60-bartizan.conf
keep /etc/systemd/journald.conf.d/60-bartizan.conf
keep /etc/systemd/journald@traffic.conf
keep_unit systemd-sysctl.service
keep_unit systemd-journald.service
keep /etc/systemd/system/bartizan-package-lists.service
keep /etc/systemd/system/bartizan-package-lists.timer
keep_unit bartizan-package-lists.timer
keep /etc/apt/apt.conf.d/60bartizan-updates
keep_folder /etc/needrestart/conf.d
keep /etc/needrestart/conf.d/60-bartizan.conf
keep /usr/local/lib/bartizan/security-updates
keep /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf
keep /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf
keep_unit apt-daily-upgrade.timer
keep /etc/ssh/sshd_config.d/00-bartizan.conf
keep_unit ssh.service
keep /etc/bartizan/firewall.nft
keep /etc/systemd/system/bartizan-firewall.service
keep_unit nftables.service
keep_unit bartizan-firewall.service
keep /etc/bartizan/loopback.nft
keep /etc/systemd/system/bartizan-loopback.service
keep_unit bartizan-loopback.service
keep_folder /var/lib/mysql-tmp
keep_folder /var/log/mysql
keep /etc/mysql/mariadb.conf.d/90-bartizan.cnf
keep /etc/systemd/system/mariadb.service.d/bartizan.conf
keep /etc/systemd/system/mariadb.service.d/bartizan-journal.conf
keep /usr/local/lib/bartizan/time-zones
keep /etc/systemd/system/bartizan-time-zones.service
keep /etc/systemd/system/bartizan-time-zones.timer
keep_unit bartizan-time-zones.timer
keep /etc/bartizan/database-peers.cnf
keep /usr/local/lib/bartizan/database-role
keep /etc/systemd/system/bartizan-database-role.service
keep_unit mariadb.service
keep /etc/haproxy/haproxy.cfg
keep /etc/systemd/system/haproxy.service.d/bartizan.conf
keep_unit haproxy.service
keep /etc/bartizan/app.env
keep /etc/systemd/system/foobar.service
keep_unit foobar.service
keep /etc/nginx/nginx.conf
keep /etc/systemd/system/nginx.service.d/bartizan.conf
keep_unit nginx.service
keep /usr/local/lib/bartizan/textfile-metrics
keep /etc/systemd/system/bartizan-textfile.service
keep /etc/systemd/system/bartizan-textfile.timer
keep_unit bartizan-textfile.timer
keep /etc/default/prometheus-node-exporter
keep /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf
keep_unit prometheus-node-exporter.service
keep_folder /etc/prometheus
keep /etc/prometheus/mysqld-exporter.cnf
keep /etc/default/prometheus-mysqld-exporter
keep /etc/systemd/system/prometheus-mysqld-exporter.service.d/bartizan.conf
keep_unit prometheus-mysqld-exporter.service
keep_unit victoria-metrics.service
keep_folder /etc/vmagent
keep /etc/vmagent/scrape.yml
keep /etc/systemd/system/vmagent.service
keep_unit vmagent.service
begin 0
touch busy
printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d
chmod 755 /usr/sbin/policy-rc.d
code=0
# After a power cut in the middle of an installation.
dpkg --configure -a || :
{ apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 chrony curl unattended-upgrades openssh-server nftables mariadb-server mariadb-client tzdata nodejs nginx libnginx-mod-http-lua haproxy socat prometheus-node-exporter dbus openssl prometheus-mysqld-exporter victoria-metrics || { apt-get update -qq && apt-get install -qq -y --no-install-recommends -o DPkg::Lock::Timeout=120 chrony curl unattended-upgrades openssh-server nftables mariadb-server mariadb-client tzdata nodejs nginx libnginx-mod-http-lua haproxy socat prometheus-node-exporter dbus openssl prometheus-mysqld-exporter victoria-metrics; }
} || code=$?
rm -f /usr/sbin/policy-rc.d busy
# Whoever misspelt a name wants to know what there is.
[ "$code" -eq 0 ] || {
  value known "$(sed -n 's/.*Unable to locate package \(..\).*/\1/p' log | sort -u | while read -r it; do apt-cache pkgnames "$it"; done | paste -sd ' ')"
  exit 1
}
finish
begin 1
if ! id -u foobar >/dev/null 2>&1; then
  set -- --user-group
  ! getent group foobar >/dev/null || set -- --gid foobar
  useradd --system "$@" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin foobar
fi
if ! getent group foobar >/dev/null; then
  number=$(id -g foobar)
  if getent group "$number" >/dev/null; then groupadd --system foobar; else groupadd --system --gid "$number" foobar; fi
fi
usermod -a -G foobar foobar
finish
begin 2
if ! id -u vmagent >/dev/null 2>&1; then
  set -- --user-group
  ! getent group vmagent >/dev/null || set -- --gid vmagent
  useradd --system "$@" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vmagent
fi
if ! getent group vmagent >/dev/null; then
  number=$(id -g vmagent)
  if getent group "$number" >/dev/null; then groupadd --system vmagent; else groupadd --system --gid "$number" vmagent; fi
fi
usermod -a -G vmagent vmagent
finish
begin 3
[ -d /etc/bartizan ] || rm -f /etc/bartizan
install -d -o root -g root -m 0755 /etc/bartizan
finish
begin 4
[ -d /etc/bartizan/pki ] || rm -f /etc/bartizan/pki
install -d -o root -g root -m 0755 /etc/bartizan/pki
finish
begin 5
[ -d /usr/local/lib/bartizan ] || rm -f /usr/local/lib/bartizan
install -d -o root -g root -m 0755 /usr/local/lib/bartizan
finish
begin 6
[ -d /etc/needrestart/conf.d ] || rm -f /etc/needrestart/conf.d
install -d -o root -g root -m 0755 /etc/needrestart/conf.d
finish
begin 7
[ -d /var/lib/mysql-tmp ] || rm -f /var/lib/mysql-tmp
install -d -o mysql -g mysql -m 0700 /var/lib/mysql-tmp
finish
begin 8
[ -d /var/log/mysql ] || rm -f /var/log/mysql
install -d -o mysql -g adm -m 2750 /var/log/mysql
finish
begin 9
[ -d /etc/prometheus ] || rm -f /etc/prometheus
install -d -o root -g root -m 0755 /etc/prometheus
finish
begin 10
[ -d /etc/vmagent ] || rm -f /etc/vmagent
install -d -o root -g root -m 0755 /etc/vmagent
finish
[ -d /etc/bartizan/pki ] || install -d -m 0755 /etc/bartizan/pki
openssl ecparam -name prime256v1 -genkey -noout -out /etc/bartizan/pki/database.key.new
value /etc/bartizan/pki/database "$(openssl req -new -key /etc/bartizan/pki/database.key.new -config csr-0.cnf -outform DER | base64 -w0)"
[ -d /etc/bartizan/pki ] || install -d -m 0755 /etc/bartizan/pki
openssl ecparam -name prime256v1 -genkey -noout -out /etc/bartizan/pki/metrics.key.new
value /etc/bartizan/pki/metrics "$(openssl req -new -key /etc/bartizan/pki/metrics.key.new -config csr-1.cnf -outform DER | base64 -w0)"
