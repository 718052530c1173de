/** Which paths of the site are slow: balancers add their journals up; `bartizan slow` shows it. */
export interface SlowRequests {
  /** From here on a request is slow. */
  readonly boundMs: number;
  /** Shell script for a balancer: its requests `since` then, in journalctl's words, of one web server alone when it is named. */
  readonly script: (since: string, server: string | undefined) => string;
  /** What the scripts have printed, those with the most slow requests first. */
  readonly times: (outputs: readonly string[]) => readonly PathTimes[];
}

/** How long requests for a path took, at one balancer or at all. */
export interface PathTimes {
  readonly path: string;
  readonly requests: number;
  readonly slow: number;
  /** Answers of 500 and above. */
  readonly errors: number;
  readonly maxMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
