/** The balancers among themselves and towards the web servers. */
export interface BalancerConfig {
  /** IPv4 address of the site that moves to another balancer when its holder dies. */
  readonly virtualAddress?: string | undefined;
  /** The same for IPv6. */
  readonly virtualAddress6?: string | undefined;
  /** How the balancers reach each other. */
  readonly peers?: "unicast" | "multicast" | undefined;
  /** VRRP priority of each balancer, 1 to 254; descending in the order of the file when left out. */
  readonly priorities?: Readonly<Record<string, number>> | undefined;
  /** Seconds between two signs of life. */
  readonly advertiseSeconds?: number | undefined;
  /** Whether the balancers ask the web servers by themselves whether they can serve. */
  readonly healthCheck?: boolean | undefined;
  /** Proxies of others before your balancers, such as a CDN, that tell who their clients are. */
  readonly trustedProxies?: TrustedProxiesConfig | undefined;
}

/** Proxies before your balancers whose word on the client's address is believed, and nobody else's. */
export interface TrustedProxiesConfig {
  /** The address ranges that they come from. A CDN publishes them. */
  readonly ranges: readonly string[];
  /** How they tell it: `http` in the header X-Forwarded-For, `proxy` by the PROXY protocol. */
  readonly protocol?: "http" | "proxy" | undefined;
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
  /** Proxies before the balancers that are believed who their clients are. */
  readonly trustedProxies?: TrustedProxies;
}

export interface TrustedProxies {
  /** Canonical address ranges. */
  readonly ranges: readonly string[];
  /** `http`: the last address of the header X-Forwarded-For. `proxy`: the PROXY protocol, version 1 or 2. */
  readonly protocol: "http" | "proxy";
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** The address that moves between the balancers, and how they watch each other and the web servers. */
    readonly balancer?: BalancerConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly balancer: Balancer;
  }

  interface Roles {
    readonly balancer: true;
  }
}
