import { spawn } from "node:child_process";
import { access, open, readFile, rm, writeFile } from "node:fs/promises";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { makeGroups, removeGroups } from "./cgroups.ts";
import { run } from "./command.ts";
import { makeDisk, refreshDisk, removeDisk } from "./disk.ts";
import { enterLab, lockNote, logFile, nspawnName, sshConfigFile, startFile } from "./places.ts";
import type { LabMachine } from "./plan.ts";
import {
  eventually,
  exterminate,
  LAB_MARK,
  type LabProcess,
  labProcesses,
  MACHINE_MARK,
  SPEC_MARK,
  sharedLook,
  signal,
  starterFirst,
} from "./processes.ts";
import { type LabRecord, machineOf, readRecord } from "./record.ts";
import { routerScript, setCable } from "./router.ts";
import { startScript } from "./start-script.ts";

/** systemd(1): the signal by which PID 1 powers the machine off. SIGRTMIN is 34 with glibc. */
const SIGRTMIN_4 = 34 + 4;

/** What a machine has to be started anew for when it changes. */
export function specOf(record: LabRecord, machine: LabMachine): string {
  return sha256(JSON.stringify([machine, routerScript(record.plan), record.image, record.limits, record.publicKey])).slice(0, 16);
}

/** Starts a machine and returns at once; gives the limits that could be set. The process outlives us. */
export async function launch(record: LabRecord, machine: LabMachine): Promise<readonly string[]> {
  const { id } = record.plan;
  await makeDisk(id, machine);
  await refreshDisk(id, machine, record.publicKey);
  const groups = await makeGroups(id, machine.name, { ...record.limits, realTime: machine.realTime });
  const spec = specOf(record, machine);
  const script = startFile(id, machine.name);
  await writeFile(script, startScript(id, machine, record.image, spec, groups), { mode: 0o600 });
  const log = await open(logFile(id, machine.name), "a", 0o600);
  try {
    const child = spawn("unshare", ["--mount", "--net", "--propagation", "slave", "sh", script], {
      cwd: "/",
      detached: true,
      stdio: ["ignore", log.fd, log.fd],
      env: {
        PATH: "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
        LANG: "C.UTF-8",
        [LAB_MARK]: id,
        [MACHINE_MARK]: machine.name,
        [SPEC_MARK]: spec,
      },
    });
    await new Promise((done, reject) => child.once("spawn", done).once("error", reject));
    child.unref();
  } finally {
    await log.close();
  }
  return groups.limited;
}

/** Waits until sshd of a machine listens: seconds, or minutes where the computer is slow and busy. Nothing is sent to it: sshd holds a connection without a login against its sender. */
export async function listening(id: string, machine: string, look = sharedLook(id), withinMs = 180_000): Promise<void> {
  let init: number | undefined;
  let missed = 0;
  const answer = await eventually(async () => {
    if (init !== undefined) return (await hasListener(init, 22)) ? "up" : (await isThere(init)) ? undefined : "gone";
    const own = ofMachine(await look(), machine);
    init = own.find((it) => it.isInit)?.pid;
    missed = own.length === 0 ? missed + 1 : 0;
    return missed > 10 ? "gone" : undefined;
  }, withinMs);
  if (answer === "up") return;
  const log = await readFile(logFile(id, machine), "utf8").catch(() => "");
  throw fail("BZ_LAB_BOOT", {
    where: machine,
    found: answer === "gone" ? "it ended while it started" : `sshd did not listen within ${withinMs / 1000} s`,
    output: log.trimEnd().split("\n").slice(-15).join("\n"),
    mend: `Read ${logFile(id, machine)}, and run \`bartizan doctor\`.`,
  });
}

/**
 * Logs in, as the engine will. sshd that reads its settings anew while the machine boots does not listen for a moment, although it did
 * before; only that is tried again.
 */
