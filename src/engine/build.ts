import { spawn } from "node:child_process";
import type { Duplex } from "node:stream";
import { StringDecoder } from "node:string_decoder";
import type { Runner } from "./owner.ts";

/**
 * Runs the command with a lock on the folder, and ends all of it when whoever asked is gone, however they went: a socket on
 * descriptor 3 is theirs, and closes with them. The lock is flock(2) on the folder itself, which leaves no file behind and is free
 * when its last holder is dead; Perl's stands in where flock(1) is missing, as on macOS. `locked` asks whether to go on; the status of
 * the command is told before the lock is given back.
 */
const SUPERVISOR = `exec 9<.
if command -v flock >/dev/null; then flock 9; else perl -MFcntl=:flock -e 'open my $dir, "<&=9"; flock $dir, LOCK_EX'; fi 2>/dev/null
printf 'locked\\n' >&3
read -r go <&3 || exit 0
( exec sh -c "$1" ) 3>&- 9>&- &
build=$!
( read -r gone <&3; kill -s KILL -- "-$$" ) &
watch=$!
code=0
wait "$build" || code=$?
kill "$watch" 2>/dev/null
printf 'status %s\\n' "$code" >&3
read -r done <&3
trap '' TERM
kill -s TERM -- "-$$"`;

/** How a build ended, and what it said. */
export interface BuildResult {
  readonly code: number;
  readonly output: string;
}

/** How much of what a build says is kept: its end. */
const KEPT = 64_000;

export interface Build<T> {
  readonly command: string;
  /** The folder that it is run in, absolute: no two builds run in it at a time. */
  readonly folder: string;
  readonly runner: Runner;
  /** Asked when the folder is ours: what to give back without a build, if that is so. */
  readonly before: () => Promise<T | undefined>;
  /** Makes something of what was built while the folder is still ours. */
  readonly after: (result: BuildResult) => Promise<T>;
}

/** Runs a build alone in its folder. It waits for another one there, and nothing that it started outlives this process. */
export async function build<T>({ command, folder, runner, before, after }: Build<T>): Promise<T> {
  // A process group of its own, so that all of it can be ended together.
  const [program = "sh", ...words] = [...runner.env, "sh", "-c", SUPERVISOR, "sh", command];
  const child = spawn(program, words, { ...runner.ids, cwd: folder, detached: true, stdio: ["ignore", "pipe", "pipe", "pipe"] });
  const ended = new Promise<void>((resolve, reject) => child.once("exit", () => resolve()).once("error", reject));
  const talk = child.stdio[3] as Duplex;
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    const decoder = new StringDecoder("utf8");
    stream?.on("data", (chunk: Buffer) => {
      output = (output + decoder.write(chunk)).slice(-KEPT);
    });
  }
  const heard = lines(talk);
  try {
    await Promise.race([heard.next(), ended]);
    const known = await before();
    if (known !== undefined) return known;
    talk.write("go\n");
    const told = await Promise.race([heard.next(), ended.then(() => "status 137")]);
    // What the build said last may still be on its way to us.
    for (let length = -1; length !== output.length; await new Promise(setImmediate)) length = output.length;
    return await after({ code: Number(told.split(" ")[1]), output });
  } finally {
    talk.end();
    await ended;
  }
}

/** The lines of a stream, one at a time. */
function lines(stream: Duplex): { readonly next: () => Promise<string> } {
  let pending = "";
  let wanted: ((line: string) => void) | undefined;
  const give = (): void => {
    const end = pending.indexOf("\n");
    if (end < 0 || wanted === undefined) return;
    const line = pending.slice(0, end);
    pending = pending.slice(end + 1);
    const done = wanted;
    wanted = undefined;
    done(line);
  };
  stream.on("data", (chunk: Buffer) => {
    pending += chunk.toString();
    give();
  });
  // A supervisor that was killed breaks the connection; that it ended is told by its exit.
  stream.on("error", () => {});
  return {
    next: () =>
      new Promise((resolve) => {
        wanted = resolve;
        give();
      }),
  };
}
