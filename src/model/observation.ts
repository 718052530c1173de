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
  // And the rows of each part: see its status.ts.
  /** Alerts that fire or are about to; `null` when the evaluator of rules does not answer. */
  readonly alerts: readonly AlertStatus[] | null;
}

/** How requests are served, seen by who serves them. */
export interface TrafficStatus {
  readonly requestsPerSecond: number | null;
  /** Share of answers with a status of 500 and above. */
  readonly errorRatio: number | null;
  readonly p50Seconds: number | null;
  readonly p95Seconds: number | null;
  readonly p99Seconds: number | null;
}

export interface AlertStatus {
  readonly name: string;
  readonly severity: string;
  readonly state: "firing" | "pending";
  /** Since when its condition holds, ISO 8601. */
  readonly since: string;
  readonly host: string | null;
  readonly summary: string;
  readonly labels: Readonly<Record<string, string>>;
}
