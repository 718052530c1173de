/** Who may open a connection: anyone on any network, the operators' ranges, or one host of the infrastructure. */
export type FlowSource = { readonly kind: "anyone" } | { readonly kind: "admin" } | { readonly kind: "host"; readonly host: string };

export type FlowKind = "requests" | "data" | "coordination" | "administration" | "measurements" | "other";

/** `vrrp` is IP protocol 112 (RFC 9568). */
export type FlowProtocol = "tcp" | "udp" | "vrrp";

/** How a flow is protected on the wire. */
export type Encryption = "none" | "tls-unverified" | "tls" | "mutual-tls" | "ssh";

export const ENCRYPTION_WORDS: Readonly<Record<Encryption, string>> = {
  none: "in clear",
  "tls-unverified": "TLS, not verified",
  tls: "TLS",
  "mutual-tls": "mutual TLS",
  ssh: "SSH",
};

/** What flows carry, in words, in the order in which people want to read it. */
export const FLOW_WORDS: Readonly<Record<FlowKind, string>> = {
  requests: "requests of the site",
  data: "data of the site",
  coordination: "agreement on who serves",
  administration: "administration",
  measurements: "measurements",
  other: "services of your own",
};

/**
 * Who talks to whom, on which port, how it is encrypted and why. Firewalls are compiled from flows and from
 * nothing else; the check judges them, the picture draws them.
 */
export interface Flow {
  /** Unique in the infrastructure, `[a-z0-9_]+`; also the name of the flow's counter in the firewall. */
  readonly id: string;
  readonly from: FlowSource;
  /** Name of the host that listens. */
  readonly to: string;
  readonly protocol: FlowProtocol;
  /** 0 for VRRP, which knows no ports. */
  readonly port: number;
  readonly encryption: Encryption;
  /** What it carries: requests of the site, rows of the database, the balancers' and the cluster's word among themselves, operators, measurements. */
  readonly carries: FlowKind;
  /** One sentence for people: why this flow exists. */
  readonly purpose: string;
}

/**
 * The id of a flow: the service, who opens it, who listens. A hyphen of a name becomes two underscores; as no host name
 * begins or ends with a hyphen, different names never meet in one id.
 */
export function flowId(service: string, from: FlowSource, to: string): string {
  const source = from.kind === "host" ? from.host : from.kind;
  return [service, source, to].map((word) => word.replaceAll("-", "__")).join("_");
}
