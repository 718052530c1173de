import { lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail } from "../util/errors.ts";
import { alive } from "./alive.ts";

/** Short, because the path of a unix socket has 107 characters at most and ssh adds 58 of its own. */
const base = (): string => join(tmpdir(), `bartizan-ssh-${process.getuid?.() ?? 0}`);

let made = 0;

/** A new folder for the sockets of shared connections, in one that is ours alone. The caller removes it ({@link removeControlDir}). */
export function makeControlDir(): string {
  mkdirSync(base(), { recursive: true, mode: 0o700 });
  const stat = lstatSync(base());
  // Who could put a socket there could read all we send.
  if (!stat.isDirectory() || stat.uid !== process.getuid?.() || (stat.mode & 0o077) !== 0) {
    throw fail("BZ_SSH_CONTROL_DIR", { where: base(), found: `mode ${(stat.mode & 0o777).toString(8)}, owner ${stat.uid}` });
  }
  sweepControlDirs();
  made += 1;
  const dir = join(base(), `${process.pid}.${made}`);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  // However the process ends; a connection that was not closed before ends by itself (ControlPersist).
  if (made === 1) process.once("exit", () => sweepControlDirs(process.pid));
  return dir;
}

/** The sockets of the shared connections in a folder of {@link makeControlDir}. */
export function controlSockets(dir: string): readonly string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((it) => (it.isSocket() ? [join(dir, it.name)] : []));
}

/** Removes a folder of {@link makeControlDir}; what still listens there ends by itself. */
export function removeControlDir(dir: string): void {
  rmSync(dir, { recursive: true, force: true });
  removeBase();
}

/** Removes the folders that killed processes left, and those of process `done`. */
export function sweepControlDirs(done?: number): void {
  let names: readonly string[] = [];
  try {
    names = readdirSync(base());
  } catch {
    return;
  }
  for (const name of names) {
    const pid = Number.parseInt(name, 10);
    if (pid === done || !alive(pid)) rmSync(join(base(), name), { recursive: true, force: true });
  }
  removeBase();
}

function removeBase(): void {
  try {
    rmdirSync(base());
  } catch {
    // Another process still has its sockets there.
  }
}
