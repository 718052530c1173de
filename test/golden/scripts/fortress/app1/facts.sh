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
dpkg-query -W -f='package\t${Package}\t${Version}\t${db:Status-Status}\n' chrony curl unattended-upgrades openssh-server nftables nodejs haproxy socat prometheus-node-exporter dbus openssl victoria-metrics
printf 'groups\n'
groups foobar vmagent
printf '\n'
stat -c 'stat	%n	%a	%U:%G	%F	%N' -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/haproxy/haproxy.cfg /etc/systemd/system/haproxy.service.d/bartizan.conf /etc/bartizan/app.env /etc/systemd/system/foobar.service /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /srv/foobar/current /usr/lib/systemd/system/bartizan-hosts.path /etc/systemd/system/systemd-sysctl.service /usr/lib/systemd/system/systemd-sysctl.service /etc/systemd/system/systemd-journald.service /usr/lib/systemd/system/systemd-journald.service /usr/lib/systemd/system/bartizan-package-lists.timer /etc/systemd/system/apt-daily-upgrade.timer /usr/lib/systemd/system/apt-daily-upgrade.timer /etc/systemd/system/ssh.service /usr/lib/systemd/system/ssh.service /etc/systemd/system/nftables.service /usr/lib/systemd/system/nftables.service /usr/lib/systemd/system/bartizan-firewall.service /usr/lib/systemd/system/bartizan-loopback.service /etc/systemd/system/haproxy.service /usr/lib/systemd/system/haproxy.service /usr/lib/systemd/system/foobar.service /usr/lib/systemd/system/bartizan-textfile.timer /etc/systemd/system/prometheus-node-exporter.service /usr/lib/systemd/system/prometheus-node-exporter.service /etc/systemd/system/victoria-metrics.service /usr/lib/systemd/system/victoria-metrics.service /usr/lib/systemd/system/vmagent.service
nft -s -t list table inet bartizan | sha256sum -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/haproxy/haproxy.cfg /etc/systemd/system/haproxy.service.d/bartizan.conf /etc/bartizan/app.env /etc/systemd/system/foobar.service /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /etc/bartizan/pki/database-proxy.key /etc/bartizan/pki/database-proxy.crt /etc/bartizan/pki/database-proxy.pem /etc/bartizan/pki/app.key /etc/bartizan/pki/app.crt /etc/bartizan/pki/app.pem /etc/bartizan/pki/metrics.key /etc/bartizan/pki/metrics.crt /etc/bartizan/firewall.nft -
grep -sH '' -- /etc/bartizan/pki/ca.crt /var/lib/bartizan/generation /var/lib/bartizan/lock /var/lib/bartizan/manifest /etc/bartizan/pki/database-proxy.issued /etc/bartizan/pki/app.issued /etc/bartizan/pki/metrics.issued /var/lib/bartizan/stamps/*
[ -d /srv/foobar/releases ] && { printf 'release\t%s' /srv/foobar; for r in /srv/foobar/releases/*; do [ -e "$r" ] && printf '\t%s' "${r##*/}"; done; printf '\n'; }
printf 'units\n'
systemctl list-units --all --full --plain --no-legend --no-pager -- bartizan-hosts.path systemd-sysctl.service systemd-journald.service bartizan-package-lists.timer apt-daily-upgrade.timer ssh.service nftables.service bartizan-firewall.service bartizan-loopback.service haproxy.service foobar.service bartizan-textfile.timer prometheus-node-exporter.service victoria-metrics.service vmagent.service
printf '\n'
printf 'wanted\t%s\n' /etc/systemd/system/*.wants/* /etc/systemd/system/*.requires/* /usr/lib/systemd/system/*.wants/*
printf '␞%s\n' command:hosts
(
names() {
cat <<'BARTIZAN_NAMES'
# All hosts of foobar. /usr/local/lib/bartizan/hosts keeps these lines in /etc/hosts.
10.77.0.10 lb1.foobar.internal lb1
10.77.0.11 lb2.foobar.internal lb2
10.77.0.21 web1.foobar.internal web1
10.77.0.22 web2.foobar.internal web2
10.77.0.31 app1.foobar.internal app1
10.77.0.32 app2.foobar.internal app2
10.77.0.41 db1.foobar.internal db1
10.77.0.42 db2.foobar.internal db2
10.77.0.43 db3.foobar.internal db3
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
