import { createHash } from "node:crypto";
import { closeSync, type Dirent, openSync, readdirSync, readlinkSync, readSync, statSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../util/errors.ts";

/** One thing in a folder, as it counts and as it is shipped: whose it is, when it was changed and who may read it says nothing. */
export interface TreeEntry {
  /** Relative to the folder, with slashes. */
  readonly name: string;
  readonly kind: "file" | "directory" | "link";
  readonly executable: boolean;
  /** Bytes; 0 but for files. */
  readonly size: number;
  /** SHA-256 of a file's content; where a link points; nothing for a folder. */
  readonly content: string;
}

/** Whether something, by its path in the folder and by its own name, is left out with all that is below it. */
export type LeaveOut = (path: string, name: string, directory: boolean) => boolean;

/**
 * What stands in a folder, each folder before what it holds, in an order that is the same everywhere. Sockets, pipes and devices are
 * no content. Throws `BZ_RELEASE_FILE` for what cannot be read.
 */
export function readTree(root: string, leaveOut: LeaveOut): readonly TreeEntry[] {
  const entries: TreeEntry[] = [];
  walkTree(root, leaveOut, (entry, name) => {
    const made = entryOf(entry, name, join(root, name));
    if (made !== undefined) entries.push(made);
  });
  return entries;
}

/** Goes through a folder, each folder before what it holds, past what is left out. */
export function walkTree(root: string, leaveOut: LeaveOut, onEntry: (entry: Dirent, name: string) => void = () => {}): void {
  const visit = (folder: string): void => {
    for (const entry of listed(join(root, folder))) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (leaveOut(name, entry.name, entry.isDirectory())) continue;
      onEntry(entry, name);
      if (entry.isDirectory()) visit(name);
    }
  };
  visit("");
}

function listed(path: string): readonly Dirent[] {
  const entries = readable(path, () => readdirSync(path, { withFileTypes: true }));
  return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function entryOf(entry: Dirent, name: string, path: string): TreeEntry | undefined {
  if (entry.isDirectory()) return { name, kind: "directory", executable: true, size: 0, content: "" };
  if (entry.isSymbolicLink()) return { name, kind: "link", executable: false, size: 0, content: readlinkSync(path) };
  if (!entry.isFile()) return undefined;
  return readable(path, () => {
    const { mode, size } = statSync(path);
    return { name, kind: "file", executable: (mode & 0o111) !== 0, size, content: hashOf(path) };
  });
}

const CHUNK = Buffer.allocUnsafe(1 << 20);

/** In pieces: a file may be larger than what fits in memory, and than the 2 GiB that Node reads at once. */
function hashOf(path: string): string {
  const hash = createHash("sha256");
  const file = openSync(path, "r");
  try {
    for (let read = readSync(file, CHUNK); read > 0; read = readSync(file, CHUNK)) hash.update(CHUNK.subarray(0, read));
  } finally {
    closeSync(file);
  }
  return hash.digest("hex");
}

function readable<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw fail("BZ_RELEASE_FILE", { where: path, found: (error as Error).message, cause: error });
  }
}

/** One name for all of it: the same for the same content, wherever and whenever it was put there. */
export function digestOf(entries: readonly TreeEntry[]): string {
  const hash = createHash("sha256");
  for (const { name, kind, executable, content } of entries) hash.update(`${kind}\0${name}\0${executable ? "x" : "-"}\0${content}\0`);
  return hash.digest("hex");
}
