import type { DestinationConfig, ReceiverConfig, SecretReference } from "../../language/config.ts";
import type { Destination, Receiver } from "../../model/infrastructure.ts";
import type { SecretRef } from "../../util/content.ts";

/** How often the hosts are measured, how long the measurements are kept, and who is told when something is wrong. */
export interface MonitoringConfig {
  /** Seconds between two samples. */
  readonly intervalSeconds?: number | undefined;
  /** Days that the monitor keeps the samples. */
  readonly retentionDays?: number | undefined;
  /** MiB that the store takes for its caches; a quarter of the monitor's memory where it runs nothing else, else a tenth, when left out. */
  readonly memory?: number | undefined;
  /** Who is told when an alert fires. */
  readonly receivers?: readonly ReceiverConfig[] | undefined;
  /** Mail server that takes the messages to mail addresses. */
  readonly mail?: MailRelayConfig | undefined;
  /** URL that the monitor calls for as long as it lives, so that somebody notices when it does not; or `secret("NAME")`. */
  readonly watchdog?: string | SecretReference | undefined;
  /** Names of alerts that are not to be raised. */
  readonly withoutAlerts?: readonly string[] | undefined;
  /** Services that get the measurements, too, each made by `sumologic(...)`, `datadog(...)`, `otlp(...)` or `remoteWrite(...)`. */
  readonly sendTo?: readonly DestinationConfig[] | undefined;
}

/** A mail server that takes the monitor's mail, always encrypted. */
export interface MailRelayConfig {
  /** Its name, or name and port: port 587 when left out; 465 for TLS from the first byte. */
  readonly server: string;
  /** Sender of the messages; `alerts@` and the domain when left out. */
  readonly from?: string | undefined;
  /** Name to log in with. */
  readonly user?: string | undefined;
  /** Password to log in with: `secret("NAME")`. */
  readonly password?: SecretReference | undefined;
}

export interface Monitoring {
  /** Seconds between two samples. */
  readonly intervalSeconds: number;
  /** Days that the monitor keeps samples. */
  readonly retentionDays: number;
  /** MiB of the store's caches; a share of the monitor's memory when absent. */
  readonly memory?: number;
  /** Who is told when an alert fires. */
  readonly receivers: readonly Receiver[];
  /** How mail leaves the monitor; it finds the recipient's mail exchanger by itself when absent. */
  readonly mail?: MailRelay;
  /** URL that is called for as long as the monitor lives: who listens there raises the alarm when it falls silent. */
  readonly watchdog?: string | SecretRef;
  /** Names of alerts that are not to be raised. */
  readonly withoutAlerts: readonly string[];
  /** Services that get the measurements, too. */
  readonly sendTo: readonly Destination[];
}

/** A mail server that takes the monitor's mail and delivers it. */
export interface MailRelay {
  /** `host` or `host:port`. */
  readonly server: string;
  /** Sender of the messages. */
  readonly from?: string;
  readonly user?: string;
  readonly password?: SecretRef;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** How often the hosts are measured, how long the measurements are kept, and who is told when something is wrong. */
    readonly monitoring?: MonitoringConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly monitoring: Monitoring;
  }

  interface Roles {
    readonly monitor: true;
  }
}
