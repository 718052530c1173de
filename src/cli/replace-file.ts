import {
  chmodSync,
  chownSync,
  closeSync,
  fsyncSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { fail } from "../util/errors.ts";

/**
 * Puts a text in the place of another one, whole or not at all, whatever happens meanwhile; a link stays a link, mode and owner
 * stay. Throws `BZ_FIX_CHANGED` when the file no longer has the old text, `BZ_OUTPUT` when it cannot be written.
 */
export function replaceFile(path: string, before: string, after: string): void {
  const target = realpathSync(path);
  // In the same folder: a rename cannot cross file systems.
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  try {
    const { mode, uid, gid } = statSync(target);
    const file = openSync(fresh, "wx", 0o600);
    try {
      writeSync(file, after);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    keepOwner(fresh, uid, gid);
    chmodSync(fresh, mode & 0o7777);
    if (readFileSync(target, "utf8") !== before) throw fail("BZ_FIX_CHANGED", { where: path });
    renameSync(fresh, target);
  } catch (cause) {
    rmSync(fresh, { force: true });
    if (!(cause instanceof Error) || !("syscall" in cause)) throw cause;
    throw fail("BZ_OUTPUT", { where: path, found: String((cause as NodeJS.ErrnoException).code), cause });
  }
}

/** Only root may give a file away; for everybody else the new file is their own, as the old one was. */
function keepOwner(path: string, uid: number, gid: number): void {
  const now = statSync(path);
  if (now.uid === uid && now.gid === gid) return;
  try {
    chownSync(path, uid, gid);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EPERM") throw error;
  }
}
