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
dpkg-query -W -f='package\t${Package}\t${Version}\t${db:Status-Status}\n' chrony curl unattended-upgrades openssh-server nftables nginx prometheus-node-exporter dbus openssl victoria-metrics opensmtpd ca-certificates prometheus-alertmanager
printf 'groups\n'
groups vmalert vmagent
printf '\n'
stat -c 'stat	%n	%a	%U:%G	%F	%N' -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/nginx/nginx.conf /etc/systemd/system/nginx.service.d/bartizan.conf /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/bartizan/pki/site-ca.crt /usr/local/lib/bartizan/probe-site /etc/systemd/system/bartizan-probe.service /etc/systemd/system/bartizan-probe.timer /etc/victoria-metrics/door.yml /etc/default/victoria-metrics /etc/systemd/system/victoria-metrics.service.d/bartizan.conf /etc/smtpd.conf /etc/prometheus/receivers/0-pagerduty /etc/prometheus/receivers/watchdog /etc/prometheus/alertmanager.yml /etc/default/prometheus-alertmanager /etc/systemd/system/prometheus-alertmanager.service.d/bartizan.conf /etc/vmalert/rules.yml /etc/systemd/system/vmalert.service /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /etc/victoria-metrics /etc/prometheus/receivers /etc/vmalert /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /usr/lib/systemd/system/bartizan-hosts.path /etc/systemd/system/systemd-sysctl.service /usr/lib/systemd/system/systemd-sysctl.service /etc/systemd/system/systemd-journald.service /usr/lib/systemd/system/systemd-journald.service /usr/lib/systemd/system/bartizan-package-lists.timer /etc/systemd/system/apt-daily-upgrade.timer /usr/lib/systemd/system/apt-daily-upgrade.timer /etc/systemd/system/ssh.service /usr/lib/systemd/system/ssh.service /etc/systemd/system/nftables.service /usr/lib/systemd/system/nftables.service /usr/lib/systemd/system/bartizan-firewall.service /usr/lib/systemd/system/bartizan-loopback.service /etc/systemd/system/nginx.service /usr/lib/systemd/system/nginx.service /usr/lib/systemd/system/bartizan-textfile.timer /etc/systemd/system/prometheus-node-exporter.service /usr/lib/systemd/system/prometheus-node-exporter.service /usr/lib/systemd/system/bartizan-probe.timer /etc/systemd/system/victoria-metrics.service /usr/lib/systemd/system/victoria-metrics.service /etc/systemd/system/opensmtpd.service /usr/lib/systemd/system/opensmtpd.service /etc/systemd/system/prometheus-alertmanager.service /usr/lib/systemd/system/prometheus-alertmanager.service /usr/lib/systemd/system/vmalert.service /usr/lib/systemd/system/vmagent.service
nft -s -t list table inet bartizan | sha256sum -- /etc/bartizan/pki/ca.crt /etc/bartizan/hosts /usr/local/lib/bartizan/hosts /etc/systemd/system/bartizan-hosts.service /etc/systemd/system/bartizan-hosts.path /etc/modules-load.d/bartizan.conf /etc/sysctl.d/60-bartizan.conf /etc/systemd/journald.conf.d/60-bartizan.conf /etc/systemd/journald@traffic.conf /etc/systemd/system/bartizan-package-lists.service /etc/systemd/system/bartizan-package-lists.timer /etc/apt/apt.conf.d/60bartizan-updates /etc/needrestart/conf.d/60-bartizan.conf /usr/local/lib/bartizan/security-updates /etc/systemd/system/apt-daily-upgrade.service.d/bartizan.conf /etc/systemd/system/apt-daily-upgrade.timer.d/bartizan.conf /etc/ssh/sshd_config.d/00-bartizan.conf /etc/systemd/system/bartizan-firewall.service /etc/bartizan/loopback.nft /etc/systemd/system/bartizan-loopback.service /etc/nginx/nginx.conf /etc/systemd/system/nginx.service.d/bartizan.conf /usr/local/lib/bartizan/textfile-metrics /etc/systemd/system/bartizan-textfile.service /etc/systemd/system/bartizan-textfile.timer /etc/default/prometheus-node-exporter /etc/systemd/system/prometheus-node-exporter.service.d/bartizan.conf /etc/bartizan/pki/site-ca.crt /usr/local/lib/bartizan/probe-site /etc/systemd/system/bartizan-probe.service /etc/systemd/system/bartizan-probe.timer /etc/victoria-metrics/door.yml /etc/default/victoria-metrics /etc/systemd/system/victoria-metrics.service.d/bartizan.conf /etc/smtpd.conf /etc/prometheus/receivers/0-pagerduty /etc/prometheus/receivers/watchdog /etc/prometheus/alertmanager.yml /etc/default/prometheus-alertmanager /etc/systemd/system/prometheus-alertmanager.service.d/bartizan.conf /etc/vmalert/rules.yml /etc/systemd/system/vmalert.service /etc/vmagent/scrape.yml /etc/systemd/system/vmagent.service /etc/bartizan /etc/bartizan/pki /usr/local/lib/bartizan /etc/needrestart/conf.d /etc/victoria-metrics /etc/prometheus/receivers /etc/vmalert /etc/vmagent /etc/systemd/system/multi-user.target.wants/bartizan-hosts.service /etc/bartizan/pki/ingest.key /etc/bartizan/pki/ingest.crt /etc/bartizan/pki/metrics.key /etc/bartizan/pki/metrics.crt /etc/bartizan/firewall.nft -
grep -sH '' -- /etc/bartizan/pki/ca.crt /var/lib/bartizan/generation /var/lib/bartizan/lock /var/lib/bartizan/manifest /etc/bartizan/pki/ingest.issued /etc/bartizan/pki/metrics.issued /var/lib/bartizan/stamps/*
printf 'units\n'
systemctl list-units --all --full --plain --no-legend --no-pager -- bartizan-hosts.path systemd-sysctl.service systemd-journald.service bartizan-package-lists.timer apt-daily-upgrade.timer ssh.service nftables.service bartizan-firewall.service bartizan-loopback.service nginx.service bartizan-textfile.timer prometheus-node-exporter.service bartizan-probe.timer victoria-metrics.service opensmtpd.service prometheus-alertmanager.service vmalert.service vmagent.service
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
printf '\nend\n'
} </dev/null 2>/dev/null
