import { spawn } from "node:child_process";

export interface Result {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly seconds: number;
}

export interface Options {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly stdin?: string;
  /** Four minutes unless it says otherwise. */
  readonly timeoutMs?: number;
  /** Called for every line of standard output; return "kill" to kill -9 the process (not its children) there and then, "interrupt" for Ctrl-C. */
  readonly onLine?: (line: string) => "kill" | "interrupt" | undefined;
}

/** Runs a program to its end; never throws for an exit status. */
export function command(program: string, args: readonly string[], options: Options = {}): Promise<Result> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: { ...process.env, NO_COLOR: "1", ...options.env },
      stdio: ["pipe", "pipe", "pipe"],
    });
    let stdout = "";
    let stderr = "";
    let pending = "";
    const timer = setTimeout(() => child.kill("SIGKILL"), options.timeoutMs ?? 240_000);
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      stdout += chunk;
      if (options.onLine === undefined) return;
      const lines = (pending + chunk).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) {
        const end = options.onLine(line);
        if (end !== undefined) child.kill(end === "kill" ? "SIGKILL" : "SIGINT");
      }
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      stderr += chunk;
    });
    child.once("error", reject);
    // `exit`, not `close`: a killed CLI leaves children that hold its pipes a little longer.
    child.once("exit", (code) => {
      clearTimeout(timer);
      setTimeout(() => resolve({ code: code ?? 137, stdout, stderr, seconds: (performance.now() - started) / 1000 }), 20);
    });
    child.stdin.on("error", () => {});
    child.stdin.end(options.stdin ?? "");
  });
}

/** How much longer than usual something takes where the computer is slow, or busy with another lab. */
const PATIENCE = 3;

/** Asks until the answer is yes, which usually takes less than this; throws when it takes much longer. For what is promised in so many seconds: `within`. */
export function until<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<Came<T>> {
  return within(what, PATIENCE * seconds, ask);
}

export interface Came<T> {
  readonly value: T;
  readonly seconds: number;
}

/** Asks until the answer is yes; throws when the time is over. */
export async function within<T>(what: string, seconds: number, ask: () => Promise<T | undefined>): Promise<Came<T>> {
  const started = performance.now();
  for (;;) {
    const value = await ask();
    const spent = (performance.now() - started) / 1000;
    if (value !== undefined) return { value, seconds: spent };
    if (spent > seconds) throw new Error(`${what}: not within ${seconds} s`);
    await new Promise((done) => setTimeout(done, 500));
  }
}
