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
if [ "$(cat /var/lib/bartizan/generation 2>/dev/null || true)" != a-run ]; then exit 76; fi
printf '%s %s %s %s\n' this-run me@here 7 $((now + 600)) >/var/lib/bartizan/lock.new
mv -f /var/lib/bartizan/lock.new /var/lib/bartizan/lock

begin 4
rm -f /etc/bartizan/pki/database-proxy.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/haproxy.service /var/lib/bartizan/stamps/foobar.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g root -m 0600 /etc/bartizan/pki/database-proxy.key.new /etc/bartizan/pki/database-proxy.key.bartizan-new && mv -f /etc/bartizan/pki/database-proxy.key.bartizan-new /etc/bartizan/pki/database-proxy.key
install -o root -g root -m 0644 cert-0 /etc/bartizan/pki/database-proxy.crt.bartizan-new && mv -f /etc/bartizan/pki/database-proxy.crt.bartizan-new /etc/bartizan/pki/database-proxy.crt
:
cat /etc/bartizan/pki/database-proxy.crt /etc/bartizan/pki/database-proxy.key >pem && install -o root -g root -m 0600 pem /etc/bartizan/pki/database-proxy.pem.bartizan-new && mv -f /etc/bartizan/pki/database-proxy.pem.bartizan-new /etc/bartizan/pki/database-proxy.pem && rm -f pem
printf '%s %s %s %s\n' 7bf47ffc13142b5d05c815a1fce9609a 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/database-proxy.key /etc/bartizan/pki/database-proxy.crt /etc/bartizan/pki/database-proxy.pem | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/database-proxy.issued
rm -f /etc/bartizan/pki/database-proxy.key.new
finish
begin 5
rm -f /etc/bartizan/pki/metrics.issued /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/haproxy.service /var/lib/bartizan/stamps/foobar.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/vmagent.service
install -o root -g vmagent -m 0640 /etc/bartizan/pki/metrics.key.new /etc/bartizan/pki/metrics.key.bartizan-new && mv -f /etc/bartizan/pki/metrics.key.bartizan-new /etc/bartizan/pki/metrics.key
install -o root -g root -m 0644 cert-1 /etc/bartizan/pki/metrics.crt.bartizan-new && mv -f /etc/bartizan/pki/metrics.crt.bartizan-new /etc/bartizan/pki/metrics.crt
:
:
printf '%s %s %s %s\n' 2c6e90cce0c34c591cb0f7d291470b4d 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/metrics.key /etc/bartizan/pki/metrics.crt | cut -c1-64 | paste -sd ' ')" >issued
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
early stage/usr/local/lib/bartizan/hosts /usr/local/lib/bartizan/hosts root:root 0755
early stage/etc/sysctl.d/60-bartizan.conf /etc/sysctl.d/60-bartizan.conf root:root 0644
early stage/etc/systemd/journald@traffic.conf /etc/systemd/journald@traffic.conf root:root 0644
early stage/etc/needrestart/conf.d/60-bartizan.conf /etc/needrestart/conf.d/60-bartizan.conf root:root 0644


begin 8
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-hosts.path" || refuse


begin 11
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-package-lists.timer" || refuse

begin 13
sh -c 'dir=$(mktemp -d) && mkdir "$dir/apt-daily-upgrade.service.d" && cp "$1" "$dir/apt-daily-upgrade.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no apt-daily-upgrade.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf" || refuse
begin 14
sh -c 'grep -Eiq '\''^[[:space:]]*Include[[:space:]]+"?/etc/ssh/sshd_config\.d/\*\.conf'\'' /etc/ssh/sshd_config || { echo '\''/etc/ssh/sshd_config does not include /etc/ssh/sshd_config.d/*.conf'\'' >&2; exit 1; }
whole=$(mktemp) && { printf '\''Include %s\n'\'' "$1"; cat /etc/ssh/sshd_config; } >"$whole" || exit 1
sshd -t -f "$whole"; code=$?
rm -f "$whole"
exit $code' validate "$PWD/stage/etc/ssh/sshd_config.d/00-bartizan.conf" || refuse
begin 15
sh -c 'nft -c -f "$1"' validate "$PWD/stage/etc/bartizan/loopback.nft" || refuse
begin 16
sh -c 'haproxy -c -f "$1" || exit 1
may=$(awk '\''/^Max open files/ { print $5 }'\'' /proc/1/limits)
[ "$may" = unlimited ] || [ "$may" -ge 16100 ] || { echo "HAProxy needs 16100 open files, this host allows $may" >&2; exit 1; }' validate "$PWD/stage/etc/haproxy/haproxy.cfg" || refuse

