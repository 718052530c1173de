import type { ArchiveEntry } from "../state/apply-script.ts";

/** The entries as one tar, in memory. */
export async function archive(entries: readonly ArchiveEntry[]): Promise<Buffer> {
  // Most runs send nothing: the library is loaded by those that do.
  const { pack } = await import("tar-stream");
  const tar = pack();
  const folders = new Set<string>();
  for (const entry of entries) {
    const parts = entry.name.split("/").slice(0, -1);
    parts.forEach((_, index) => {
      const folder = parts.slice(0, index + 1).join("/");
      if (folders.has(folder)) return;
      folders.add(folder);
      tar.entry({ name: folder, type: "directory", mode: 0o700 });
    });
    tar.entry({ name: entry.name, mode: 0o600 }, Buffer.from(entry.data));
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
