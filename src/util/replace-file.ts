import {
  chmodSync,
  chownSync,
  closeSync,
  existsSync,
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
import { type ErrorCode, fail } from "./errors.ts";

/**
 * Puts a text in the place of another one, whole or not at all, whatever happens meanwhile; a link stays a link, mode and owner
 * stay. `before` is undefined where there is no file yet. Throws `changed` when the file no longer has the old text, `BZ_OUTPUT` when it cannot
 * be written.
 */
export function replaceFile(path: string, before: string | undefined, after: string, changed: ErrorCode): void {
  const target = existsSync(path) ? realpathSync(path) : path;
  // In the same folder: a rename cannot cross file systems.
  const fresh = join(dirname(target), `.${basename(target)}.${process.pid}.new`);
  try {
    const was = existsSync(target) ? statSync(target) : undefined;
    const file = openSync(fresh, "wx", was === undefined ? 0o644 : 0o600);
    try {
      writeSync(file, after);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    if (was !== undefined) {
      keepOwner(fresh, was.uid, was.gid);
      chmodSync(fresh, was.mode & 0o7777);
    }
    const now = existsSync(target) ? readFileSync(target, "utf8") : undefined;
    if (now !== before) throw fail(changed, { where: path });
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
