import type { Section } from "../language/section.ts";
import type { Flow } from "../model/flow.ts";
import type { FlowGroup } from "../model/flow-group.ts";
import type { Host, Infrastructure, Receiver, Role } from "../model/infrastructure.ts";
import type { Watched } from "../model/watched.ts";
import type { Facts } from "../state/facts.ts";
import type { CertificateResource, HostState, Resource } from "../state/resource.ts";
import type { HostPlan } from "../state/step.ts";
import type { Content, SecretRef } from "../util/content.ts";
import type { Problem } from "../util/errors.ts";
import type { AlertTest } from "./alert-test.ts";
import type { Copies } from "./copies.ts";
import type { CardRow } from "./faces/card.ts";
import type { SensitiveService } from "./faces/exposed.ts";
import type { MemoryUse } from "./faces/memory.ts";
import type { PortPlace, PortUse } from "./faces/ports.ts";
import type { ChangeOver, Lost } from "./faces/reliability.ts";
import type { RoleFace } from "./faces/role.ts";
import type { InClear, PartRule, Reference } from "./faces/rule.ts";
import type { Move, StatusFace, StatusTable } from "./faces/status.ts";
import type { ElementRow, PartTopic } from "./faces/topic.ts";
import type { HandOver } from "./hand-over.ts";
import type { Hosts } from "./hosts.ts";
import type { Measures, Panel } from "./panel.ts";
import type { Patching } from "./patching.ts";
import type { Pool } from "./pool.ts";
import type { Service } from "./service.ts";
import type { SlowRequests } from "./slow-requests.ts";

