import { type ChildProcess, spawn } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { BartizanError, fail } from "../util/errors.ts";
import { plainText } from "../util/plain-text.ts";
import { controlSockets, makeControlDir, removeControlDir } from "./control-dir.ts";
import { endMaster } from "./end-master.ts";
import { Interrupted } from "./interrupted.ts";
import { MOST, output } from "./output.ts";
import { afterBegun, asRoot, asRootMarked } from "./root-shell.ts";
import { noRootShell, sshFailed, sshFailure } from "./ssh-failure.ts";
import type { Forward, RunOptions, RunResult, Transport } from "./transport.ts";

export interface OpensshOptions {
  /** Destination of each host, as given to ssh(1). */
  readonly destinations: ReadonlyMap<string, string>;
  /** ssh_config(5) to use in place of the user's. */
  readonly configFile?: string;
  /** A file with keys of hosts that are known besides those of the user's files (known_hosts, sshd(8)). */
  readonly knownHosts?: string;
  /** Words before `ssh`, e.g. to enter a network namespace. */
  readonly enter?: readonly string[];
}

/** sshd refuses connections while it starts anew, as after a change of its own settings, so nothing has been run yet: asked again after these. */
const REFUSED_MS = [300, 700, 1500];

/** Whether nobody listened at the host's port. */
function isRefused(error: unknown): boolean {
  return (
    error instanceof BartizanError &&
    error.problems.every((it) => /^ssh: connect to host .*: Connection refused\s*$/m.test(it.output ?? ""))
  );
}

/**
 * The system's OpenSSH, so that the user's ssh_config, agent and jump hosts count. One connection per host, shared by all
 * commands (ControlMaster, ssh_config(5)); unknown or changed host keys are refused.
 */
