import type { SecretRef } from "../util/content.ts";

/** What a host can run: each part that fills a role adds its name. */
// biome-ignore lint/suspicious/noEmptyInterface: it is filled where parts declare it anew.
export interface Roles {}
export type Role = keyof Roles;

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
  /** Its memory, MiB, as the file says. */
  readonly memory?: number;
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
  /** How web servers and apps take requests besides, while a running site changes `upstream`: see upstream.ts. Never of a file. */
  readonly upstreamAlso?: Tls["upstream"];
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
  /** PEM of the certificate and of those that lead from it to one that clients have; with its key, or neither: then it is only told of. */
  readonly chain?: string;
  readonly key?: { readonly secret: string };
  /** The DNS names it is for; a first label of `*` stands for any one label (RFC 6125). */
  readonly names: readonly string[];
  /** Its last day, `YYYY-MM-DD`. */
  readonly expires: string;
  readonly renewal: "automatic" | "manual";
  /** Whether every host that uses it has a key of its own, or all share one. */
  readonly keys: "per-host" | "shared";
}

export interface Firewall {
  /** CIDR ranges, v4 or v6, from which SSH is allowed. */
  readonly admin: readonly string[];
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

/** Mean time between failures and mean time to repair, hours. */
export interface Reliability {
  readonly mtbfHours: number;
  readonly mttrHours: number;
}

/** What fails for itself: the machine, what it shares with others, and the software of each role. */
export type Failing = "zone" | "rack" | "host" | Role | "dependency";

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

/** Another name of the site; a first label of `*` stands for any one label. */
export interface Alias {
  readonly name: string;
  /** Status of the answer that sends people to the main name; pages are shown where there is none. */
  readonly redirect?: 301 | 308;
}

/** The whole of what the user declared, complete and checked; deeply frozen. Parts add the sections that describe them. */
export interface Infrastructure {
  /** `[a-z][a-z0-9-]*`: also the name of the app's system user and of /srv/NAME. */
  readonly name: string;
  /** The main name of the site. */
  readonly domain: string;
  /** The others, in the order of the file. */
  readonly aliases: readonly Alias[];
  readonly hosts: readonly Host[];
  readonly tls: Tls;
  readonly firewall: Firewall;
  readonly flows: readonly DeclaredFlow[];
  readonly objectives: Objectives;
  readonly dependencies: readonly Dependency[];
  /** Mean times that the user knows better than the table of assumptions. */
  readonly reliability: Readonly<Partial<Record<Failing, Partial<Reliability>>>>;
  readonly costs?: Costs;
  readonly waivers: readonly Waiver[];
  /** Names of the passwords of which servers accept a second one, while that takes the first one's place: see passwords.ts. Never of a file. */
  readonly secondPasswords?: readonly string[];
}

/** The hosts that run a role, in the order of the file. */
export function hostsOf<H extends Pick<Host, "roles">>(infra: { readonly hosts: readonly H[] }, role: Role): readonly H[] {
  return infra.hosts.filter((host) => host.roles.includes(role));
}
