import type { SecretReference } from "../../language/config.ts";
import type { SecretRef } from "../../util/content.ts";

/** The app. */
export interface AppConfig {
  /** Folder with the app's source, relative to the config file. */
  readonly source: string;
  /** Shell command that is run in the source folder, on this computer, before a release is packed. */
  readonly build?: string | undefined;
  /** Folder below `source` that is shipped; all of `source` when it is left out. */
  readonly output?: string | undefined;
  /** Debian packages that the app needs on its hosts. */
  readonly packages?: readonly string[] | undefined;
  /** Command line that starts the app, run in the release's folder. */
  readonly command: string;
  /** Path that answers 200 when this instance can serve. */
  readonly health?: string | undefined;
  /** Seconds that the app may take from its start until `health` answers 200. */
  readonly startSeconds?: number | undefined;
  /** Folder in the release whose files the web server serves itself. */
  readonly static?: string | undefined;
  /** Port that the app listens on (it finds it in `PORT`), or `socket`: it is handed a listening unix socket as file descriptor 3. */
  readonly listen?: number | "socket" | undefined;
  /** Environment of the app; `secret("NAME")` for what must not stand in this file. */
  readonly env?: Readonly<Record<string, string | number | boolean | SecretReference>> | undefined;
  /** How large its requests and answers may be, how long they may take, and how many there are at a time. Every proxy on the way follows. */
  readonly limits?: AppLimitsConfig | undefined;
}

/** How large the app's requests and answers may be, how long they may take, and how many there are at a time. */
export interface AppLimitsConfig {
  /** Largest body of a request, such as an upload, in megabytes of 1024 kB; a larger one is answered with 413. */
  readonly requestBodyMb?: number | undefined;
  /** Largest head of a request or of an answer (its first line and all headers, cookies included), in kilobytes. */
  readonly headersKb?: number | undefined;
  /** Seconds that the app may take to begin its answer, and between two parts of it; then the client gets 504. */
  readonly answerSeconds?: number | undefined;
  /** Seconds for which a client may pause while it sends a body or reads an answer. */
  readonly pauseSeconds?: number | undefined;
  /** Seconds for which a WebSocket or an event stream may be silent; always a little longer than `answerSeconds`. */
  readonly idleSeconds?: number | undefined;
  /** Requests at a time for one web server or app; more wait at the balancer for five seconds, then get 503. */
  readonly requestsPerHost?: number | undefined;
  /** WebSockets and event streams at a time on one web server or app, who take no place of requests; so many that all of `objectives.peakConnections` (2000 when left out) find one when a host is lost. */
  readonly connectionsPerHost?: number | undefined;
}

export interface App {
  /** Folder of the app's source, absolute. */
  readonly source: string;
  /** Shell command run in the source folder before a release is packed. */
  readonly build?: string;
  /** Folder below the source folder that is shipped; the source folder itself when absent. */
  readonly output?: string;
  /** Debian packages that the app needs at run time. */
  readonly packages: readonly string[];
  /** Command line of the app, run in the release folder. */
  readonly command: string;
  /** Path that answers 200 when this instance can serve. */
  readonly health: string;
  /** Seconds that it may take from its start until `health` answers 200. */
  readonly startSeconds: number;
  /** Folder in the release with files that the web server serves itself. */
  readonly static?: string;
  /** TCP port that the app listens on (`PORT`), or `socket`: systemd owns a unix socket and passes it as file descriptor 3. */
  readonly listen: number | "socket";
  readonly env: Readonly<Record<string, string | SecretRef>>;
  readonly limits: AppLimits;
}

/** How large the app's requests and answers may be, how long they may take, and how many there are at a time. */
export interface AppLimits {
  /** The largest body of a request, in megabytes. */
  readonly requestBodyMb: number;
  /** The largest head of a request or of an answer, in kilobytes. */
  readonly headersKb: number;
  /** How long the app may take to begin its answer, and between two parts of it. */
  readonly answerSeconds: number;
  /** How long a client may pause while it sends a body or reads an answer. */
  readonly pauseSeconds: number;
  /** How long a WebSocket or an event stream may be silent. */
  readonly idleSeconds: number;
  /** Requests at a time for one host; more wait at the balancer. */
  readonly requestsPerHost: number;
  /** WebSockets and event streams at a time on one host. */
  readonly connectionsPerHost: number;
}

declare module "../../language/config.ts" {
  interface InfrastructureConfig {
    /** The app that the hosts with the role `app` run and whose static files those with the role `web` serve. */
    readonly app?: AppConfig | undefined;
  }
}

declare module "../../model/infrastructure.ts" {
  interface Infrastructure {
    readonly app?: App;
  }

  interface Roles {
    readonly app: true;
  }
}
