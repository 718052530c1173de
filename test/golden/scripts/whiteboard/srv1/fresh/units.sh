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

put() { # staged target owner mode
  [ -d "${2%/*}/" ] || mkdir -p "${2%/*}/"
  install -o "${3%%:*}" -g "${3##*:}" -m "$4" "$1" "$2.bartizan-new"
  [ ! -d "$2" ] || rmdir "$2"
  mv -fT "$2.bartizan-new" "$2"
}
# Verbs for the unit $unit: it goes on as $new, or back to what is $kept. $ready asks whether it is well, $current is the link to its release.
# shellcheck disable=SC2154
ILL=78
: "${ILL:?}"
# Not while it is judged already, by a run that a power cut ended: what is there now is not known to be well.
keep() {
  [ ! -d "$kept" ] || return 0
  rm -rf "$kept.new"
  mkdir -p "$kept.new"
  for path in "$@"; do [ ! -e "$path" ] || cp -a --parents "$path" "$kept.new"; done
  [ ! -L "$current" ] || readlink "$current" >"$kept.new/release"
  mv -T "$kept.new" "$kept"
}
shortly() {
  if [ "$ends" -gt 0 ]; then printf '%s: its program ended %s times within %s s' "$new" "$ends" "$(($(clock) - since))"
  else printf '%s: %s' "$new" "$(printf '%s' "${said:-it did not start}" | head -n 1)"; fi
}
went_on() {
  case "$(readlink "$current" || :)" in
    releases/*) printf 'Release %s %s.\n' "$(basename "$(readlink "$current")")" "$1" ;;
    *) printf 'What ran before %s.\n' "$1" ;;
  esac
}
back() { # seconds, then paths
  ill
  short=$(shortly) seconds=$1
  shift
  for path in "$@"; do
    if [ -e "$kept$path" ]; then cp -a "$kept$path" "$path.bartizan-new" && mv -fT "$path.bartizan-new" "$path"; else rm -f "$path"; fi
  done
  if [ -s "$kept/release" ]; then
    ln -sfn "$(cat "$kept/release")" "$current.bartizan-new"
    mv -fT "$current.bartizan-new" "$current"
  fi
  systemctl daemon-reload
  mark "$unit"
  systemctl reset-failed "$unit" 2>/dev/null || :
  if systemctl restart "$unit" && well "$seconds" "$ready"; then went_on "serves again"; else
    went_on "was put back, but it is not well either"
    ill
  fi
  rm -rf "$kept" busy
  value ill "$short"
  exit "$ILL"
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
begin 60
sh -eu command-60
finish
begin 61
systemctl --no-reload enable bartizan-hosts.path
mark bartizan-hosts.path
systemctl reset-failed bartizan-hosts.path 2>/dev/null || :
systemctl start bartizan-hosts.path || { ill; exit 1; }
printf '%s %s\n' 5dec4981be411c1ea40aee530d7e89b7 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-hosts.path
finish
begin 62
systemctl --no-reload enable systemd-sysctl.service
mark systemd-sysctl.service
systemctl reset-failed systemd-sysctl.service 2>/dev/null || :
systemctl start systemd-sysctl.service || { ill; exit 1; }
printf '%s %s\n' 93b62fe8db48e627c1178bd02e5f225d e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-sysctl.service
finish
begin 63
systemctl --no-reload enable systemd-journald.service
mark systemd-journald.service
systemctl reset-failed systemd-journald.service 2>/dev/null || :
systemctl start systemd-journald.service || { ill; exit 1; }
printf '%s %s\n' 85dd53b6023025b060b7dc433d80c19b e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/systemd-journald.service
finish
begin 64
sh -eu command-64
finish
begin 65
systemctl --no-reload enable bartizan-package-lists.timer
mark bartizan-package-lists.timer
systemctl reset-failed bartizan-package-lists.timer 2>/dev/null || :
systemctl start bartizan-package-lists.timer || { ill; exit 1; }
printf '%s %s\n' 92639cd97765e2bcb506f0a0a9b0687a e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-package-lists.timer
finish
begin 66
systemctl --no-reload enable apt-daily-upgrade.timer
mark apt-daily-upgrade.timer
systemctl reset-failed apt-daily-upgrade.timer 2>/dev/null || :
systemctl start apt-daily-upgrade.timer || { ill; exit 1; }
printf '%s %s\n' 7e39ada0ca33680ecd559bc543f0e60b e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/apt-daily-upgrade.timer
finish
begin 67
systemctl --no-reload enable ssh.service
mark ssh.service
systemctl reset-failed ssh.service 2>/dev/null || :
systemctl start ssh.service || { ill; exit 1; }
printf '%s %s\n' e3b0c44298fc1c149afbf4c8996fb924 1205e48f0177636a000feae221f08318 >/var/lib/bartizan/stamps/ssh.service
finish
begin 68
systemctl mask --now nftables.service
rm -f /var/lib/bartizan/stamps/nftables.service
finish
begin 69
systemctl --no-reload enable bartizan-firewall.service
mark bartizan-firewall.service
systemctl reset-failed bartizan-firewall.service 2>/dev/null || :
systemctl start bartizan-firewall.service || { ill; exit 1; }
printf '%s %s\n' c5faed3475048d84493819bda0fd341e e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-firewall.service
finish
begin 70
systemctl --no-reload enable bartizan-loopback.service
mark bartizan-loopback.service
systemctl reset-failed bartizan-loopback.service 2>/dev/null || :
systemctl start bartizan-loopback.service || { ill; exit 1; }
printf '%s %s\n' c4f6a017ddbe744c7de45f0d5af18bed e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-loopback.service
finish
begin 71
systemctl --no-reload enable bartizan-time-zones.timer
mark bartizan-time-zones.timer
systemctl reset-failed bartizan-time-zones.timer 2>/dev/null || :
systemctl start bartizan-time-zones.timer || { ill; exit 1; }
printf '%s %s\n' 3b8099d55f6c754b143598f3332b31d8 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-time-zones.timer
finish
begin 72
systemctl --no-reload enable mariadb.service
mark mariadb.service
systemctl reset-failed mariadb.service 2>/dev/null || :
systemctl start mariadb.service || { ill; exit 1; }
well 60 'timeout 5 mariadb --no-defaults --skip-ssl --socket=/run/mysqld/mysqld.sock --execute='\''SELECT 1'\'' >/dev/null' || { ill; exit 1; }
printf '%s %s\n' 47ee28f87b0522bcf247f8afba73f8e5 beb9774edbcb346ea28d70944da0f184 >/var/lib/bartizan/stamps/mariadb.service
finish
begin 73
sh -eu command-73
finish
begin 74
sh -eu command-74
finish
begin 75
sh -eu command-75
finish
begin 76
sh -eu command-76
finish
begin 77
systemctl --no-reload enable haproxy.service
mark haproxy.service
systemctl reset-failed haproxy.service 2>/dev/null || :
systemctl start haproxy.service || { ill; exit 1; }
well 20 'echo '\''show info'\'' | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock | grep -q '\''^Uptime_sec:'\''' || { ill; exit 1; }
printf '%s %s\n' 28e515d45325a59375d1cc47af602cd3 cc5e32a2a879424805db1eb96b387138 >/var/lib/bartizan/stamps/haproxy.service
finish
begin 78
sh -eu command-78
finish
begin 79
install -d -o root -g root -m 0755 /srv/foobar /srv/foobar/releases
if [ ! -d /srv/foobar/releases/0123456789ab ]; then
  rm -rf /srv/foobar/releases/.partial
  install -d -m 0755 /srv/foobar/releases/.partial
  (umask 022; tar --no-same-owner --no-same-permissions -C /srv/foobar/releases/.partial -xzf release.tar.gz)
  mv -T /srv/foobar/releases/.partial /srv/foobar/releases/0123456789ab
fi
touch /srv/foobar/releases/0123456789ab
serves=$(readlink /srv/foobar/current || :)
ls -1t /srv/foobar/releases | tail -n +6 | while read -r old; do [ "$old" = 0123456789ab ] || [ "releases/$old" = "$serves" ] || rm -rf /srv/foobar/releases/"$old"; done
finish
begin 80
unit=foobar.service kept=/var/lib/bartizan/before/foobar.service current=/srv/foobar/current ready='answer=$(curl -sS -o /dev/null --max-time 2 -w '\''%{http_code} %{redirect_url}'\'' -H '\''Host: www.foobar.com'\'' -H '\''X-Forwarded-Proto: https'\'' -H '\''X-Forwarded-Host: www.foobar.com'\'' -H '\''X-Forwarded-For: 127.0.0.1'\'' http://127.0.0.1:3000/up 2>&1)
case $answer in
  '\''200 '\''*) exit 0 ;;
  *000\ *) printf '\''%s\n'\'' '\''no answer to GET /up:'\'' "$answer" | sed '\''s/ *000 *$//; /^$/d'\'' | paste -sd '\'' '\'' ;;
  *'\'' '\'') printf '\''%s answered %s\n'\'' '\''GET /up'\'' "${answer% }" ;;
  *) printf '\''%s answered %s (Location: %s)\n'\'' '\''GET /up'\'' "${answer%% *}" "${answer#* }" ;;
esac
exit 1'
new='release 0123456789ab'
touch busy
if systemctl is-active --quiet "$unit"; then
  keep /var/lib/bartizan/stamps/foobar.service /etc/systemd/system/foobar.service /etc/bartizan/app.env
  systemctl stop foobar-trial.service 2>/dev/null || :
  systemctl reset-failed foobar-trial.service 2>/dev/null || :
  rm -rf /run/foobar-trial/app.env /run/systemd/system/foobar-trial.service /run/foobar-trial
  install -D -m 0600 trial/run/foobar-trial/app.env /run/foobar-trial/app.env
  install -D -m 0644 trial/run/systemd/system/foobar-trial.service /run/systemd/system/foobar-trial.service
  systemctl daemon-reload
  mark foobar-trial.service
  verdict=well words=''
  # Well twice: what answers once and ends is not.
  { systemctl start foobar-trial.service && well 60 'answer=$(curl -sS -o /dev/null --max-time 2 -w '\''%{http_code} %{redirect_url}'\'' -H '\''Host: www.foobar.com'\'' -H '\''X-Forwarded-Proto: https'\'' -H '\''X-Forwarded-Host: www.foobar.com'\'' -H '\''X-Forwarded-For: 127.0.0.1'\'' http://127.0.0.1:8408/up 2>&1)
case $answer in
  '\''200 '\''*) exit 0 ;;
  *000\ *) printf '\''%s\n'\'' '\''no answer to GET /up:'\'' "$answer" | sed '\''s/ *000 *$//; /^$/d'\'' | paste -sd '\'' '\'' ;;
  *'\'' '\'') printf '\''%s answered %s\n'\'' '\''GET /up'\'' "${answer% }" ;;
  *) printf '\''%s answered %s (Location: %s)\n'\'' '\''GET /up'\'' "${answer%% *}" "${answer#* }" ;;
esac
exit 1' 3 && sleep 2 && well 3 'answer=$(curl -sS -o /dev/null --max-time 2 -w '\''%{http_code} %{redirect_url}'\'' -H '\''Host: www.foobar.com'\'' -H '\''X-Forwarded-Proto: https'\'' -H '\''X-Forwarded-Host: www.foobar.com'\'' -H '\''X-Forwarded-For: 127.0.0.1'\'' http://127.0.0.1:8408/up 2>&1)
case $answer in
  '\''200 '\''*) exit 0 ;;
  *000\ *) printf '\''%s\n'\'' '\''no answer to GET /up:'\'' "$answer" | sed '\''s/ *000 *$//; /^$/d'\'' | paste -sd '\'' '\'' ;;
  *'\'' '\'') printf '\''%s answered %s\n'\'' '\''GET /up'\'' "${answer% }" ;;
  *) printf '\''%s answered %s (Location: %s)\n'\'' '\''GET /up'\'' "${answer%% *}" "${answer#* }" ;;
esac
exit 1' 1; } || { verdict=ill words=$(ill); }
  short=$(shortly)
  systemctl stop foobar-trial.service 2>/dev/null || :
  systemctl reset-failed foobar-trial.service 2>/dev/null || :
  rm -rf /run/foobar-trial/app.env /run/systemd/system/foobar-trial.service /run/foobar-trial
  systemctl daemon-reload
  unit=foobar.service
  if [ "$verdict" = ill ]; then
    # It does not listen where it is told to, so it cannot run beside itself: whether it is well shows when it takes the other's place.
    if printf '%s' "$words" | grep -qiE 'address (already )?in use|EADDRINUSE|connection in use|port [0-9]+ is (already )?in use'; then :; else
      printf '%s\n' "$words"
      went_on "goes on: the new one was tried beside it, and no request reached that"
      rm -rf "$kept" busy
      value ill "$short"
      exit 78
    fi
  fi
fi
rm -f /var/lib/bartizan/stamps/foobar.service
put held/etc/bartizan/app.env /etc/bartizan/app.env root:root 0600
put held/etc/systemd/system/foobar.service /etc/systemd/system/foobar.service root:root 0644
ln -sfn releases/0123456789ab /srv/foobar/current.bartizan-new
mv -fT /srv/foobar/current.bartizan-new /srv/foobar/current
systemctl daemon-reload
systemctl --no-reload enable "$unit"
mark "$unit"
systemctl reset-failed "$unit" 2>/dev/null || :
if [ -d "$kept" ]; then
  { systemctl restart "$unit" && well 60 "$ready" 3; } || back 60 /var/lib/bartizan/stamps/foobar.service /etc/systemd/system/foobar.service /etc/bartizan/app.env
else
  { systemctl restart "$unit" && well 60 "$ready"; } || { ill; rm -f busy; exit 1; }
fi
printf '%s %s\n' 0f970a72c92b50d888c568d5e7cb4ab4 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/foobar.service
rm -rf "$kept" busy
serves=$(readlink /srv/foobar/current || :)
ls -1t /srv/foobar/releases | tail -n +6 | while read -r old; do [ "$old" = 0123456789ab ] || [ "releases/$old" = "$serves" ] || rm -rf /srv/foobar/releases/"$old"; done
finish
begin 44
install -D -m 0600 shown/etc/bartizan/app.env /var/lib/bartizan/shown/etc/bartizan/app.env
finish
begin 45
rm -f /var/lib/bartizan/shown/etc/systemd/system/foobar.service
finish
begin 81
systemctl --no-reload enable nginx.service
mark nginx.service
systemctl reset-failed nginx.service 2>/dev/null || :
systemctl start nginx.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8406/status' || { ill; exit 1; }
printf '%s %s\n' 24f5d43e8ec8da96d294dfaa81bb5f88 6fd7b8951804d73e7c11c19e7fd1bc2c >/var/lib/bartizan/stamps/nginx.service
finish
begin 82
systemctl --no-reload enable bartizan-textfile.timer
mark bartizan-textfile.timer
systemctl reset-failed bartizan-textfile.timer 2>/dev/null || :
systemctl start bartizan-textfile.timer || { ill; exit 1; }
printf '%s %s\n' e8690e213151e74b39e2aa808161080f e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/bartizan-textfile.timer
finish
begin 83
systemctl --no-reload enable prometheus-node-exporter.service
mark prometheus-node-exporter.service
systemctl reset-failed prometheus-node-exporter.service 2>/dev/null || :
systemctl start prometheus-node-exporter.service || { ill; exit 1; }
well 15 'curl -fsS -o /dev/null http://127.0.0.1:9100/' || { ill; exit 1; }
printf '%s %s\n' eece102887575423049863af9a159123 e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/prometheus-node-exporter.service
finish
begin 84
systemctl --no-reload enable prometheus-mysqld-exporter.service
mark prometheus-mysqld-exporter.service
systemctl reset-failed prometheus-mysqld-exporter.service 2>/dev/null || :
systemctl start prometheus-mysqld-exporter.service || { ill; exit 1; }
well 15 'curl -fsS -o /dev/null http://127.0.0.1:9104/' || { ill; exit 1; }
printf '%s %s\n' 26f1cc943e75f0486c3dc5b08c56149e e3b0c44298fc1c149afbf4c8996fb924 >/var/lib/bartizan/stamps/prometheus-mysqld-exporter.service
finish
begin 85
systemctl --no-reload disable victoria-metrics.service || [ "$(systemctl show -p LoadState --value victoria-metrics.service)" = not-found ]
rm -f /var/lib/bartizan/stamps/victoria-metrics.service
finish
begin 86
systemctl --no-reload enable vmagent.service
mark vmagent.service
systemctl reset-failed vmagent.service 2>/dev/null || :
systemctl start vmagent.service || { ill; exit 1; }
well 20 'curl -fsS -o /dev/null http://127.0.0.1:8429/health' || { ill; exit 1; }
printf '%s %s\n' c074730b84a7f0eed9cfc92a0c4c0a39 d1eb97698f79455163f8ee7e5b62d73d >/var/lib/bartizan/stamps/vmagent.service
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
directory:/var/lib/mysql-tmp
directory:/var/log/mysql
certificate:/etc/bartizan/pki/database
file:/etc/mysql/mariadb.conf.d/90-bartizan.cnf
file:/etc/systemd/system/mariadb.service.d/bartizan.conf
file:/etc/systemd/system/mariadb.service.d/bartizan-journal.conf
file:/usr/local/lib/bartizan/time-zones
file:/etc/systemd/system/bartizan-time-zones.service
file:/etc/systemd/system/bartizan-time-zones.timer
unit:bartizan-time-zones.timer
file:/etc/bartizan/database-peers.cnf
file:/usr/local/lib/bartizan/database-role
file:/etc/systemd/system/bartizan-database-role.service
unit:mariadb.service
file:/etc/haproxy/haproxy.cfg
file:/etc/systemd/system/haproxy.service.d/bartizan.conf
unit:haproxy.service
file:/etc/bartizan/app.env
file:/etc/systemd/system/foobar.service
release:/srv/foobar
unit:foobar.service
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
