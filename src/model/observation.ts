/**
 * What is seen of a running infrastructure at one moment. This is also what `bartizan status --json` prints: keys stay; new ones
 * may come. `null` says that there is no sample recent enough. Ratios go from 0 to 1, times are seconds, sizes are bytes.
 */
export interface Observation {
  readonly version: 1;
  readonly infrastructure: string;
  /** The monitor that answered. */
  readonly monitor: string;
  /** Its clock, ISO 8601. */
  readonly at: string;
  /** Seconds over which rates are taken. */
  readonly windowSeconds: number;
  readonly balancers: readonly BalancerSight[];
  readonly web: readonly WebSight[];
  readonly apps: readonly AppSight[];
  readonly databases: readonly DatabaseSight[];
  readonly hosts: readonly HostSight[];
  readonly monitors: readonly MonitorSight[];
  /** Alerts that fire or are about to; `null` when the evaluator of rules does not answer. */
  readonly alerts: readonly AlertSight[] | null;
}

/** How requests are served, seen by who serves them. */
export interface TrafficSight {
  readonly requestsPerSecond: number | null;
  /** Share of answers with a status of 500 and above. */
  readonly errorRatio: number | null;
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
}

export interface BalancerSight extends TrafficSight {
  readonly host: string;
  readonly up: boolean | null;
  /** Web servers that pass its check, of those that it has. */
  readonly serversUp: number | null;
  /** Web servers to which it sends no new requests, because somebody said so: `up` while it changes them, or an interrupted run. */
  readonly serversDrained: number | null;
  readonly servers: number;
  /** Requests and streams that waited for a web server at one moment of the window, the most of them. */
  readonly waiting: number | null;
}

export interface WebSight extends TrafficSight {
  readonly host: string;
  /** nginx answers. */
  readonly up: boolean | null;
  /** It passes the check of every balancer, through to the app. */
  readonly healthy: boolean | null;
  /** The HTTP status with which it failed the check; `null` when it passes, or answered nothing. */
  readonly checkStatus: number | null;
  /** Requests and streams that waited for an app on another host at one moment of the window, the most of them. */
  readonly waiting: number | null;
  /** A balancer sends it no new requests, because somebody said so. */
  readonly drained: boolean | null;
}

export interface AppSight {
  readonly host: string;
  /** Its service runs. */
  readonly up: boolean | null;
  /** The check of the balancers reaches it, or that of the web servers where it stands on a host of its own. */
  readonly healthy: boolean | null;
  /** The HTTP status with which it failed the check; `null` when it passes, or answered nothing. */
  readonly checkStatus: number | null;
  /** One of them sends it no new requests, because somebody said so. */
  readonly drained: boolean | null;
}

export interface DatabaseSight {
  readonly host: string;
  /** `node`: of a cluster of equals. */
  readonly role: "primary" | "replica" | "node";
  readonly up: boolean | null;
  readonly readOnly: boolean | null;
  /** What the apps write goes to it; a node that stands by accepts writes and is sent none. */
  readonly writer: boolean | null;
  readonly queriesPerSecond: number | null;
  readonly connections: number | null;
  readonly maxConnections: number | null;
  /** Both threads of the replication run; `null` where there is nothing to follow. */
  readonly replicating: boolean | null;
  /** Seconds behind the primary; `null` on a primary and while replication is broken. */
  readonly lagSeconds: number | null;
  /** A node answers queries, being in step with a majority; `null` of others. */
  readonly ready: boolean | null;
  /** Nodes that it sees, itself included. */
  readonly members: number | null;
}

export interface HostSight {
  readonly host: string;
  /** How old its newest sample is. */
  readonly sampleAgeSeconds: number | null;
  readonly cpuRatio: number | null;
  readonly memoryRatio: number | null;
  /** Of its fullest file system, as df(1) counts. */
  readonly diskRatio: number | null;
  readonly diskMount: string | null;
  readonly receivedBytesPerSecond: number | null;
  readonly sentBytesPerSecond: number | null;
  /** Samples that wait on the host because the monitor could not be reached. */
  readonly undeliveredBytes: number | null;
}

export interface MonitorSight {
  readonly host: string;
  readonly series: number | null;
  readonly storedBytes: number | null;
  readonly freeBytes: number | null;
}

export interface AlertSight {
  readonly name: string;
  readonly severity: string;
  readonly state: "firing" | "pending";
  /** Since when its condition holds, ISO 8601. */
  readonly since: string;
  readonly host: string | null;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
}
