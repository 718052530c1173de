/** Security updates of the hosts. */
export interface UpdatesConfig {
  /** Whether hosts install those by themselves that restart nothing which serves; all others wait for `bartizan patch`. */
  readonly automatic?: boolean | undefined;
  /** Hour (UTC) from which they do, each host at a minute of its own within four hours. */
  readonly fromHour?: number | undefined;
}

/** Security updates that hosts install by themselves: those that restart nothing which serves. */
export interface Updates {
  readonly automatic: boolean;
  /** UTC. */
  readonly fromHour: number;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** Who installs security updates, and when. */
    readonly updates?: UpdatesConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly updates: Updates;
  }
}
