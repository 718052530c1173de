import { spawn } from "node:child_process";
import { fail } from "../util/errors.ts";

export interface CommandResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CommandOptions {
  readonly stdin?: string;
  /** Kill it after so many milliseconds; the result then has code 124. */
  readonly timeoutMs?: number;
}

/** Runs a program of this machine to its end. Not being there counts as status 127, as in a shell. */
export function run(argv: readonly string[], options: CommandOptions = {}): Promise<CommandResult> {
  const [program = "", ...args] = argv;
  return new Promise((done) => {
    const child = spawn(program, args, { stdio: [options.stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer =
      options.timeoutMs === undefined
        ? undefined
        : setTimeout(() => {
            late = true;
            child.kill("SIGKILL");
          }, options.timeoutMs);
    child.stdout?.on("data", (chunk: Buffer) => out.push(chunk));
    child.stderr?.on("data", (chunk: Buffer) => err.push(chunk));
    // A program that ends without reading what it was given says so by its status.
    child.stdin?.on("error", () => {});
    child.on("error", (error) => {
      clearTimeout(timer);
      done({ code: 127, stdout: "", stderr: error.message });
    });
    child.on("close", (code) => {
      clearTimeout(timer);
      done({ code: late ? 124 : (code ?? 137), stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() });
    });
    child.stdin?.end(options.stdin);
  });
}

/** Runs a program that has to succeed, and gives what it printed. */
export async function must(argv: readonly string[], options: CommandOptions = {}): Promise<string> {
  const result = await run(argv, options);
  if (result.code !== 0)
    throw fail("BZ_LAB_COMMAND", { where: argv.join(" "), found: `status ${result.code}`, output: `${result.stderr}${result.stdout}` });
  return result.stdout;
}

export const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));