export function openssh(options: OpensshOptions): Transport {
  let controlDir: string | undefined;
  let closed = false;
  let interrupted = false;
  const children = new Set<ChildProcess>();

  const argv = (host: string, extra: readonly string[]): readonly string[] => {
    const destination = options.destinations.get(host);
    if (destination === undefined) throw fail("BZ_SSH_UNKNOWN_HOST", { where: host, allowed: [...options.destinations.keys()].join(", ") });
    controlDir ??= makeControlDir();
    return [
      ...(options.enter ?? []),
      "ssh",
      ...(options.configFile === undefined ? [] : ["-F", options.configFile]),
      ...["BatchMode=yes", "StrictHostKeyChecking=yes", "ConnectTimeout=10", "ServerAliveInterval=5", "ServerAliveCountMax=3"].flatMap(
        (it) => ["-o", it],
      ),
      ...(options.knownHosts === undefined ? [] : ["-o", `KnownHostsCommand=/bin/cat "${options.knownHosts.replaceAll("%", "%%")}"`]),
      ...extra,
      "--",
      destination,
    ];
  };
  // Named by the host's place in the list: `%C` has 40 characters of the 103 that there are at most.
  const places = new Map([...options.destinations.keys()].map((host, index) => [host, index]));
  const shared = (host: string): readonly string[] => {
    const path = join(controlDir ?? tmpdir(), `${places.get(host)}`);
    return ["-o", "ControlMaster=auto", "-o", `ControlPath="${path.replaceAll("%", "%%")}"`, "-o", "ControlPersist=60"];
  };
  const start = (words: readonly string[], stdio: "pipe" | "inherit"): ChildProcess => {
    const [program = "ssh", ...rest] = words;
    const child = spawn(program, rest, { stdio: stdio === "pipe" ? ["pipe", "pipe", "pipe"] : "inherit" });
    children.add(child);
    child.once("close", () => children.delete(child));
    return child;
  };
  const words = (host: string, fresh: boolean, extra: readonly string[], command: readonly string[]): readonly string[] => {
    argv(host, []); // makes the control folder before it is named
    return [...argv(host, [...(fresh ? ["-o", "ControlPath=none"] : shared(host)), ...extra]), ...command];
  };

  const run = async (host: string, command: string, opts: RunOptions = {}): Promise<RunResult> => {
    for (const wait of REFUSED_MS) {
      try {
        return await runOnce(host, command, opts);
      } catch (error) {
        if (!isRefused(error) || closed) throw error;
      }
      await delay(wait);
    }
    return runOnce(host, command, opts);
  };

  const runOnce = (host: string, command: string, opts: RunOptions): Promise<RunResult> =>
    new Promise((resolve, reject) => {
      const inVain = (): boolean => interrupted && opts.afterwards !== true;
      if (inVain()) return reject(new Interrupted(host));
      const child = start(words(host, opts.fresh === true, ["-T"], [asRootMarked(command)]), "pipe");
      const mine = afterBegun();
      const out = output(opts.onLine);
      const err = output();
      let tooMuch = false;
      let timedOut = false;
      let timer: NodeJS.Timeout | undefined;
      const startTimer = (): void => {
        if (opts.timeoutMs === undefined) return;
        timer = setTimeout(() => {
          timedOut = true;
          child.kill("SIGKILL");
        }, opts.timeoutMs);
      };
      // Of this host nothing more is taken; what the others say is not lost with it.
      const refuse = (): void => {
        tooMuch = true;
        child.kill("SIGKILL");
      };
      child.stdout?.setEncoding("utf8").on("data", (chunk: string) => {
        if (tooMuch) return;
        if (!mine.begun() && mine.before().length > MOST) refuse();
        else if (!out.take(mine.take(chunk))) refuse();
      });
      child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
        if (!tooMuch && !err.take(chunk)) refuse();
      });
      child.once("error", (error) => {
        clearTimeout(timer);
        reject(fail("BZ_SSH_NO_CLIENT", { where: host, found: error.message, cause: error }));
      });
      child.once("close", (code) => {
        clearTimeout(timer);
        const stdout = out.end();
        const stderr = err.end();
        if (inVain()) return reject(new Interrupted(host));
        if (tooMuch) return reject(fail("BZ_HOST_SAYS_TOO_MUCH", { where: host, found: `more than ${MOST / 1024 / 1024} MB` }));
        if (timedOut) return resolve({ code: 124, stdout, stderr });
        const destination = options.destinations.get(host) ?? host;
        const begun = mine.begun();
        if (code === 255 || code === null) {
          const failure = sshFailure(host, destination, stderr, begun) ?? (begun ? undefined : sshFailed(host, destination, stderr));
          if (failure !== undefined) return reject(failure);
        } else if (!begun) return reject(noRootShell(host, destination, code, `${plainText(mine.before())}\n${stderr}`));
        resolve({ code: code ?? 255, stdout, stderr });
      });
      // A host that refuses us closes the pipe before it has read everything; what it said comes with `close`.
      child.stdin?.on("error", () => {});
      const giveUp = (error: unknown): void => {
        child.kill("SIGKILL");
        reject(error);
      };
      const { stdin = "" } = opts;
      if (typeof stdin === "function") {
        startTimer();
        if (child.stdin !== null) stdin().once("error", giveUp).pipe(child.stdin);
        return;
      }
      if (typeof stdin === "string" || Buffer.isBuffer(stdin)) {
        startTimer();
        child.stdin?.end(stdin);
        return;
      }
      // Somebody is still working on what is to be asked, and may be for minutes: the host is not late before it knows.
      stdin.then((bytes) => {
        startTimer();
        child.stdin?.end(bytes);
      }, giveUp);
    });

  const attach = (host: string, command: string | undefined, onLine?: (line: string) => void): Promise<number> => {
    if (onLine !== undefined && command !== undefined) return run(host, command, { onLine }).then((result) => result.code);
    return new Promise((resolve, reject) => {
      const tty = process.stdin.isTTY === true && process.stdout.isTTY === true;
      const child = start(words(host, false, tty ? ["-t"] : ["-T"], command === undefined ? [] : [asRoot(command)]), "inherit");
      child.once("error", (error) => reject(fail("BZ_SSH_NO_CLIENT", { where: host, found: error.message, cause: error })));
      child.once("close", (code) => resolve(code ?? 255));
    });
  };

  // A unix socket: in a lab ssh runs in another network, whose ports nobody here reaches, but in the same file system.
  const forward = (host: string, port: number): Promise<Forward> =>
    new Promise((resolve, reject) => {
      argv(host, []);
      const socket = join(controlDir ?? tmpdir(), `forward-${port}`);
      const way = ["-T", "-v", "-o", "ExitOnForwardFailure=yes", "-o", "StreamLocalBindUnlink=yes", "-L", `${socket}:127.0.0.1:${port}`];
      // A command that reads what we never write, and not `-N`: it ends with us, however we end.
      const child = start(words(host, true, way, ["cat >/dev/null"]), "pipe");
      let stderr = "";
      let open = false;
      child.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
        if (open) return;
        stderr += chunk;
        // ssh(1) says that it listens before the login is over, and then that the session goes on.
        if (!/^debug1: Entering interactive session/m.test(stderr)) return;
        open = true;
        resolve({ socket, ended, close: () => child.kill() });
      });
      child.stdout?.resume();
      const ended = new Promise<void>((done) => child.once("close", () => done()));
      child.once("error", (error) => reject(fail("BZ_SSH_NO_CLIENT", { where: host, found: error.message, cause: error })));
      child.once("close", () => {
        if (open) return;
        const said = stderr.replaceAll(/^(debug1: .*|OpenSSH_.*)\n?/gm, "");
        const destination = options.destinations.get(host) ?? host;
        reject(sshFailure(host, destination, said) ?? sshFailed(host, destination, said));
      });
    });

  const interrupt = (): void => {
    interrupted = true;
    for (const child of children) child.kill();
  };

  const close = async (): Promise<void> => {
    closed = true;
    for (const child of children) child.kill();
    const dir = controlDir;
    if (dir === undefined) return;
    controlDir = undefined;
    await Promise.all(controlSockets(dir).map((it) => endMaster(it)));
    removeControlDir(dir);
  };

  return { run, attach, forward, interrupt, close };
}
