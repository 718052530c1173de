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
  /** The ports at which its sshd listens, when the host has said so; see `sshPortsOf`. */
  readonly sshPorts?: readonly number[];
  readonly roles: readonly Role[];
  /** Failure domain that it shares with others: a data centre or a provider's availability zone. */
  readonly zone?: string;
  /** Failure domain within the zone: what hangs on one switch or one power strip. */
  readonly rack?: string;
  /** Requests a second of the site that it can serve. */
  readonly capacityQps?: number;
  readonly costPerMonth?: number;
  /** Mean times that are known of this very machine. */
  readonly reliability?: Partial<Reliability>;
  readonly firewall: HostFirewall;
  /** Ports of services of others that its firewall may cut off, as the file says them: `8080`, `53/udp`. */
  readonly closes?: readonly string[];
  /** What of it is measured: the machine and its parts, the machine alone, or nothing. */
  readonly monitoring: HostMonitoring;
}

export const HOST_MONITORING = ["all", "machine", "none"] as const;
export type HostMonitoring = (typeof HOST_MONITORING)[number];

/** Who filters a host's traffic: Bartizan; somebody else, with these lines; or nobody. */
export type HostFirewall =
  | { readonly by: "bartizan" }
  | { readonly by: "nobody" }
  | {
      readonly by: "other";
      /** What happens to a packet that no line matches. */
      readonly policy: "drop" | "accept";
      /** Whether it filters IPv6, too. */
      readonly ipv6: boolean;
      /** In order: the first line that matches decides. */
      readonly lines: readonly FirewallLine[];
    };

/** A line of a firewall that is not Bartizan's, for new connections to the host. */
export interface FirewallLine {
  readonly action: "accept" | "drop";
  /** `anyone`, `admin` (the ranges of the operators), the name of a host, or a CIDR range. */
  readonly from: string;
  readonly protocol: "tcp" | "udp" | "vrrp" | "any";
  /** The first and the last port; all ports when absent. */
  readonly ports?: readonly [number, number];
}

export interface Tls {
  /**
   * `internal`: of the infrastructure's own CA. `acme`: of a public CA, got and renewed by the balancers, as `acme` says. `provided`: somebody
   * else's, described in `provided`. `none`: the site speaks plain HTTP.
   */
  readonly certificate: "internal" | "acme" | "provided" | "none";
  readonly acme?: Acme;
  readonly provided?: ProvidedCertificate;
  /** Where TLS from the clients ends. */
  readonly terminateAt: "balancer";
  /** How traffic goes on between the hosts behind the balancer: in clear, encrypted to whoever answers, or encrypted with both ends verified. */
  readonly upstream: "plain" | "unverified" | "verified";
  /** Life of a certificate of the own CA in days; see certificate-life.ts. Less than a day in a lab that is to see its end. */
  readonly lifetimeDays: number;
  /** Whether plain HTTP is answered with a redirect to HTTPS. */
  readonly redirectHttp: boolean;
  /** `max-age` of Strict-Transport-Security (RFC 6797) in seconds; 0: it is not sent. */
  readonly hstsSeconds: number;
  /** Which of Mozilla's server side TLS guidelines the site follows. */
  readonly profile: "intermediate" | "old";
}

/** The CA that the balancers have sign the site's certificate (RFC 8555), and the account that they have there. */
export interface Acme {
  /** URL of the directory. */
  readonly directory: string;
  readonly email: string;
  /** PEM of the CA by which the directory shows who it is, where that is no public one. */
  readonly authority?: string;
  /** The account at the CA to which the new one belongs (section 7.3.4). */
  readonly binding?: { readonly keyId: string; readonly key: { readonly secret: string } };
}

/** A certificate that comes from outside. */
export interface ProvidedCertificate {
  /** The DNS names it is for; a first label of `*` stands for any one label (RFC 6125). */
  readonly names: readonly string[];
  /** Its last day, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly renewal: "automatic" | "manual";
  /** Whether every host that uses it has a key of its own, or all share one. */
  readonly keys: "per-host" | "shared";
}