begin 18
sh -c 'sh -n "$1"' validate "$PWD/stage/usr/local/lib/bartizan/textfile-metrics" || refuse
begin 19
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/bartizan-textfile.timer" || refuse
begin 20
sh -c 'dir=$(mktemp -d) && mkdir "$dir/prometheus-node-exporter.service.d" && cp "$1" "$dir/prometheus-node-exporter.service.d/" || exit 1
export SYSTEMD_UNIT_PATH="$dir:"
words=$(systemd-analyze verify --man=no --recursive-errors=no prometheus-node-exporter.service 2>&1) && [ -z "$words" ]; code=$?
rm -rf "$dir"
[ "$code" -eq 0 ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf" || refuse
begin 21
sh -c 'words=$(systemd-analyze verify --man=no --recursive-errors=no "$1" 2>&1) && [ -z "$words" ] || { printf '\''%s\n'\'' "$words" >&2; exit 1; }' validate "$PWD/stage/etc/systemd/system/vmagent.service" || refuse
begin 23
nft -c -f stage/etc/bartizan/firewall.nft || refuse
cat >manifest <<'BARTIZAN_MANIFEST'
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
certificate:/etc/bartizan/pki/database-proxy
certificate:/etc/bartizan/pki/app
file:/etc/haproxy/haproxy.cfg
file:/etc/systemd/system/haproxy.service.d/bartizan.conf
unit:haproxy.service
file:/etc/bartizan/app.env
file:/etc/systemd/system/foobar.service
release:/srv/foobar
unit:foobar.service
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
unit:victoria-metrics.service
written:/var/lib/vmagent
directory:/etc/vmagent
certificate:/etc/bartizan/pki/metrics
file:/etc/vmagent/scrape.yml
file:/etc/systemd/system/vmagent.service
unit:vmagent.service
unit:former.service
file:/etc/systemd/system/former.service
file:/etc/former.conf
link:/etc/former-link
certificate:/etc/former/pki
ruleset:/etc/former.nft
release:/srv/former
written:/var/lib/former
directory:/etc/former
directory:/etc/bartizan
BARTIZAN_MANIFEST
install -o root -g root -m 0600 manifest /var/lib/bartizan/manifest.new
mv -f /var/lib/bartizan/manifest.new /var/lib/bartizan/manifest
rm -f /var/lib/bartizan/stamps/bartizan-hosts.path /var/lib/bartizan/stamps/systemd-sysctl.service /var/lib/bartizan/stamps/systemd-journald.service /var/lib/bartizan/stamps/bartizan-package-lists.timer /var/lib/bartizan/stamps/apt-daily-upgrade.timer /var/lib/bartizan/stamps/ssh.service /var/lib/bartizan/stamps/bartizan-loopback.service /var/lib/bartizan/stamps/haproxy.service /var/lib/bartizan/stamps/foobar.service /var/lib/bartizan/stamps/bartizan-textfile.timer /var/lib/bartizan/stamps/prometheus-node-exporter.service /var/lib/bartizan/stamps/vmagent.service /var/lib/bartizan/stamps/ruleset
begin 6
put stage/etc/bartizan/pki/ca.crt /etc/bartizan/pki/ca.crt root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/pki/ca.crt
finish
begin 7
put stage/usr/local/lib/bartizan/hosts /usr/local/lib/bartizan/hosts root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/hosts
finish
begin 8
put stage/etc/systemd/system/bartizan-hosts.path /etc/systemd/system/bartizan-hosts.path root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-hosts.path
finish
begin 9
put stage/etc/sysctl.d/60-bartizan.conf /etc/sysctl.d/60-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/sysctl.d/60-bartizan.conf
finish
begin 10
put stage/etc/systemd/journald@traffic.conf /etc/systemd/journald@traffic.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/journald@traffic.conf
finish
begin 11
put stage/etc/systemd/system/bartizan-package-lists.timer /etc/systemd/system/bartizan-package-lists.timer root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-package-lists.timer
finish
begin 12
put stage/etc/needrestart/conf.d/60-bartizan.conf /etc/needrestart/conf.d/60-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/needrestart/conf.d/60-bartizan.conf
finish
begin 13
put stage/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf
finish
begin 14
put stage/etc/ssh/sshd_config.d/00-bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/ssh/sshd_config.d/00-bartizan.conf
finish
begin 15
put stage/etc/bartizan/loopback.nft /etc/bartizan/loopback.nft root:root 0644
rm -f /var/lib/bartizan/shown/etc/bartizan/loopback.nft
finish
begin 16
put stage/etc/haproxy/haproxy.cfg /etc/haproxy/haproxy.cfg root:root 0644
rm -f /var/lib/bartizan/shown/etc/haproxy/haproxy.cfg
finish
begin 18
put stage/usr/local/lib/bartizan/textfile-metrics /usr/local/lib/bartizan/textfile-metrics root:root 0755
rm -f /var/lib/bartizan/shown/usr/local/lib/bartizan/textfile-metrics
finish
begin 19
put stage/etc/systemd/system/bartizan-textfile.timer /etc/systemd/system/bartizan-textfile.timer root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/bartizan-textfile.timer
finish
begin 20
put stage/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf
finish
begin 21
put stage/etc/systemd/system/vmagent.service /etc/systemd/system/vmagent.service root:root 0644
rm -f /var/lib/bartizan/shown/etc/systemd/system/vmagent.service
finish
begin 22
mkdir -p "$(dirname /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service)"
ln -sfn /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service.bartizan-new
mv -fT /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service.bartizan-new /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service
finish
begin 23
systemctl stop bartizan-firewall-rollback.timer bartizan-firewall-rollback.service 2>/dev/null || true
systemctl reset-failed bartizan-firewall-rollback.timer bartizan-firewall-rollback.service 2>/dev/null || true
printf 'table %s\ndelete table %s\n' 'inet bartizan' 'inet bartizan' >rollback
nft list table inet bartizan >>rollback 2>/dev/null || true
install -m 0600 rollback /var/lib/bartizan/firewall.rollback
systemd-run --quiet --on-active=45 --timer-property=AccuracySec=1s --unit=bartizan-firewall-rollback nft -f /var/lib/bartizan/firewall.rollback
nft -f stage/etc/bartizan/firewall.nft
install -D -o root -g root -m 0600 stage/etc/bartizan/firewall.nft /var/lib/bartizan/firewall.rollback.next
