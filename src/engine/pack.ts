import { createHash } from "node:crypto";
import { createReadStream, createWriteStream } from "node:fs";
import { join } from "node:path";
import { Transform } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { fail } from "../util/errors.ts";
import type { TreeEntry } from "./tree.ts";

/**
 * Writes the entries of a folder as tar.gz. All of it can be read by everybody and written by its owner alone, as what people put on
 * servers is, however strict the umask of whoever checked it out. Throws `BZ_RELEASE_FILE` when a file is no longer what the entry says.
 */
export async function packTree(
  root: string,
  entries: readonly TreeEntry[],
  secondsOf: (name: string) => number,
  target: string,
): Promise<void> {
  const tar = (await import("tar-stream")).pack();
  const written = pipeline(tar, createGzip(), createWriteStream(target, { mode: 0o600 }));
  // It is waited for below; until then an error of its own must not go unheard.
  written.catch(() => {});
  try {
    for (const { name, kind, executable, size, content } of entries) {
      const header = { name, mode: executable ? 0o755 : 0o644, mtime: new Date(secondsOf(name) * 1000), uid: 0, gid: 0 };
      if (kind === "directory") tar.entry({ ...header, type: "directory" });
      else if (kind === "link") tar.entry({ ...header, mode: 0o777, type: "symlink", linkname: content });
      else await writeFile(join(root, name), content, tar.entry({ ...header, size }));
    }
    tar.finalize();
  } catch (error) {
    tar.destroy();
    throw error;
  }
  await written;
}

async function writeFile(path: string, content: string, entry: NodeJS.WritableStream): Promise<void> {
  const hash = createHash("sha256");
  const hashing = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      hash.update(chunk);
      done(null, chunk);
    },
  });
  try {
    await pipeline(createReadStream(path), hashing, entry);
  } catch (error) {
    throw fail("BZ_RELEASE_FILE", { where: path, found: (error as Error).message, cause: error });
  }
  if (hash.digest("hex") !== content) throw fail("BZ_RELEASE_FILE", { where: path, found: "it changed while it was being packed" });
}