export async function waitForLogin(id: string, machine: string, withinMs = 20_000): Promise<void> {
  const argv = [...enterLab(id), "ssh", "-F", sshConfigFile(id), "-o", "BatchMode=yes", "-o", "ControlPath=none", machine, "true"];
  let words = "";
  const answer = await eventually(
    async () => {
      const { code, stderr } = await run(argv, { timeoutMs: 20_000 });
      words = stderr;
      if (code === 0) return "in";
      return stderr.includes("Connection refused") ? undefined : "refused";
    },
    withinMs,
    200,
  );
  if (answer !== "in") throw fail("BZ_LAB_BOOT", { where: machine, found: "it runs, but does not let the operator in", output: words });
}

/** Whether something in the network of this process listens on a TCP port. */
export async function hasListener(pid: number, port: number): Promise<boolean> {
  const wanted = port.toString(16).toUpperCase().padStart(4, "0");
  const tables = await Promise.all(["tcp", "tcp6"].map((it) => readFile(`/proc/${pid}/net/${it}`, "latin1").catch(() => "")));
  // proc(5): local address, remote address, state; 0A is LISTEN.
  return tables.some((table) => new RegExp(`^\\s*\\d+: [0-9A-F]+:${wanted} [0-9A-F]+:0000 0A `, "m").test(table));
}

function isThere(pid: number): Promise<boolean> {
  return access(`/proc/${pid}`).then(
    () => true,
    () => false,
  );
}

export function ofMachine(processes: readonly LabProcess[], machine: string): readonly LabProcess[] {
  return processes.filter((it) => it.machine === machine);
}

/** Takes a machine away from one moment to the next, as a power cut does; its disk stays. */
export async function killMachine(id: string, machine: string): Promise<void> {
  await end(id, machine);
}

/** Shuts a machine down in order. */
export async function stopMachine(id: string, machine: string): Promise<void> {
  const init = ofMachine(await labProcesses(id), machine).find((it) => it.isInit);
  if (init !== undefined) {
    signal(init.pid, SIGRTMIN_4);
    await eventually(async () => (ofMachine(await labProcesses(id), machine).length === 0 ? true : undefined), 20_000, 50);
  }
  await end(id, machine);
}

/** Starts a machine that was stopped or killed, with the disk that it had, and waits for its sshd. */
export async function startMachine(id: string, name: string): Promise<void> {
  const record = await readRecord(id);
  const machine = machineOf(record, name);
  if (ofMachine(await labProcesses(id), name).length === 0) await launch(record, machine);
  await listening(id, name);
}

/** Cuts a machine off without a word: packets to and from it vanish, connections stay open. */
export async function cutMachine(id: string, name: string): Promise<void> {
  await setCable(id, portsOf(await readRecord(id), name), false);
}

/** Undoes {@link cutMachine}. */
export async function reconnectMachine(id: string, name: string): Promise<void> {
  await setCable(id, portsOf(await readRecord(id), name), true);
}

function portsOf(record: LabRecord, name: string): readonly string[] {
  return machineOf(record, name).interfaces.map((it) => it.port);
}

/** Ends whatever is left of a machine, and what it held. Killing nspawn alone would leave the machine running. */
export async function end(id: string, machine: string): Promise<void> {
  const gone = await exterminate(async () => starterFirst(ofMachine(await labProcesses(id), machine)));
  if (!gone) throw fail("BZ_LAB_STUCK", { where: machine });
  await removeGroups(id, machine);
  await sweep(id, machine);
}

/** Removes what nspawn leaves behind when it is killed. The starter noted the name of its lock. */
export async function sweep(id: string, machine: string): Promise<void> {
  const lock = (await readFile(lockNote(id, machine), "utf8").catch(() => "")).trim();
  if (/^inode-\d+:\d+$/.test(lock)) await rm(`/run/systemd/nspawn/locks/${lock}`, { force: true });
  for (const it of ["propagate", "unix-export"])
    await rm(`/run/systemd/nspawn/${it}/${nspawnName(id, machine)}`, { recursive: true, force: true });
}

/** Takes a machine out of the lab for good, with its disk. */
export async function dropMachine(id: string, machine: string): Promise<void> {
  await end(id, machine);
  await removeDisk(id, machine);
  for (const file of [startFile(id, machine), logFile(id, machine), lockNote(id, machine)]) await rm(file, { force: true });
}
