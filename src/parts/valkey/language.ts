/** The cache. */
export interface CacheConfig {
  /** The cache server. */
  readonly engine: "valkey";
  /** What outlives a restart of every cache host: nothing, or all but the last second. */
  readonly persistence?: "none" | "append-only" | undefined;
  /** MiB that the keys may take on each cache host; a share of its memory when left out. */
  readonly memory?: number | undefined;
}

export interface Cache {
  readonly engine: "valkey";
  /** `none`: keys are in memory alone, and the oldest make room. `append-only`: on disk, too, and a full cache refuses writes. */
  readonly persistence: "none" | "append-only";
  /** MiB for the keys; a share of the host's memory when absent. */
  readonly memory?: number;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** The cache that the hosts with the role `cache` run. */
    readonly cache?: CacheConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly cache?: Cache;
  }

  interface Roles {
    readonly cache: true;
  }
}
