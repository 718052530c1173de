import { createReadStream, statSync } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { Pack } from "tar-stream";
import type { ArchiveEntry } from "../state/kind.ts";

/** The entries as one tar, as a stream that can be asked for again: a release may be larger than what fits in memory. */
export async function archive(entries: readonly ArchiveEntry[]): Promise<() => NodeJS.ReadableStream> {
  // Most runs send nothing: the library is loaded by those that do.
  const { pack } = await import("tar-stream");
  return () => {
    const tar = pack();
    fill(tar, entries).catch((error: Error) => tar.destroy(error));
    return tar as unknown as NodeJS.ReadableStream;
  };
}

async function fill(tar: Pack, entries: readonly ArchiveEntry[]): Promise<void> {
  const folders = new Set<string>();
  for (const { name, data } of entries) {
    const parts = name.split("/").slice(0, -1);
    parts.forEach((_, index) => {
      const folder = parts.slice(0, index + 1).join("/");
      if (folders.has(folder)) return;
      folders.add(folder);
      tar.entry({ name: folder, type: "directory", mode: 0o700 });
    });
    if (typeof data === "string" || data instanceof Uint8Array) tar.entry({ name, mode: 0o600 }, Buffer.from(data));
    else await pipeline(createReadStream(data.file), tar.entry({ name, mode: 0o600, size: statSync(data.file).size }));
  }
  tar.finalize();
}
