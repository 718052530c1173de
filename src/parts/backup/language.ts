/** Copies of the database. */
export interface BackupsConfig {
  /** Name of a host, or a URL. */
  readonly to: string;
  /** Public SSH host key of the place; the one that is met first when left out. */
  readonly hostKey?: string | undefined;
  /** Hours between two copies. */
  readonly everyHours?: number | undefined;
  /** Days that a copy is kept. */
  readonly keepDays?: number | undefined;
  /** Days between two restores that are tried out. */
  readonly restoreTestDays?: number | undefined;
}

/** Copies of the database away from its hosts. */
export interface Backups {
  /** Name of a host, or a URL. */
  readonly to: string;
  /** Public host key of the place, as `ssh-ed25519 AAAA...`; the first one met when absent. */
  readonly hostKey?: string;
  readonly everyHours: number;
  readonly keepDays: number;
  /** Days between two restores that are tried out; absent when none is. */
  readonly restoreTestDays?: number;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** Copies of the database away from its hosts. */
    readonly backups?: BackupsConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly backups?: Backups;
  }
}
