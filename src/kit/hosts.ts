import type { Content } from "../util/content.ts";

/** What a script on a host came to; 124: it was killed when its time was over. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A host as it was seen, for its lock: what it has been through, and who holds it. */
export interface SeenHost {
  readonly host: string;
  readonly generation: string;
  readonly lock: string;
}

/**
 * The hosts, as a procedure of a part works with them; the engine gives it. Scripts are POSIX shell, run as root, and get their secrets on
 * the way. All of it throws `BZ_SSH_*` for a host that cannot be reached.
 */
export interface Hosts {
  readonly ask: (host: string, script: Content, timeoutMs: number) => Promise<Ran>;
  /** The same as a step of the run, which people are told of; what went wrong is told without secrets. */
  readonly step: (host: string, step: string, script: Content, timeoutMs: number) => Promise<Ran>;
  /** Runs a command whose lines are told as they come; resolves to its exit status. */
  readonly follow: (host: string, command: string, tell: (line: string) => void) => Promise<number>;
  /** Does something while nobody else may change these hosts. Throws `BZ_HOST_LOCKED` or `BZ_HOST_CHANGED`; a lock ends after `seconds` by itself. */
  readonly holding: <T>(seen: readonly SeenHost[], seconds: number, work: () => Promise<T>) => Promise<T>;
}
