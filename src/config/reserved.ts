/**
 * Users and groups that Debian or the packages of the parts make. The app's own user is named like the infrastructure, and
 * must be nobody else.
 */
export const SYSTEM_NAMES: readonly string[] = [
  ..."root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup adm tty disk kmem dialout".split(
    " ",
  ),
  ..."fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users input sgx clock kvm render".split(
    " ",
  ),
  ..."crontab netdev lpadmin bluetooth debian admin ubuntu tcpdump messagebus polkitd sshd ssh haproxy nginx mysql mariadb keepalived".split(
    " ",
  ),
  ..."prometheus alertmanager victoria-metrics vmagent vmalert chrony ntp ntpsec postfix postgres redis bartizan".split(" "),
];

/**
 * Services of Debian's, of its packages that servers have, and of the parts; and folders below /var/lib and /run. The app's unit, its state and its
 * socket are named like the infrastructure: as `cron` it would be Debian's cron that is replaced, and as `dpkg` the list of packages would be its
 * own to write. What a host has besides is refused when it is looked at.
 */
export const SYSTEM_SERVICES: readonly string[] = [
  ..."acpid anacron apache2 apparmor apt apt-daily apt-daily-upgrade at atd auditd autovt avahi-daemon bind9 blk-availability".split(" "),
  ..."caddy capsule chrony-wait chronyd chronyd-restricted clamav collectd console-getty console-setup container-getty containerd".split(
    " ",
  ),
  ..."containers credentials cron cryptdisks cryptdisks-early crun dbus dbus-broker debug-shell dhcpcd dnsmasq docker dovecot dpkg".split(
    " ",
  ),
  ..."dpkg-db-backup emergency exim4 fail2ban firewalld fstrim gdm getty getty-static git google-guest-agent gpm halt host hwclock".split(
    " ",
  ),
  ..."ifup ifupdown incus initctl iscsid keyboard-setup kexec kmod ldconfig libpod libvirtd lock log logrotate lvm2 lxc lxd machines".split(
    " ",
  ),
  ..."man-db mariadb-extra mdadm mdmonitor memcached misc modprobe mount multipathd munin mysqld named netfilter-persistent netns".split(
    " ",
  ),
  ..."network-manager networkd-dispatcher networking nfs-server nftables nmbd ntpd open-vm-tools opensmtpd packagekit pam podman".split(
    " ",
  ),
  ..."polkit postgresql private procps prometheus-alertmanager prometheus-mysqld-exporter prometheus-node-exporter python".split(" "),
  ..."qemu-guest-agent quotaon quotaon-root rabbitmq-server rc-local redis-server rescue resolvconf rpcbind rsync rsyslog".split(" "),
  ..."serial-getty setrans shm single slapd smartd smartmontools smbd snapd snmp snmpd squid sshd-keygen supervisor syslog syslog-ng".split(
    " ",
  ),
  ..."sysstat systemd tor ucf udev udisks2 ufw unattended-upgrades unbound unscd usbguard user user-runtime-dir utmp uuidd valkey".split(
    " ",
  ),
  ..."valkey-server varnish vnstat waagent walinuxagent wpa-supplicant wtmpdb x11-common zabbix-agent zfs".split(" "),
];

/** How names begin that belong to somebody as a family. */
export const SYSTEM_PREFIXES: readonly string[] = ["systemd-", "bartizan-", "cloud-", "initrd-", "netavark-", "podman-"];

/** Names that mean something else: machines of the lab, what every resolver knows, and the sources of flows. */
export const RESERVED_HOSTS: readonly string[] = [
  "client",
  "internet",
  "operator",
  "localhost",
  "ip6-localhost",
  "ip6-loopback",
  "anyone",
  "admin",
];

/** What Bartizan's own flows are called; further ports of sshd are `ssh-2222` and the like. */
export const SERVICES: readonly string[] = [
  "ssh",
  "http",
  "https",
  "web",
  "app",
  "database",
  "galera",
  "galera-incremental",
  "galera-full",
  "galera-health",
  "vrrp",
  "metrics",
  "backup",
];

export function isReservedService(name: string): boolean {
  return SERVICES.includes(name) || /^ssh-\d+$/.test(name);
}
