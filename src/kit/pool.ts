import type { Host, Role } from "../model/infrastructure.ts";

/**
 * The hosts of a role, and those that choose among them whom to send requests to. Scripts are for one that chooses; what they print is for
 * `parse`.
 */
export interface Pool {
  readonly role: Role;
  /** Names of the hosts that choose. */
  readonly by: readonly string[];
  /** Whether a host is left in another way, and not by them. */
  readonly spares: (host: Host) => boolean;
  /** Puts back whom a run that died had drained, and prints each server. */
  readonly heal: string;
  /** Only looks. */
  readonly look: string;
  /** After this, these servers get no new requests; it ends when those that they have are answered. Prints nothing. */
  readonly drain: (names: readonly string[]) => string;
  /** Waits at most so many seconds until all of `healthy` are well, then sends requests to those of `back` again; prints those that are not. */
  readonly giveBack: (healthy: readonly string[], back: readonly string[], seconds: number) => string;
  /** Waits until nobody is sent requests any more by what one that chooses was told before it was told anew. Prints nothing. */
  readonly outlast: string;
  readonly parse: (stdout: string) => ReadonlyMap<string, ServerState>;
}

/** A server, as one that chooses sees it. */
export interface ServerState {
  readonly serves: boolean;
  /** In the words of what chooses. */
  readonly status: string;
  /** What came back to a check that failed, for people; may be empty. */
  readonly why: string;
}
