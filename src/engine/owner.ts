import { execFileSync, spawnSync } from "node:child_process";
import { statSync } from "node:fs";
import { tmpdir } from "node:os";

/** As whom programs are run in a folder of the user's. */
export interface Runner {
  /** Name of the user, for people; absent when it is whoever runs Bartizan, and that is not root. */
  readonly name?: string;
  /** Why it is root although somebody else owns the folder. */
  readonly because?: string;
  readonly ids: { readonly uid?: number; readonly gid?: number };
  /** Words before a command line, by which the user finds a home of their own. */
  readonly env: readonly string[];
}

/**
 * What a folder holds is run as the folder's owner. A lab needs root, but the packages that `npm ci` fetches do not, and neither does
 * what somebody has written into a checkout's git configuration.
 */
export function runnerIn(folder: string): Runner {
  if (process.getuid?.() !== 0) return { ids: {}, env: [] };
  const { uid, gid } = statSync(folder);
  if (uid === 0) return { name: "root", ids: {}, env: [] };
  const { name, home } = account(uid);
  const ids = { uid, gid };
  const enters = spawnSync("sh", ["-c", 'cd "$1" && [ -w . ]', "sh", folder], { ...ids, cwd: "/", stdio: "ignore" });
  if (enters.status !== 0) return { name: "root", because: `${name}, who owns ${folder}, cannot write there`, ids: {}, env: [] };
  const without = ["XDG_RUNTIME_DIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME"].flatMap((it) => ["-u", it]);
  return { name, ids, env: ["env", ...without, `HOME=${home}`, `USER=${name}`, `LOGNAME=${name}`] };
}

/** passwd(5): `NAME:PASSWORD:UID:GID:GECOS:HOME:SHELL`. A folder from another machine may belong to nobody who is known here. */
function account(uid: number): { readonly name: string; readonly home: string } {
  try {
    const [name = "", , , , , home = ""] = execFileSync("getent", ["passwd", String(uid)], { encoding: "utf8" })
      .trim()
      .split(":");
    if (name !== "") return { name, home: home === "" ? tmpdir() : home };
  } catch {
    // Nobody.
  }
  return { name: `user ${uid}`, home: tmpdir() };
}
