/** How HAProxy finds out that a server is lost, and that it is back. Times in seconds. */
export interface CheckTiming {
  /** From the end of one check to the next one of a server that is well. */
  readonly inter: number;
  /** The same while it is not sure whether the server is lost, or back. */
  readonly fastinter: number;
  /** The same for a server that is lost. */
  readonly downinter?: number;
  /** Failures in a row until a server is lost, successes until it is back. */
  readonly fall: number;
  readonly rise: number;
  /** How long a check waits for an answer. */
  readonly timeout: number;
  /** How long it takes at most to connect; a check waits no longer than `inter` for that. */
  readonly connect: number;
}

/** Of a balancer towards the web servers. */
export const WEB_CHECK: CheckTiming = { inter: 1, fastinter: 0.5, downinter: 1, fall: 2, rise: 2, timeout: 1, connect: 1 };
/** Of a web server's host towards the apps on other hosts. */
export const APP_CHECK: CheckTiming = { ...WEB_CHECK };
/** Of an app host towards the one database that takes writes. It may take some seconds to start anew: nobody else could be asked meanwhile. */
export const PRIMARY_CHECK: CheckTiming = { inter: 1, fastinter: 1, fall: 8, rise: 1, timeout: 2, connect: 3 };
/** Of an app host towards the nodes of a Galera cluster. */
export const NODE_CHECK: CheckTiming = { inter: 0.5, fastinter: 0.3, downinter: 0.5, fall: 2, rise: 2, timeout: 0.7, connect: 1 };

/** HAProxy pauses this long at most before it tries again where the connection failed, or as long as one attempt may take. */
export const RETRY_PAUSE_SECONDS = 1;

/** The words of a `server` line that make a check run so. */
export function checkWords({ inter, fastinter, downinter, fall, rise }: CheckTiming): string {
  const down = downinter === undefined ? "" : ` downinter ${haproxyTime(downinter)}`;
  return `check inter ${haproxyTime(inter)} fastinter ${haproxyTime(fastinter)}${down} fall ${fall} rise ${rise}`;
}

/** A time in HAProxy's words: whole seconds, or milliseconds. */
export function haproxyTime(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${Math.round(seconds * 1000)}ms`;
}

/**
 * How long a server that has stopped answering stays in use, on average: half of `inter` until the next check, and all that `fall` checks
 * wait. `machine`: nobody even takes a connection any more; `software`: it is taken, and nothing comes.
 */
export function secondsUntilLost({ inter, fastinter, fall, timeout, connect }: CheckTiming, lost: "machine" | "software"): number {
  const wait = lost === "machine" ? Math.min(inter, connect) : timeout;
  return inter / 2 + fall * wait + (fall - 1) * fastinter;
}
