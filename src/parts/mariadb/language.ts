/** The database. */
export interface DatabaseConfig {
  /** The database server. */
  readonly engine: "mariadb";
  /** How the database hosts work together: one takes the writes and the others follow it, or all take writes and a majority agrees. */
  readonly topology: "primary-replica" | "galera";
  /** Name of the host that takes the writes; with `galera` the one that takes them first, the first database host when left out. */
  readonly primary?: string | undefined;
  /** With `galera`: whether writes go to one node at a time or to all. */
  readonly writers?: "one" | "all" | undefined;
  /** With `galera`: name of a host without data that votes. */
  readonly arbitrator?: string | undefined;
  /** Whether replicas refuse writes. */
  readonly replicasReadOnly?: boolean | undefined;
  /** With `primary-replica`: whether a commit waits until a replica has it. */
  readonly replication?: "async" | "semi-sync" | undefined;
  /** With `primary-replica`: how a replica becomes the primary. */
  readonly promotion?: "manual" | "none" | undefined;
  /** Whether connections to the database have to be encrypted and verified. */
  readonly tls?: "required" | "none" | undefined;
  /** Name of the app's schema and of its database user. */
  readonly name?: string | undefined;
  /** MiB that MariaDB takes for its cache (`innodb_buffer_pool_size`) on each database host; half of the host's memory where it runs nothing else, else a quarter, when left out. */
  readonly memory?: number | undefined;
}

export interface Database {
  readonly engine: "mariadb";
  /** `primary-replica`: one host takes the writes, the others follow. `galera`: every host takes writes, and a majority has to agree. */
  readonly topology: "primary-replica" | "galera";
  /** Name of the host that takes the writes; with Galera the one that takes them first. */
  readonly primary: string;
  /** With Galera: whether writes go to one node at a time, with the others ready, or to all. */
  readonly writers: "one" | "all";
  /** With Galera: a host without data that votes (garbd). */
  readonly arbitrator?: string;
  readonly replicasReadOnly: boolean;
  /** Whether a commit waits until a replica has it. */
  readonly replication: "async" | "semi-sync";
  /** How a replica becomes the primary: by an operator's command, or nobody has thought of it. */
  readonly promotion: "manual" | "none";
  /** Whether connections between hosts have to be encrypted and verified. */
  readonly tls: "required" | "none";
  /** Name of the app's schema and of its user. */
  readonly name: string;
  /** MiB of its cache on each host; a share of the host's memory when absent. */
  readonly memory?: number;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** The database that the hosts with the role `database` run. */
    readonly database?: DatabaseConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly database?: Database;
  }

  interface Roles {
    readonly database: true;
  }
}
