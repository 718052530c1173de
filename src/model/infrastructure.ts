import type { SecretRef } from "../util/content.ts";

/** What a host can run. */
export const ROLES = ["balancer", "web", "app", "database", "monitor"] as const;
export type Role = (typeof ROLES)[number];

export interface Host {
  readonly name: string;
  /** IPv4 address by which the other hosts reach it. */
  readonly address: string;
  readonly address6?: string;
  /** IPv4 address in the internet, if it has one. */
  readonly publicAddress?: string;
  readonly publicAddress6?: string;
  /** Destination as given to ssh(1): the host's address unless the config says otherwise. */
  readonly ssh: string;
  readonly roles: readonly Role[];
}

export interface Tls {
  /** `internal`: a certificate of the infrastructure's own CA. (The seam for public CAs.) */
  readonly certificate: "internal";
  /** Where TLS from the clients ends. */
  readonly terminateAt: "balancer";
  /** Life of a certificate in days; it is renewed when a third is left. */
  readonly lifetimeDays: number;
}

export interface App {
  /** Folder of the app's source, absolute. */
  readonly source: string;
  /** Shell command run in the source folder before a release is packed. */
  readonly build?: string;
  /** Folder below the source folder that is shipped; the source folder itself when absent. */
  readonly output?: string;
  /** Debian packages that the app needs at run time. */
  readonly packages: readonly string[];
  /** Command line of the app, run in the release folder. */
  readonly command: string;
  /** Path that answers 200 when this instance can serve. */
  readonly health: string;
  /** Folder in the release with files that the web server serves itself. */
  readonly static?: string;
  /** TCP port that the app listens on (`PORT`), or `socket`: systemd owns a unix socket and passes it as file descriptor 3. */
  readonly listen: number | "socket";
  readonly env: Readonly<Record<string, string | SecretRef>>;
}

export interface Database {
  readonly engine: "mariadb";
  readonly topology: "primary-replica";
  /** Name of the host that accepts writes. */
  readonly primary: string;
  /** Name of the app's schema and of its user. */
  readonly name: string;
}

export interface Firewall {
  /** CIDR ranges, v4 or v6, from which SSH is allowed. */
  readonly admin: readonly string[];
}

export interface Monitoring {
  /** Seconds between two samples. */
  readonly intervalSeconds: number;
  /** Days that the monitor keeps samples. */
  readonly retentionDays: number;
}

/** The whole of what the user declared, complete and checked; deeply frozen. */
export interface Infrastructure {
  /** `[a-z][a-z0-9-]*`: also the name of the app's system user and of /srv/NAME. */
  readonly name: string;
  readonly domain: string;
  readonly hosts: readonly Host[];
  readonly tls: Tls;
  readonly app?: App;
  readonly database?: Database;
  readonly firewall: Firewall;
  readonly monitoring: Monitoring;
}

/** The hosts that run a role, in the order of the file. */
export function hostsOf(infra: Infrastructure, role: Role): readonly Host[] {
  return infra.hosts.filter((host) => host.roles.includes(role));
}