/** How requests reach the balancers, and what they do when something behind them dies. */
export interface Balancer {
  /** IPv4 address of the site that moves between the balancers. */
  readonly virtualAddress?: string;
  readonly virtualAddress6?: string;
  /** How the balancers tell each other that they live (VRRP, RFC 9568). */
  readonly peers: "unicast" | "multicast";
  /** VRRP priority of each balancer, 1 to 254: of those that live when its holder dies, the highest one takes the address. */
  readonly priorities: Readonly<Record<string, number>>;
  /** Seconds between two VRRP advertisements; a balancer that has been silent for three of them is taken for dead. */
  readonly advertiseSeconds: number;
  /** Whether the balancers ask the web servers by themselves whether they can serve. */
  readonly healthCheck: boolean;
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
  /** Seconds that it may take from its start until `health` answers 200. */
  readonly startSeconds: number;
  /** Folder in the release with files that the web server serves itself. */
  readonly static?: string;
  /** TCP port that the app listens on (`PORT`), or `socket`: systemd owns a unix socket and passes it as file descriptor 3. */
  readonly listen: number | "socket";
  readonly env: Readonly<Record<string, string | SecretRef>>;
  readonly limits: AppLimits;
}

/** How large the app's requests and answers may be, how long they may take, and how many there are at a time. */
export interface AppLimits {
  /** The largest body of a request, in megabytes. */
  readonly requestBodyMb: number;
  /** The largest head of a request or of an answer, in kilobytes. */
  readonly headersKb: number;
  /** How long the app may take to begin its answer, and between two parts of it. */
  readonly answerSeconds: number;
  /** How long a client may pause while it sends a body or reads an answer. */
  readonly pauseSeconds: number;
  /** How long a WebSocket or an event stream may be silent. */
  readonly idleSeconds: number;
  /** Requests at a time for one host; more wait at the balancer. */
  readonly requestsPerHost: number;
  /** WebSockets and event streams at a time on one host. */
  readonly connectionsPerHost: number;
}

export interface Database {
  readonly engine: "mariadb";
  /** `primary-replica`: one host takes the writes, the others follow. `galera`: every host takes writes, and a majority has to agree. */
  readonly topology: "primary-replica" | "galera";
  /** Name of the host that takes the writes; with Galera the one that takes them first. */
  readonly primary: string;
  /** With Galera: whether writes go to one node at a time, with the others ready, or to all. */
  readonly writers: "one" | "all";
  /** With Galera: a host without data that votes (garbd). */
  readonly arbitrator?: string;
  readonly replicasReadOnly: boolean;
  /** Whether a commit waits until a replica has it. */
  readonly replication: "async" | "semi-sync";
  /** How a replica becomes the primary: by an operator's command, or nobody has thought of it. */
  readonly promotion: "manual" | "none";
  /** Whether connections between hosts have to be encrypted and verified. */
  readonly tls: "required" | "none";
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
  /** Who is told when an alert fires. */
  readonly receivers: readonly Receiver[];
  /** How mail leaves the monitor; it finds the recipient's mail exchanger by itself when absent. */
  readonly mail?: MailRelay;
  /** URL that is called for as long as the monitor lives: who listens there raises the alarm when it falls silent. */
  readonly watchdog?: string | SecretRef;
  /** Names of alerts that are not to be raised. */
  readonly withoutAlerts: readonly string[];
  /** Services that get the measurements, too. */
  readonly sendTo: readonly Destination[];
}

export const DESTINATION_KINDS = ["sumologic", "datadog", "otlp", "remoteWrite"] as const;

/** A service that takes measurements, and by which protocol. */
export interface Destination {
  readonly kind: (typeof DESTINATION_KINDS)[number];
  /** Where it takes them; Datadog is told by its site. */
  readonly url?: string | SecretRef;
  /** Datadog's site, such as `datadoghq.eu`. */
  readonly site?: string;
  /** API key of Datadog. */
  readonly key?: SecretRef;
  /** Bearer token (RFC 6750). */
  readonly token?: SecretRef;
  /** Name and password for HTTP's basic authentication (RFC 7617). */
  readonly user?: string;
  readonly password?: SecretRef;
  /** Whose measurements they are, where a store holds those of several (`X-Scope-OrgID`). */
  readonly tenant?: string;
  /** Source category at Sumo Logic. */
  readonly category?: string;
  /** Regular expressions for the whole names of the metrics that leave; all when empty. */
  readonly metrics: readonly string[];
  /** Who sends them: the first monitor, or every host for itself. */
  readonly from: "monitor" | "hosts";
  /** Whether it gets the logs of every host, too; they leave from the hosts themselves. */
  readonly logs: boolean;
}

