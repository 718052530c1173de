import { readdirSync, readFileSync } from "node:fs";
import { stat } from "node:fs/promises";
import { sleep } from "./command.ts";

/** Set in the environment of every process that a lab starts: by it they are found again, whoever started them and however that one ended. */
export const LAB_MARK = "BARTIZAN_LAB_ID";
export const MACHINE_MARK = "BARTIZAN_LAB_MACHINE";
/** What a machine was started with: another value means that it has to be started anew. */
export const SPEC_MARK = "BARTIZAN_LAB_SPEC";
/** The browser's door: where it listens and where it leads. */
export const DOOR_MARK = "BARTIZAN_LAB_DOOR";

export interface LabProcess {
  readonly pid: number;
  readonly parent: number;
  /** First process of a machine, seen from within. */
  readonly isInit: boolean;
  readonly machine?: string;
  readonly spec?: string;
  readonly door?: string;
}

/** At once: proc(5) is no disk, and a turn of the event loop for each of hundreds of processes costs ten times as much. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, "latin1");
  } catch {
    // It has ended, or is not ours to look at.
    return undefined;
  }
}

function pids(): readonly number[] {
  return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/** The processes of a lab. */
export async function labProcesses(id: string): Promise<readonly LabProcess[]> {
  const found = await Promise.all(pids().map((pid) => look(pid, id)));
  return found.filter((it) => it !== undefined);
}

/** The processes of a lab for many who ask at the same time: looking costs more than the machines that are just booting can spare. */
export function sharedLook(id: string, forMs = 80): () => Promise<readonly LabProcess[]> {
  let last: { readonly at: number; readonly found: Promise<readonly LabProcess[]> } | undefined;
  return () => {
    if (last === undefined || performance.now() - last.at > forMs) last = { at: performance.now(), found: labProcesses(id) };
    return last.found;
  };
}

async function look(pid: number, id: string): Promise<LabProcess | undefined> {
  const environ = await environment(pid);
  if (!environ.includes(`${LAB_MARK}=${id}\0`)) return undefined;
  const variables = new Map(
    environ.split("\0").map((line) => {
      const cut = line.indexOf("=");
      return [line.slice(0, cut), line.slice(cut + 1)] as const;
    }),
  );
  const status = read(`/proc/${pid}/status`) ?? "";
  const field = (name: string): string => new RegExp(`^${name}:\\s*(.*)$`, "m").exec(status)?.[1] ?? "";
  const [machine, spec, door] = [MACHINE_MARK, SPEC_MARK, DOOR_MARK].map((name) => variables.get(name));
  return {
    pid,
    parent: Number(field("PPid")),
    isInit: /\s1$/.test(field("NSpid")),
    ...(machine === undefined ? {} : { machine }),
    ...(spec === undefined ? {} : { spec }),
    ...(door === undefined ? {} : { door }),
  };
}

/**
 * The environment of a process. In the middle of an execve(2) it reads as empty, and a machine that has just been started is not
 * to be overlooked for that; kernel threads, the dead and those started without an environment have none for good.
 */
async function environment(pid: number): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const text = read(`/proc/${pid}/environ`);
    if (text !== "" || tries === 4 || !isStarting(pid)) return text ?? "";
    await sleep(10);
  }
}

/** Whether the process is a program's whose environment the kernel has not laid out yet: proc_pid_stat(5), fields 3, 4 and 51. */
function isStarting(pid: number): boolean {
  const [, rest = ""] = /\) (.*)/s.exec(read(`/proc/${pid}/stat`) ?? "") ?? [];
  const fields = rest.split(" ");
  const [state = "X", parent = "2"] = fields;
  return !/[ZX]/.test(state) && parent !== "2" && pid !== 2 && fields[51 - 3] === "0";
}

/** The processes that are in the network that this file is a handle of: shared ssh connections, proxies, whatever was started there. */
export async function processesIn(netns: string): Promise<readonly number[]> {
  const wanted = await stat(netns).catch(() => undefined);
  if (wanted === undefined) return [];
  const all = await Promise.all(pids().map(async (pid) => ({ pid, seen: await stat(`/proc/${pid}/ns/net`).catch(() => undefined) })));
  return all.filter(({ seen }) => seen !== undefined && seen.ino === wanted.ino && seen.dev === wanted.dev).map(({ pid }) => pid);
}

/** Sends a signal; that the process is gone already is fine. */
export function signal(pid: number, which: NodeJS.Signals | number): void {
  try {
    process.kill(pid, which);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Ends processes until none is left; `find` says which. Two looks in a row have to find none, as one can miss a process that is being born. */
export async function exterminate(find: () => Promise<readonly number[]>, withinMs = 30_000): Promise<boolean> {
  let clean = 0;
  const done = await eventually(async () => {
    const left = await find();
    for (const pid of left) signal(pid, "SIGKILL");
    clean = left.length === 0 ? clean + 1 : 0;
    return clean === 2 ? true : undefined;
  }, withinMs);
  return done === true;
}

/** In the order in which they are to be ended: what starts a machine before the machine, so that it does not start it again. */
export function starterFirst(processes: readonly LabProcess[]): readonly number[] {
  return [...processes.filter((it) => !it.isInit), ...processes.filter((it) => it.isInit)].map((it) => it.pid);
}

/** Asks again and again until the answer is not `undefined`, or the time is over. */
export async function eventually<T>(ask: () => Promise<T | undefined>, withinMs: number, everyMs = 20): Promise<T | undefined> {
  const end = Date.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || Date.now() > end) return answer;
    await sleep(everyMs);
  }
}