/** Series that come of one source: regular expressions, anchored, for their names and for the values of those labels that tell whose they are. */
export interface Series {
  readonly names: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** A port on a host's loopback that asks nobody who they are, and the accounts whose programs have business there; root always has. */
export interface LoopbackPort {
  readonly port: number;
  readonly accounts: readonly string[];
  /** People who log in may look at it, through SSH for example. */
  readonly people?: true;
}

/** One endpoint on a host that answers in Prometheus' text format, on loopback. */
export interface Scrape {
  /** `job` label of what it yields. */
  readonly job: string;
  /** What its numbers are about, for people. Read by explain. */
  readonly tells: string;
  /** `host:port` on loopback. */
  readonly target: string;
  /** Default `/metrics`. */
  readonly path?: string;
  /** What it yields and is kept. Whatever else a host sends is refused by the monitor. */
  readonly series: readonly Series[];
  /** It also yields what parts write into files for it: see `textfiles` of a part. */
  readonly readsFiles?: true;
  /** It measures the machine itself, not a service on it. */
  readonly machine?: true;
}

/** `kernel`: what the kernel counts for a whole computer, and for no container apart. */
export type Shared = "processors" | "memory" | "kernel";

/** A rule in PromQL that fires an alert. */
export interface AlertRule {
  /** CamelCase, unique. */
  readonly name: string;
  readonly expr: string;
  /** How long it must hold, as a Prometheus duration; default `0s`. */
  readonly for?: string;
  /** `page`: somebody must act now. `ticket`: within days. `none`: not trouble, but the sign of life of the chain itself. */
  readonly severity: "page" | "ticket" | "none";
  /** It is about the server that a balancer speaks of (label `server`), and not about the host that speaks. */
  readonly about?: "server";
  /** What it judges is the whole computer's where a lab's machines cannot see their own. */
  readonly judges?: Shared;
  /** One sentence for people; may use `{{ $labels.host }}`. */
  readonly summary: string;
  /** What it means and what to do first, in a sentence or two; `bartizan explain` says the rest, from docs/runbooks. May use labels as well. */
  readonly description: string;
}

/** A recording rule. */
export interface RecordingRule {
  readonly record: string;
  readonly expr: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** Something that the language knows and the parts cannot bring about yet. */
export interface NotBuilt {
  readonly where: string;
  /** What is asked for, in words. */
  readonly found: string;
  /** What can be built today. */
  readonly allowed: string;
  /** The way back to what can be built. */
  readonly back: string;
}

/** How long the loss of one of the members of a tier is felt. */
export type ChangeOverOf = (infra: Infrastructure, members: readonly Host[], member: Host, lost: Lost) => ChangeOver | undefined;

/** What can be asked of a monitor, on its loopback. */
export type Endpoint = "query" | "import" | "firing" | "notified" | "notifications" | "silences";

/** Of an alert nobody need be told while one of these hosts is silent: its silence says why. */
export interface Mute {
  readonly alert: string;
  readonly whileSilent: readonly string[];
}

/** A secret that a vault takes over from a host, where a new one would make worthless what is there. */
export interface Adopted {
  /** Its name in the vault. */
  readonly secret: string;
  /** The file that has it on a host. */
  readonly path: string;
  /** Names of the hosts that may have it, the likeliest first. */
  readonly hosts: (infra: Infrastructure) => readonly string[];
}

/** What a lab, which has no way out, cannot give. */
export interface Outside {
  /** Values for secrets that nobody should need in order to try a site out, by their names. */
  readonly standIns?: (infra: Infrastructure) => ReadonlyMap<string, string>;
  /** What is not as it would be on servers, and which alert says so; `madeUp`: names of the secrets that nobody gave. A line each. */
  readonly lacks: (infra: Infrastructure, madeUp: readonly string[]) => readonly string[];
}

/** Plans as they are to be carried out, and the host that begins what all others join, when nobody runs it yet. */
export interface ClusterStart {
  readonly work: readonly HostPlan[];
  readonly founder?: string;
}

/** What plans of single hosts leave open: who begins. Decided by the engine before the first wave, by what all of them are then. */
export interface Settle {
  /** Names of the hosts of which the operator may choose the one that begins, whatever the others may have. */
  readonly founders: (infra: Infrastructure) => readonly string[];
  readonly run: (at: Hosts, infra: Infrastructure, work: readonly HostPlan[], chosen?: string) => Promise<ClusterStart>;
}

/** What the web server of a host serves for a part there. */
export interface WebServer {
  /** With what it shows itself. */
  readonly certificate?: CertificateResource;
  /** Blocks at http level, in the web server's own words. */
  readonly blocks: readonly string[];
}

/** A name that a host has for its own loopback, where a proxy takes connections to something elsewhere. */
export interface LocalName {
  readonly name: string;
  /** What it leads to: a sentence for the reader of /etc/hosts. */
  readonly about: string;
}

/** What every part may look at while it says what it wants on a host. */
export interface PartContext {
  readonly infra: Infrastructure;
  /** All roles, in the order in which a request meets them. */
  readonly roles: readonly Role[];
  /** The flows to this host, of all parts. */
  readonly flows: readonly Flow[];
  /** What the app finds in its environment, of all other parts. */
  readonly environment: Readonly<Record<string, string | SecretRef | Content>>;
  /** What the web server of this host serves for all parts. */
  readonly webServers: readonly WebServer[];
  /** What this host calls itself by, of all parts. */
  readonly localNames: readonly LocalName[];
  /** The ports on this host's loopback that ask nobody who they are, of all parts. */
  readonly loopback: readonly LoopbackPort[];
  /** What runs on each host, of all parts, by host name. */
  readonly services: ReadonlyMap<string, readonly Service[]>;
  /** What the silence of hosts says enough of, of all parts. */
  readonly mutes: readonly Mute[];
  /** What is to be scraped on each host, by host name. */
  readonly scrapes: ReadonlyMap<string, readonly Scrape[]>;
  readonly alerts: readonly AlertRule[];
  readonly recordings: readonly RecordingRule[];
  /** The certificates of the CAs that hosts trust, PEM: the infrastructure's own, and two while one replaces the other. */
  readonly caCertificate: string;
  /** The same of the CA that signs for the nodes of a database cluster alone. */
  readonly groupCertificate: string;
  /** The same of the CA that people trust, which signs for the site. */
  readonly siteCertificate: string;
  /** Files of the console, by name; absent where nobody is to look at it. */
  readonly console?: ReadonlyMap<string, string>;
  /** Id of the release to run; absent when nothing is to be deployed. */
  readonly releaseId?: string;
}

/** Variables by which the app finds something, and what they hold, for people; and their values, where it is there. */
export interface Environment {
  readonly variables: Readonly<Record<string, string>>;
  readonly values: (infra: Infrastructure) => Readonly<Record<string, string | SecretRef | Content>>;
}

/** All that Bartizan knows of one real piece of software. */
export interface Part {
  /** The name of its folder. */
  readonly name: string;
  /** The role of hosts that it fills: see faces/role.ts. Of several parts on the hosts of a role, one tells of it. */
  readonly role?: RoleFace;
  /** The section of the file that describes it, which its folder also adds to the types of the language: see language/section.ts. */
  readonly section?: Section;
  /**
   * What passes, as far as it sees to it, until somebody else serves in the place of a member that is lost, by the settings that it writes;
   * nothing when nobody takes over, or nobody waits. By the role of the member. Of what several parts say the longest counts. Read by the
   * availability and explain.
   */
  readonly changeOver?: Partial<Readonly<Record<Role, ChangeOverOf>>>;
  /** What can be wrong with it in a file that is right. Read by check, which loops over them with its own. */
  readonly rules?: readonly PartRule[];
  /** What its makers say on the subject of a rule that is not its own, by the rule's name. Read by check. */
  readonly references?: Readonly<Record<string, readonly Reference[]>>;
  /** What it means that its data go from one host to another in clear. Read by check. */
  readonly inClear?: (from: Host, to: Host, infra: Infrastructure) => InClear;
  /** Questions about it, and their answers. Read by explain. */
  readonly topics?: readonly PartTopic[];
  /** What stands for it in the list of all elements. Read by explain and the report. */
  readonly elements?: (infra: Infrastructure, flows: number) => readonly ElementRow[];
  /** What the file may say of it, and it cannot bring about yet. */
  readonly notBuilt?: (infra: Infrastructure) => readonly NotBuilt[];
  /** Accounts that come with it, and units and folders below /var/lib and /run: an infrastructure may not be called so. */
  readonly reserved?: { readonly accounts?: readonly string[]; readonly services?: readonly string[] };
  /** What the picture shows of it on hosts that look alike, be it there or not yet built. */
  readonly cards?: (hosts: readonly Host[], infra: Infrastructure) => readonly CardRow[];
  /** Whether it stands on this host. */
  readonly standsOn: (host: Host, infra: Infrastructure) => boolean;
  /** Debian packages it needs on a host where it stands. */
  readonly packages: (infra: Infrastructure, host: Host) => readonly string[];
  /** Where it listens on a host, as far as a file that may be broken says so: rather too much than too little. */
  readonly ports?: (place: PortPlace) => readonly PortUse[];
  /** Of where it listens, what is not for everybody, and by which names and ports others know it. */
  readonly exposes?: readonly SensitiveService[];
  readonly services?: (host: Host, infra: Infrastructure) => readonly Service[];
  /** What it takes of the host's memory at most, where it bounds that. Read by check, and by `up` when it has seen the host. */
  readonly memory?: (host: Host, infra: Infrastructure) => MemoryUse | undefined;
  /** Who talks to whom because of it, by groups: their number may grow with the hosts, and not with the pairs of hosts. */
  readonly flows?: (infra: Infrastructure) => readonly FlowGroup[];
  /** What its flows are called, `PORT` for any number: services that the file declares are called otherwise, for ids are made of these names. */
  readonly flowServices?: readonly string[];
  /** What the web server of a host is to serve for it. Read by the part that runs the web server. */
  readonly webServer?: (host: Host, infra: Infrastructure) => WebServer | undefined;
  /** What any host, be it another one's, calls itself by because of it. Read by the part that writes /etc/hosts. */
  readonly localNames?: (host: Host, infra: Infrastructure) => readonly LocalName[];
  readonly scrapes?: (host: Host, infra: Infrastructure) => readonly Scrape[];
  /** What it writes on this host for the exporter of the machine to read. */
  readonly textfiles?: (host: Host, infra: Infrastructure) => readonly Series[];
  /** Its ports on loopback that ask nobody who they are; the collector of a scrape need not be named. */
  readonly loopback?: (host: Host, infra: Infrastructure) => readonly LoopbackPort[];
  readonly alerts?: (infra: Infrastructure) => readonly AlertRule[];
  readonly recordings?: (infra: Infrastructure) => readonly RecordingRule[];
  /** What `bartizan status` and the console ask about it, over a window such as `[30s]`, in MetricsQL. */
  readonly measures?: (window: string, infra: Watched) => Measures;
  /** What is seen of it, and as a table: see faces/status.ts. */
  readonly status?: StatusFace & { readonly table: StatusTable };
  readonly moves?: (infra: Infrastructure) => readonly Move[];
  /** Its charts: in the console, and in the dashboards of `bartizan export`. */
  readonly panels?: (infra: Watched) => readonly Panel[];
  /**
   * Names of the parts that it needs beside it when it starts: where they stand on the same host they are brought about before, commands
   * and readiness included. Parts that wait for nobody at their start have none.
   */
  readonly needs?: (host: Host, infra: Infrastructure) => readonly string[];
  readonly mutes?: (infra: Infrastructure) => readonly Mute[];
  /** Where it answers on a monitor, as a URL; asked by the engine over SSH. */
  readonly endpoints?: Partial<Readonly<Record<Endpoint, string>>>;
  /** What has not left a monitor for the receivers of this kind: the command that lists it, and what that has said, a line a message. */
  readonly waiting?: {
    readonly kind: Receiver["kind"];
    readonly command: string;
    readonly parse: (stdout: string, infra: Infrastructure) => readonly string[];
  };
  /** The role that a host begins with these steps besides those of services that start: what a run before this one has not finished, for example. */
  readonly begins?: (plan: HostPlan, founder: string | undefined) => Role | undefined;
  /** Keys of those steps that wait for the other hosts where some are new: by them a host is told of the others. */
  readonly late?: (plan: HostPlan, host: Host, infra: Infrastructure) => readonly string[];
  /**
   * What speaks against going on: with any of these nothing is changed anywhere. Asked when the host has been looked at, and once more when it
   * is known what is wanted there (`state`).
   */
  readonly objections?: (
    host: Host,
    infra: Infrastructure,
    flows: readonly Flow[],
    facts: Facts,
    state: HostState | undefined,
  ) => readonly Problem[];
  readonly settle?: Settle;
  /** Among whom it chooses, from the front to the back: who is changed is drained there first. */
  readonly pools?: (infra: Infrastructure) => readonly Pool[];
  readonly handOver?: HandOver;
  readonly copies?: Copies;
  readonly patching?: Patching;
  readonly slowRequests?: SlowRequests;
  readonly alertTest?: AlertTest;
  /** The alerts and recordings as a file of rules for Prometheus; `bartizan export` gives it away. */
  readonly rulesFile?: (infra: Infrastructure, alerts: readonly AlertRule[], recordings: readonly RecordingRule[]) => string;
  /**
   * Names, in the vault, of the two halves of a key that is made for it. Of the public one there is what others need of it: `ssh`, a line of
   * authorized_keys; `jwk-thumbprint`, by which a CA knows an account (RFC 7638).
   */
  readonly keyPair?: { readonly key: string; readonly publicKey: string; readonly form: "ssh" | "jwk-thumbprint" };
  /**
   * Names, in the vault, of the passwords by which others log in to it, of each of which it accepts a second one while that takes the first
   * one's place: see model/passwords.ts. Read by `secrets rotate`.
   */
  readonly passwords?: readonly string[];
  /** Scripts after which those who ask for this role by it, on a host, reach this address. */
  readonly redirect?: (role: Role, address: string) => readonly Content[];
  readonly adopts?: Adopted;
  readonly outside?: Outside;
  /** The account that asks for what is scraped on a host. Read by catalog, for the ports on its loopback. */
  readonly collects?: string;
  /** What the app is told of it. Read by the app, by config, which refuses these names, and by the docs. */
  readonly environment?: Environment;
  /** It needs the app's release wherever it stands. */
  readonly ships?: true;
  /** It has to be on time: a lab's machine on which it stands gets a share of real time. */
  readonly realTime?: true;
  /** Whether it leaves requests for a file of this name in the app's static folder to the app. */
  readonly refusesFile?: (path: string) => boolean;
  /** What it wants on this host, packages aside, in the order in which it is to be brought about. */
  readonly resources: (host: Host, context: PartContext) => readonly Resource[];
}