export const RECEIVER_KINDS = ["email", "webhook", "slack", "pagerduty", "opsgenie"] as const;

/** Somebody who is told of alerts. */
export interface Receiver {
  readonly kind: (typeof RECEIVER_KINDS)[number];
  /** Mail address, URL or key, by kind. */
  readonly to: string | SecretRef;
}

/** A mail server that takes the monitor's mail and delivers it. */
export interface MailRelay {
  /** `host` or `host:port`. */
  readonly server: string;
  /** Sender of the messages. */
  readonly from?: string;
  readonly user?: string;
  readonly password?: SecretRef;
}

/** What the infrastructure is to hold to. */
export interface Objectives {
  /** Share of the time in which the site answers, such as 0.999. */
  readonly availability?: number;
  /** Requests a second at the busiest time. */
  readonly peakQps?: number;
  /** WebSockets and event streams that are open at the busiest time. */
  readonly peakConnections?: number;
  /** Seconds of acknowledged writes that may be lost. */
  readonly recoveryPointSeconds?: number;
  /** Seconds within which the site has to be back. */
  readonly recoveryTimeSeconds?: number;
}

/** Copies of the database away from its hosts. */
export interface Backups {
  /** Name of a host, or a URL. */
  readonly to: string;
  /** Public host key of the place, as `ssh-ed25519 AAAA...`; the first one met when absent. */
  readonly hostKey?: string;
  readonly everyHours: number;
  readonly keepDays: number;
  /** Days between two restores that are tried out; absent when none is. */
  readonly restoreTestDays?: number;
}

/** Security updates that hosts install by themselves: those that restart nothing which serves. */
export interface Updates {
  readonly automatic: boolean;
  /** UTC. */
  readonly fromHour: number;
}

/** Mean time between failures and mean time to repair, hours. */
export interface Reliability {
  readonly mtbfHours: number;
  readonly mttrHours: number;
}

/** What fails for itself: the machine, what it shares with others, and the software of each role. */
export const FAILING = ["zone", "rack", "host", ...ROLES, "dependency"] as const;
export type Failing = (typeof FAILING)[number];

/** Something outside the infrastructure without which it does not serve. */
export interface Dependency {
  /** Such as `dns`, `nat`, `payments`. */
  readonly name: string;
  /** Who cannot do without it: all of the site, or one tier. */
  readonly neededBy: "site" | Role;
  readonly reliability?: Partial<Reliability>;
}

/** A service of the user's own that Bartizan does not run, for the firewalls, the check and the picture. */
export interface DeclaredFlow {
  /** What is spoken, such as `redis`: `[a-z][a-z0-9-]*`. */
  readonly service: string;
  /** `anyone`, `admin` or the name of a host. */
  readonly from: string;
  readonly to: string;
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly encryption: "none" | "tls" | "mutual-tls" | "ssh";
  readonly purpose: string;
}

/** A finding that its owner has decided to live with. */
export interface Waiver {
  /** Identity of the finding: rule, `@`, entity. */
  readonly finding: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}

/** What machines cost, to weigh changes. */
export interface Costs {
  /** ISO 4217 code, such as `EUR`. */
  readonly currency: string;
  /** Price of one more host a month, where the host itself does not say. */
  readonly hostPerMonth: number;
}

/** The whole of what the user declared, complete and checked; deeply frozen. */
export interface Infrastructure {
  /** `[a-z][a-z0-9-]*`: also the name of the app's system user and of /srv/NAME. */
  readonly name: string;
  readonly domain: string;
  readonly hosts: readonly Host[];
  readonly tls: Tls;
  readonly balancer: Balancer;
  readonly app?: App;
  readonly database?: Database;
  readonly backups?: Backups;
  readonly updates: Updates;
  readonly firewall: Firewall;
  readonly flows: readonly DeclaredFlow[];
  readonly monitoring: Monitoring;
  readonly objectives: Objectives;
  readonly dependencies: readonly Dependency[];
  /** Mean times that the user knows better than the table of assumptions. */
  readonly reliability: Readonly<Partial<Record<Failing, Partial<Reliability>>>>;
  readonly costs?: Costs;
  readonly waivers: readonly Waiver[];
}

/** The hosts that run a role, in the order of the file. */
export function hostsOf<H extends Pick<Host, "roles">>(infra: { readonly hosts: readonly H[] }, role: Role): readonly H[] {
  return infra.hosts.filter((host) => host.roles.includes(role));
}
