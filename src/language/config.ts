import type { Destination, Failing, HostMonitoring, Receiver, Role } from "../model/infrastructure.ts";

/** The whole of an infrastructure, as it is written in `bartizan.config.ts`. Parts add the sections that describe them. */
export interface InfrastructureConfig {
  /** Name of the infrastructure; on the hosts also the app's system user and its folder `/srv/NAME`. */
  readonly name: string;
  /** DNS name under which people reach the site. */
  readonly domain: string;
  /** Its other names, such as the one without `www`. */
  readonly aliases?: readonly AliasConfig[] | undefined;
  /** The machines, each under its name. */
  readonly hosts: Readonly<Record<string, HostConfig>>;
  /** The site's certificate, and where TLS ends. */
  readonly tls: TlsConfig;
  /** Who may administer the hosts. Everything else that a firewall lets through is derived from the roles. */
  readonly firewall: FirewallConfig;
  /** Services of your own that listen on the hosts: the firewalls let them through. */
  readonly flows?: readonly FlowConfig[] | undefined;
  /** What the infrastructure is to hold to: the check judges it by this. */
  readonly objectives?: ObjectivesConfig | undefined;
  /** What the site needs that is not a host of yours, by name: `dns`, `nat`, a payment service. */
  readonly dependencies?: Readonly<Record<string, DependencyConfig>> | undefined;
  /** Mean times to failure and repair of all zones, racks, hosts, of the software of a role, or of all dependencies, where you know better than the assumptions of the check. */
  readonly reliability?: Readonly<Partial<Record<Failing, ReliabilityConfig | undefined>>> | undefined;
  /** What machines cost. */
  readonly costs?: CostsConfig | undefined;
  /** Findings of the check that you have decided to live with, each made by `waive(...)`. */
  readonly waivers?: readonly WaiverConfig[] | undefined;
}

/** Another name of the site. Its DNS leads to your balancers as that of `domain` does, and the site's certificate is for it, too. */
export interface AliasConfig {
  /** The name. `*.example.com` stands for any one label in the place of the star. */
  readonly name: string;
  /** Sends people to the same page under `domain`, for good: 308 keeps the method of a request, 301 is what very old clients know. Pages are shown under the name when left out. */
  readonly redirect?: 301 | 308 | undefined;
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
  /** Data centre or availability zone: hosts in one zone fail together. */
  readonly zone?: string | undefined;
  /** Rack, switch or hypervisor within the zone: hosts in one rack fail together. */
  readonly rack?: string | undefined;
  /** Requests a second of the site that this host can serve. */
  readonly capacityQps?: number | undefined;
  /** What it costs a month. */
  readonly costPerMonth?: number | undefined;
  /** Its memory, MiB, as you ordered it: `check` says what does not fit into it, and `up` refuses a machine that has less. */
  readonly memory?: number | undefined;
  /** How often this very machine fails, and how long its repair takes. */
  readonly reliability?: ReliabilityConfig | undefined;
  /** Who filters its traffic, when it is not Bartizan. */
  readonly firewall?: HostFirewallConfig | undefined;
  /** Ports of services that are not of this file, listen there already and are to be cut off by Bartizan's firewall: `8080`, or `"53/udp"` for one protocol alone. */
  readonly closes?: readonly (number | string)[] | undefined;
  /** What of it is measured: `all`, the `machine` alone, or `none`. */
  readonly monitoring?: HostMonitoring | undefined;
}

/** The firewall of a host that Bartizan leaves alone: the check judges it as it is described here. */
export interface HostFirewallConfig {
  /** `bartizan`; `other`: one that is not Bartizan's, such as a provider's security group; `nobody`: there is none. */
  readonly by: "bartizan" | "other" | "nobody";
  /** What happens to a connection that no line matches; `drop` when left out. */
  readonly policy?: "drop" | "accept" | undefined;
  /** Whether it filters IPv6, too; true when left out. */
  readonly ipv6?: boolean | undefined;
  /** Its lines, in order: the first one that matches decides. */
  readonly lines?: readonly FirewallLineConfig[] | undefined;
}

