import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

/** The folder beside the config where Bartizan keeps what is this machine's alone. */
export const OWN_FOLDER = ".bartizan";

/**
 * Makes a folder in there, for its owner alone. The whole of it ignores itself: keys that a `git add .` picks up are keys that
 * everybody has, and not every project has been told to leave the folder out.
 */
export function ownFolder(dir: string): void {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const parts = dir.split(sep);
  const at = parts.lastIndexOf(OWN_FOLDER);
  if (at < 0) return;
  const ignore = join(parts.slice(0, at + 1).join(sep), ".gitignore");
  if (!existsSync(ignore)) writeFileSync(ignore, "# By Bartizan: what is this machine's alone.\n*\n");
}
