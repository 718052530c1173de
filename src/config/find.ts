import { dirname, join, resolve } from "node:path";
import { fail } from "../util/errors.ts";
import { statOf } from "./stat.ts";

const NAMES = ["bartizan.config.ts", "bartizan.config.js", "bartizan.config.mjs"];

function isFile(path: string): boolean {
  return statOf(path)?.isFile() ?? false;
}

/** The config file: the one that is named, else `bartizan.config.ts` (`.js`, `.mjs`) here or in a folder above. */
export function findConfig(named: string | undefined, cwd: string): string {
  if (named !== undefined) {
    const path = resolve(cwd, named);
    const stat = statOf(path);
    if (stat === undefined) throw fail("BZ_CONFIG_FILE_MISSING", { where: path, found: "no such file", allowed: NAMES.join(", ") });
    if (stat.isDirectory()) return findIn(path) ?? missing([path]);
    return path;
  }
  const folders: string[] = [];
  for (let folder = resolve(cwd); ; folder = dirname(folder)) {
    const found = findIn(folder);
    if (found !== undefined) return found;
    folders.push(folder);
    if (dirname(folder) === folder) return missing(folders);
  }
}

function findIn(folder: string): string | undefined {
  return NAMES.map((name) => join(folder, name)).find(isFile);
}

function missing(folders: readonly string[]): never {
  throw fail("BZ_CONFIG_FILE_MISSING", { found: `none in ${folders.join(", ")}`, allowed: NAMES.join(", ") });
}
