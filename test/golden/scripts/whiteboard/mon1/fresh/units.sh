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
begin 56
sh -eu command-56
finish
begin 57
systemctl --no-reload enable bartizan-hosts.path
mark bartizan-hosts.path
systemctl reset-failed bartizan-hosts.path 2>/dev/null || :
systemctl start bartizan-hosts.path || { ill; exit 1; }
printf '%s %s\n' 5dec4981be411c1ea40aee530d7e89b7 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-hosts.path
finish
begin 58
systemctl --no-reload enable systemd-sysctl.service
mark systemd-sysctl.service
systemctl reset-failed systemd-sysctl.service 2>/dev/null || :
systemctl start systemd-sysctl.service || { ill; exit 1; }
printf '%s %s\n' 93b62fe8db48e627c1178bd02e5f225d e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-sysctl.service
finish
begin 59
systemctl --no-reload enable systemd-journald.service
mark systemd-journald.service
systemctl reset-failed systemd-journald.service 2>/dev/null || :
systemctl start systemd-journald.service || { ill; exit 1; }
printf '%s %s\n' 85dd53b6023025b060b7dc433d80c19b e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-journald.service
finish
begin 60
sh -eu command-60
finish
begin 61
systemctl --no-reload enable bartizan-package-lists.timer
mark bartizan-package-lists.timer
systemctl reset-failed bartizan-package-lists.timer 2>/dev/null || :
systemctl start bartizan-package-lists.timer || { ill; exit 1; }
printf '%s %s\n' 92639cd97765e2bcb506f0a0a9b0687a e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-package-lists.timer
finish
begin 62
systemctl --no-reload enable apt-daily-upgrade.timer
mark apt-daily-upgrade.timer
systemctl reset-failed apt-daily-upgrade.timer 2>/dev/null || :
systemctl start apt-daily-upgrade.timer || { ill; exit 1; }
printf '%s %s\n' 875311f0a604ebc8f60eb1ff56cc7731 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/apt-daily-upgrade.timer
finish
begin 63
systemctl --no-reload enable ssh.service
mark ssh.service
systemctl reset-failed ssh.service 2>/dev/null || :
systemctl start ssh.service || { ill; exit 1; }
printf '%s %s\n' e3b0c44298fc1c149afbf4c8996fb924 1205e48f0177636a000feae221f08318 >/var/lib/bartizan/stamps/ssh.service
finish
begin 64
systemctl mask --now nftables.service
rm -f /var/lib/bartizan/stamps/nftables.service
finish
begin 65
systemctl --no-reload enable bartizan-firewall.service
mark bartizan-firewall.service
systemctl reset-failed bartizan-firewall.service 2>/dev/null || :
systemctl start bartizan-firewall.service || { ill; exit 1; }
printf '%s %s\n' c5faed3475048d84493819bda0fd341e e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-firewall.service
finish
begin 66
systemctl --no-reload enable bartizan-loopback.service
mark bartizan-loopback.service
systemctl reset-failed bartizan-loopback.service 2>/dev/null || :
systemctl start bartizan-loopback.service || { ill; exit 1; }
printf '%s %s\n' e048bcb676746cb4265e630e23d1e46b e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-loopback.service
finish
begin 67
systemctl --no-reload enable nginx.service
mark nginx.service
systemctl reset-failed nginx.service 2>/dev/null || :
systemctl start nginx.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8406/status' || { ill; exit 1; }
printf '%s %s\n' 24f5d43e8ec8da96d294dfaa81bb5f88 a76d724a31c23056e87d13ae1b5dffa0 >/var/lib/bartizan/stamps/nginx.service
finish
begin 68
systemctl --no-reload enable bartizan-textfile.timer
mark bartizan-textfile.timer
systemctl reset-failed bartizan-textfile.timer 2>/dev/null || :
systemctl start bartizan-textfile.timer || { ill; exit 1; }
printf '%s %s\n' e8690e213151e74b39e2aa808161080f e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-textfile.timer
finish
begin 69
systemctl --no-reload enable prometheus-node-exporter.service
mark prometheus-node-exporter.service
systemctl reset-failed prometheus-node-exporter.service 2>/dev/null || :
systemctl start prometheus-node-exporter.service || { ill; exit 1; }
well 15 'curl -fsS -o /dev/null http://127.0.0.1:9100/' || { ill; exit 1; }
printf '%s %s\n' 3736cc75bdcc8c9deddd5eaead40ee9d e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/prometheus-node-exporter.service
finish
begin 70
systemctl --no-reload enable bartizan-probe.timer
mark bartizan-probe.timer
systemctl reset-failed bartizan-probe.timer 2>/dev/null || :
systemctl start bartizan-probe.timer || { ill; exit 1; }
printf '%s %s\n' a3cff51f399bee9450669f9f9abb1958 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-probe.timer
finish
begin 71
systemctl --no-reload enable victoria-metrics.service
mark victoria-metrics.service
systemctl reset-failed victoria-metrics.service 2>/dev/null || :
systemctl start victoria-metrics.service || { ill; exit 1; }
well 30 'curl -fsS -o /dev/null http://127.0.0.1:8428/health' || { ill; exit 1; }
printf '%s %s\n' 46abffae087e8d08f1dcbca6b02cf5b6 034fff5ea8754d8e1b9af92ad25936a3 >/var/lib/bartizan/stamps/victoria-metrics.service
finish
begin 72
systemctl --no-reload enable prometheus-alertmanager.service
mark prometheus-alertmanager.service
systemctl reset-failed prometheus-alertmanager.service 2>/dev/null || :
systemctl start prometheus-alertmanager.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:9093/-/ready' || { ill; exit 1; }
printf '%s %s\n' fc09920ef6d9f3a8f0c6f27df4e4d827 6a2a2cf68938d2d93d6d4f66741a60fd >/var/lib/bartizan/stamps/prometheus-alertmanager.service
finish
begin 73
systemctl --no-reload enable vmalert.service
mark vmalert.service
systemctl reset-failed vmalert.service 2>/dev/null || :
systemctl start vmalert.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8880/health' || { ill; exit 1; }
printf '%s %s\n' d05b799e8216161fe38642a80004f6be 2772961c873a4787906174ba1180fde0 >/var/lib/bartizan/stamps/vmalert.service
finish
begin 74
systemctl --no-reload enable vmagent.service
mark vmagent.service
systemctl reset-failed vmagent.service 2>/dev/null || :
systemctl start vmagent.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8429/health' || { ill; exit 1; }
printf '%s %s\n' c074730b84a7f0eed9cfc92a0c4c0a39 899934d3b372af422d41504ca23e60c8 >/var/lib/bartizan/stamps/vmagent.service
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
directory:/etc/prometheus/receivers
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
printf '%s\n' this-run >/var/lib/bartizan/generation
rm -f /var/lib/bartizan/lock
