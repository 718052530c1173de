import { existsSync, lstatSync, mkdirSync, readdirSync, rmdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fail } from "../util/errors.ts";
import { alive } from "./alive.ts";

/** The longest path of a unix socket: 107 characters on Linux, and 103 where `sun_path` is shorter (macOS, BSD). */
const LONGEST = 103;

/** What comes after the base, at its longest: a folder (process and number), a socket in it, and what ssh adds to the name while it makes it. */
const TAIL = "/4194304.999/forward-65535".length + ".XXXXXXXXXXXXXXXX".length;

/** A temporary folder may be too long a way (macOS has one of 48 characters): then what systemd gives a login, or the folder that is always short. */
function base(): string {
  const uid = process.getuid?.() ?? 0;
  const bases = [tmpdir(), `/run/user/${uid}`, "/tmp"].map((it) => join(it, `bartizan-ssh-${uid}`));
  return bases.find((it) => Buffer.byteLength(it) + TAIL <= LONGEST && existsSync(dirname(it))) ?? bases[0] ?? "";
}

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
