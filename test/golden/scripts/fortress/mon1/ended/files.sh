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

begin 0
rm -f /etc/bartizan/pki/ingest.issued /var/lib/bartizan/stamps/nginx.service
install -o root -g root -m 0600 /etc/bartizan/pki/ingest.key.new /etc/bartizan/pki/ingest.key.bartizan-new && mv -f /etc/bartizan/pki/ingest.key.bartizan-new /etc/bartizan/pki/ingest.key
install -o root -g root -m 0644 cert-0 /etc/bartizan/pki/ingest.crt.bartizan-new && mv -f /etc/bartizan/pki/ingest.crt.bartizan-new /etc/bartizan/pki/ingest.crt
:
:
printf '%s %s %s %s\n' 942a95f2b2b7e94148e54d46f2864d7d 1800000000 1800086400 "$(sha256sum /etc/bartizan/pki/ingest.key /etc/bartizan/pki/ingest.crt | cut -c1-64 | paste -sd ' ')" >issued
install -o root -g root -m 0644 issued /etc/bartizan/pki/ingest.issued
rm -f /etc/bartizan/pki/ingest.key.new
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
certificate:/etc/bartizan/pki/ingest
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
written:/var/lib/prometheus/node-exporter/bartizan-site.prom
file:/etc/bartizan/pki/site-ca.crt
file:/usr/local/lib/bartizan/probe-site
file:/etc/systemd/system/bartizan-probe.service
file:/etc/systemd/system/bartizan-probe.timer
unit:bartizan-probe.timer
directory:/etc/victoria-metrics
file:/etc/victoria-metrics/door.yml
file:/etc/default/victoria-metrics
file:/etc/systemd/system/victoria-metrics.service.d/bartizan.conf
unit:victoria-metrics.service
file:/etc/smtpd.conf
unit:opensmtpd.service
directory:/etc/prometheus/receivers
file:/etc/prometheus/receivers/0-pagerduty
file:/etc/prometheus/receivers/watchdog
file:/etc/prometheus/alertmanager.yml
file:/etc/default/prometheus-alertmanager
file:/etc/systemd/system/prometheus-alertmanager.service.d/bartizan.conf
unit:prometheus-alertmanager.service
directory:/etc/vmalert
file:/etc/vmalert/rules.yml
file:/etc/systemd/system/vmalert.service
unit:vmalert.service
written:/var/lib/vmagent
directory:/etc/vmagent
certificate:/etc/bartizan/pki/metrics
file:/etc/vmagent/scrape.yml
file:/etc/systemd/system/vmagent.service
unit:vmagent.service
BARTIZAN_MANIFEST
install -o root -g root -m 0600 manifest /var/lib/bartizan/manifest.new
mv -f /var/lib/bartizan/manifest.new /var/lib/bartizan/manifest
rm -f /var/lib/bartizan/stamps/nginx.service
