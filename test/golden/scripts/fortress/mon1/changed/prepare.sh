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
if [ "$(cat /var/lib/bartizan/generation 2>/dev/null || true)" != a-run ]; then exit 76; fi
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
begin 0
if ! id -u vmalert >/dev/null 2>&1; then
  set -- --user-group
  ! getent group vmalert >/dev/null || set -- --gid vmalert
  useradd --system "$@" --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin vmalert
fi
if ! getent group vmalert >/dev/null; then
  number=$(id -g vmalert)
  if getent group "$number" >/dev/null; then groupadd --system vmalert; else groupadd --system --gid "$number" vmalert; fi
fi
usermod -a -G vmalert vmalert
finish
begin 1
[ -d /etc/bartizan ] || rm -f /etc/bartizan
install -d -o root -g root -m 0755 /etc/bartizan
finish
begin 2
[ -d /usr/local/lib/bartizan ] || rm -f /usr/local/lib/bartizan
install -d -o root -g root -m 0755 /usr/local/lib/bartizan
finish
begin 3
[ -d /etc/victoria-metrics ] || rm -f /etc/victoria-metrics
install -d -o root -g root -m 0755 /etc/victoria-metrics
finish
begin 4
[ -d /etc/vmalert ] || rm -f /etc/vmalert
install -d -o root -g root -m 0755 /etc/vmalert
finish
[ -d /etc/bartizan/pki ] || install -d -m 0755 /etc/bartizan/pki
openssl ecparam -name prime256v1 -genkey -noout -out /etc/bartizan/pki/ingest.key.new
value /etc/bartizan/pki/ingest "$(openssl req -new -key /etc/bartizan/pki/ingest.key.new -config csr-0.cnf -outform DER | base64 -w0)"