/** One line of a firewall that is not Bartizan's. */
export interface FirewallLineConfig {
  /** What happens to a connection that matches. */
  readonly action: "accept" | "drop";
  /** `anyone`, `admin`, the name of a host, or an address range (CIDR). */
  readonly from: string;
  /** All protocols when left out. */
  readonly protocol?: "tcp" | "udp" | "vrrp" | "any" | undefined;
  /** A port, or `first-last`; all ports when left out. */
  readonly port?: number | string | undefined;
}

/** The site's certificate, and where TLS ends. */
export interface TlsConfig {
  /** Where the certificate comes from: `internal` is a CA of this infrastructure's own; `acme` is a public CA, such as Let's Encrypt; `provided` is one that you bring; `none` is plain HTTP. */
  readonly certificate: "internal" | "acme" | "provided" | "none";
  /** The public CA, and your account there. */
  readonly acme?: AcmeConfig | undefined;
  /** The certificate that you bring. */
  readonly provided?: ProvidedCertificateConfig | undefined;
  /** The tier at which the TLS connections of the clients end. */
  readonly terminateAt: "balancer";
  /** Life of a certificate in days. The first `bartizan up` in its second half renews it, and nothing else does. */
  readonly lifetimeDays?: number | undefined;
  /** How requests go on behind the balancer: `plain`, `unverified` (encrypted to whoever answers) or `verified` (both ends show a certificate). */
  readonly upstream?: "plain" | "unverified" | "verified" | undefined;
  /** Whether plain HTTP is answered with a redirect to HTTPS. */
  readonly redirectHttp?: boolean | undefined;
  /** Seconds for which browsers are told to use HTTPS only; 0 to say nothing. */
  readonly hstsSeconds?: number | undefined;
  /** Which of Mozilla's TLS guidelines is followed. */
  readonly profile?: "intermediate" | "old" | undefined;
}

/** The public CA from which the balancers get the certificate, and renew it, by themselves (ACME). */
export interface AcmeConfig {
  /** That you agree to the terms of the CA, which you find by its directory. */
  readonly termsAgreed: true;
  /** URL of the CA's ACME directory; Let's Encrypt's when left out. */
  readonly directory?: string | undefined;
  /** Where the CA may write to; `hostmaster` at the domain when left out. */
  readonly email?: string | undefined;
  /** Certificates (PEM) of the CA by which the directory shows who it is, where that is no public one. */
  readonly authority?: string | undefined;
  /** The account that you have at the CA already, where it asks for one (external account binding). */
  readonly binding?: AcmeBindingConfig | undefined;
}

/** What the CA gave you for external account binding. */
export interface AcmeBindingConfig {
  /** The identifier of the key. */
  readonly keyId: string;
  /** The key: the CA's HMAC key in base64url. */
  readonly key: SecretReference;
}

/** A certificate that does not come from Bartizan's CA. */
export interface ProvidedCertificateConfig {
  /** The certificate and those that lead from it to a CA that browsers know (PEM), such as `readFileSync(new URL("site.pem", import.meta.url), "utf8")`. */
  readonly chain?: string | undefined;
  /** Its private key (PEM). */
  readonly key?: SecretReference | undefined;
  /** The DNS names it is for, such as `www.example.com` or `*.example.com`, where `chain` does not say it. */
  readonly names?: readonly string[] | undefined;
  /** Its last day, `YYYY-MM-DD`, where `chain` does not say it. */
  readonly expires?: string | undefined;
  /** Whether something renews it by itself. */
  readonly renewal: "automatic" | "manual";
  /** Whether each host has a key of its own, or one key lies on all of them; `per-host` when left out. */
  readonly keys?: "per-host" | "shared" | undefined;
}

/** What `secret("NAME")` makes: the name of a secret, in the place of its value. */
export interface SecretReference {
  readonly secret: string;
}

/** Who may administer the hosts. */
export interface FirewallConfig {
  /** Address ranges (CIDR, IPv4 or IPv6) from which SSH is let in. */
  readonly admin: readonly string[];
}

