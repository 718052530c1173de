/** What a command on a host came to. Its words are nothing but text: neither escape sequences nor other controls. */
export interface RunResult {
  /** Exit status; 255 is also what ssh(1) reports when the connection failed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export type Stdin = string | Buffer | Promise<string | Buffer> | (() => NodeJS.ReadableStream);

export interface RunOptions {
  /**
   * Bytes for standard input; a promise of them lets the connection be made meanwhile. A function gives them as a stream, a new one each
   * time it is asked, for what is too large to be held in memory. When any of them fails, so does the run.
   */
  readonly stdin?: Stdin;
  /** Kill it so many milliseconds after its standard input is known; the result then has code 124. */
  readonly timeoutMs?: number;
  /** Use a new TCP connection, not the shared one: proves that the host still lets us in. */
  readonly fresh?: boolean;
  /** Run it although the transport was interrupted: it puts back what an interrupted run has left. */
  readonly afterwards?: boolean;
  /** Called for every line of standard output as it comes; the result then holds none of it. */
  readonly onLine?: (line: string) => void;
}

/** A way to a port of a host. */
export interface Forward {
  /** Path of the unix socket. */
  readonly socket: string;
  /** Resolves when the way is lost or closed. */
  readonly ended: Promise<void>;
  readonly close: () => void;
}

/** The only door to a host. One contract suite holds for every implementation. */
export interface Transport {
  /** Runs a command line as root by the host's POSIX shell. Throws `BZ_SSH_*` when the host cannot be reached or does not let us in. */
  readonly run: (host: string, command: string, options?: RunOptions) => Promise<RunResult>;
  /** Runs a command with the caller's terminal, to which it may say what it likes, as in ssh(1), or with line-wise output when `onLine` is given; resolves to the exit status. */
  readonly attach: (host: string, command: string | undefined, onLine?: (line: string) => void) => Promise<number>;
  /** Opens a way to a port of the host's loopback: connections to a unix socket on this machine end there. */
  readonly forward: (host: string, port: number) => Promise<Forward>;
  /** Ends what runs, which fails with `Interrupted`, as all does that is run later but what is run `afterwards`. */
  readonly interrupt: () => void;
  /** Ends the shared connections. */
  readonly close: () => Promise<void>;
}
