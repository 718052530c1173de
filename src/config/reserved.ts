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

/** Names that mean something else: machines of the lab, what every resolver knows, and the sources of flows. */
export const RESERVED_HOSTS: readonly string[] = ["client", "internet", "operator", "localhost", "anyone", "admin"];

/** What Bartizan's own flows are called. */
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
];

/** Schemas and accounts of the database server's own. */
export const DATABASE_NAMES: readonly string[] = [
  ..."mysql mariadb sys information_schema performance_schema test root public".split(" "),
  ..."replication replica monitor exporter backup bartizan".split(" "),
];
