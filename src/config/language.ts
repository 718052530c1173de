import type { Role } from "../model/infrastructure.ts";

/** The whole of an infrastructure, as it is written in `bartizan.config.ts`. */
export interface InfrastructureConfig {
  /** Name of the infrastructure; on the hosts also the app's system user and its folder `/srv/NAME`. */
  readonly name: string;
  /** DNS name under which people reach the site. */
  readonly domain: string;
  /** The machines, each under its name. */
  readonly hosts: Readonly<Record<string, HostConfig>>;
  /** The site's certificate, and where TLS ends. */
  readonly tls: TlsConfig;
  /** The app that the hosts with the role `app` run and whose static files those with the role `web` serve. */
  readonly app?: AppConfig | undefined;
  /** The database that the hosts with the role `database` run. */
  readonly database?: DatabaseConfig | undefined;
  /** Who may administer the hosts. Everything else that a firewall lets through is derived from the roles. */
  readonly firewall: FirewallConfig;
  /** How often the hosts are measured, and how long the measurements are kept. */
  readonly monitoring?: MonitoringConfig | undefined;
}

/** One machine. */
export interface HostConfig {
  /** IPv4 address by which the other hosts reach it. */
  readonly address: string;
  /** IPv6 address by which the other hosts reach it. */
  readonly address6?: string | undefined;
  /** Its IPv4 address in the internet, when that is another one than `address`. */
  readonly publicAddress?: string | undefined;
  /** Its IPv6 address in the internet, when that is another one than `address6`. */
  readonly publicAddress6?: string | undefined;
  /** Destination for ssh(1): `user@host`, `ssh://host:port` or an alias of your `~/.ssh/config`. */
  readonly ssh?: string | undefined;
  /** What the host does. The firewall and the monitoring client stand on every host and are not listed. */
  readonly runs: readonly Role[];
}

/** The site's certificate, and where TLS ends. */
export interface TlsConfig {
  /** Who signs the certificate: `internal` is a CA of this infrastructure's own. */
  readonly certificate: "internal";
  /** The tier at which the TLS connections of the clients end. */
  readonly terminateAt: "balancer";
  /** Life of a certificate in days. It is renewed when a third is left. */
  readonly lifetimeDays?: number | undefined;
}

/** The app. */
export interface AppConfig {
  /** Folder with the app's source, relative to the config file. */
  readonly source: string;
  /** Shell command that is run in the source folder, on this computer, before a release is packed. */
  readonly build?: string | undefined;
  /** Folder below `source` that is shipped; all of `source` when it is left out. */
  readonly output?: string | undefined;
  /** Debian packages that the app needs on its hosts. */
  readonly packages?: readonly string[] | undefined;
  /** Command line that starts the app, run in the release's folder. */
  readonly command: string;
  /** Path that answers 200 when this instance can serve. */
  readonly health?: string | undefined;
  /** Folder in the release whose files the web server serves itself. */
  readonly static?: string | undefined;
  /** Port that the app listens on (it finds it in `PORT`), or `socket`: it is handed a listening unix socket as file descriptor 3. */
  readonly listen?: number | "socket" | undefined;
  /** Environment of the app; `secret("NAME")` for what must not stand in this file. */
  readonly env?: Readonly<Record<string, string | number | boolean | SecretReference>> | undefined;
}

/** What `secret("NAME")` makes: the name of a secret, in the place of its value. */
export interface SecretReference {
  readonly secret: string;
}

/** The database. */
export interface DatabaseConfig {
  /** The database server. */
  readonly engine: "mariadb";
  /** How the database hosts work together: one takes the writes, the others follow it. */
  readonly topology: "primary-replica";
  /** Name of the host that takes the writes. */
  readonly primary: string;
  /** Name of the app's schema and of its database user. */
  readonly name?: string | undefined;
}

/** Who may administer the hosts. */
export interface FirewallConfig {
  /** Address ranges (CIDR, IPv4 or IPv6) from which SSH is let in. */
  readonly admin: readonly string[];
}

/** How often the hosts are measured, and how long the measurements are kept. */
export interface MonitoringConfig {
  /** Seconds between two samples. */
  readonly intervalSeconds?: number | undefined;
  /** Days that the monitor keeps the samples. */
  readonly retentionDays?: number | undefined;
}

/** Describes an infrastructure. It only gives the file its types: what is wrong is said when the file is loaded, all at once. */
export function defineInfrastructure(config: InfrastructureConfig): InfrastructureConfig {
  return config;
}

/**
 * A value for `app.env` that must not stand in the file: it is read from the operator's environment or secret file under this
 * name when it is needed, and is never shown.
 */
export function secret(name: string): SecretReference {
  return { secret: name };
}