/** A service that takes measurements. */
export interface DestinationConfig {
  /** By which protocol. */
  readonly kind: Destination["kind"];
  /** Where it takes them; for `sumologic` always `secret("NAME")`, since the URL of a source is its key. */
  readonly url?: string | SecretReference | undefined;
  /** Site of Datadog, such as `datadoghq.eu`. */
  readonly site?: string | undefined;
  /** API key of Datadog: `secret("NAME")`. */
  readonly key?: SecretReference | undefined;
  /** Bearer token: `secret("NAME")`. */
  readonly token?: SecretReference | undefined;
  /** Name to log in with. */
  readonly user?: string | undefined;
  /** Password to log in with: `secret("NAME")`. */
  readonly password?: SecretReference | undefined;
  /** Tenant of Mimir, Cortex or Thanos (`X-Scope-OrgID`). */
  readonly tenant?: string | undefined;
  /** Source category at Sumo Logic. */
  readonly category?: string | undefined;
  /** Regular expressions for the whole names of the metrics that leave; all when left out. */
  readonly metrics?: readonly string[] | undefined;
  /** Whether what balancers, web servers, apps, databases and firewalls write into their logs leaves, too; not by `remoteWrite`. */
  readonly logs?: boolean | undefined;
  /** Who sends: the `monitor`, or all `hosts` for themselves, past the monitor. */
  readonly from?: "monitor" | "hosts" | undefined;
}

/** Somebody who is told of alerts. */
export interface ReceiverConfig {
  /** By which means. */
  readonly kind: Receiver["kind"];
  /** Mail address, URL or key; `secret("NAME")` for what must not stand in this file. */
  readonly to: string | SecretReference;
}

/** A service of your own. */
export interface FlowConfig {
  /** What is spoken, such as `redis`. */
  readonly service: string;
  /** Who connects: `anyone`, `admin` or the name of a host. */
  readonly from: string;
  /** Name of the host that listens. */
  readonly to: string;
  /** What carries it. */
  readonly protocol?: "tcp" | "udp" | undefined;
  /** Where it listens. */
  readonly port: number;
  /** How it is protected on the wire. */
  readonly encryption: "none" | "tls" | "mutual-tls" | "ssh";
  /** Why it exists, in one sentence. */
  readonly purpose: string;
}

/** What the infrastructure is to hold to. */
export interface ObjectivesConfig {
  /** Share of the time in which the site answers, such as 0.999. */
  readonly availability?: number | undefined;
  /** Requests a second at the busiest time. */
  readonly peakQps?: number | undefined;
  /** WebSockets and event streams that are open at the busiest time; 2000 are allowed for when left out. */
  readonly peakConnections?: number | undefined;
  /** Seconds of acknowledged writes that may be lost when a host dies; 0 for none. */
  readonly recoveryPointSeconds?: number | undefined;
  /** Seconds within which the site has to be back. */
  readonly recoveryTimeSeconds?: number | undefined;
}

/** Something that the site needs and that is not one of its hosts. */
export interface DependencyConfig {
  /** The tier that cannot do without it, or `site` for all of them. */
  readonly neededBy: "site" | Role;
  /** How often it fails, and for how long. */
  readonly reliability?: ReliabilityConfig | undefined;
}

/** How often something fails, and how long it stays so. */
export interface ReliabilityConfig {
  /** Mean time between failures, hours. */
  readonly mtbfHours?: number | undefined;
  /** Mean time to repair, hours, the time until somebody notices included. */
  readonly mttrHours?: number | undefined;
}

/** What machines cost. */
export interface CostsConfig {
  /** ISO 4217 code, such as `EUR`. */
  readonly currency: string;
  /** Price of one more host a month. */
  readonly hostPerMonth: number;
}

/** A finding that somebody has decided to live with. */
export interface WaiverConfig {
  /** Identity of the finding, such as `plaintext-hop@lb1->srv1`. */
  readonly finding: string;
  /** Why it can be lived with. */
  readonly reason: string;
  /** Who answers for that. */
  readonly owner: string;
  /** The last day it holds, `YYYY-MM-DD`. */
  readonly until: string;
}
