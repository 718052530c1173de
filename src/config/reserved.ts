import { PARTS } from "../catalog/registry.ts";

/**
 * Users and groups that Debian, its packages or the parts make. The app's own user is named like the infrastructure, and
 * must be nobody else.
 */
export const SYSTEM_NAMES: readonly string[] = [
  ..."root daemon bin sys sync games man lp mail news uucp proxy www-data backup list irc nobody nogroup adm tty disk kmem".split(" "),
  ..."dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video sasl plugdev staff users input sgx".split(" "),
  ..."clock kvm render crontab netdev lpadmin bluetooth debian admin ubuntu tcpdump messagebus polkitd sshd ssh chrony ntp".split(" "),
  ..."ntpsec postfix postgres redis bartizan".split(" "),
  ...PARTS.flatMap((part) => part.reserved?.accounts ?? []),
];

/**
 * Services of Debian's, of its packages that servers have, and of the parts; and folders below /var/lib and /run. The app's unit, its state and its
 * socket are named like the infrastructure: as `cron` it would be Debian's cron that is replaced, and as `dpkg` the list of packages would be its
 * own to write. What a host has besides is refused when it is looked at.
 */
export const SYSTEM_SERVICES: readonly string[] = [
  ..."acpid anacron apache2 apparmor apt apt-daily apt-daily-upgrade at atd auditd autovt avahi-daemon bind9".split(" "),
  ..."blk-availability caddy capsule chrony-wait chronyd chronyd-restricted clamav collectd console-getty console-setup".split(" "),
  ..."container-getty containerd containers credentials cron cryptdisks cryptdisks-early crun dbus dbus-broker debug-shell".split(" "),
  ..."dhcpcd dnsmasq docker dovecot dpkg dpkg-db-backup emergency exim4 fail2ban firewalld fstrim gdm getty getty-static git".split(" "),
  ..."google-guest-agent gpm halt host hwclock ifup ifupdown incus initctl iscsid keyboard-setup kexec kmod ldconfig libpod".split(" "),
  ..."libvirtd lock log logrotate lvm2 lxc lxd machines man-db mdadm mdmonitor memcached misc modprobe mount multipathd".split(" "),
  ..."munin named netfilter-persistent netns network-manager networkd-dispatcher networking nfs-server nmbd ntpd".split(" "),
  ..."open-vm-tools packagekit pam podman polkit postgresql private procps python qemu-guest-agent quotaon quotaon-root".split(" "),
  ..."rabbitmq-server rc-local redis-server rescue resolvconf rpcbind rsync rsyslog serial-getty setrans shm single slapd".split(" "),
  ..."smartd smartmontools smbd snapd snmp snmpd squid sshd-keygen supervisor sysstat systemd tor ucf udev udisks2 ufw".split(" "),
  ..."unbound unscd usbguard user user-runtime-dir utmp uuidd varnish vnstat waagent walinuxagent".split(" "),
  ..."wpa-supplicant wtmpdb x11-common zabbix-agent zfs".split(" "),
  ...PARTS.flatMap((part) => part.reserved?.services ?? []),
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

/** What Bartizan's own flows are called, `PORT` for any number. */
export const FLOW_SERVICES: readonly string[] = PARTS.flatMap((part) => part.flowServices ?? []);

export function isReservedService(name: string): boolean {
  return FLOW_SERVICES.includes(name.replace(/(?<=-)\d+$/, "PORT")) || FLOW_SERVICES.includes(name);
}
