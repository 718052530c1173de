import { createReadStream, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Site } from "./site.ts";

/**
 * Files of a host that have been written since a moment and hold one of the words, where they are no database's own; lines of its journals; and
 * arguments of processes: `PATH`, `journal: LINE` and `argv: PATH`. The words go by standard input, or the search would find itself.
 */
export async function traces(site: Site, host: string, words: readonly string[], since: Date): Promise<readonly string[]> {
  const search = `cat >/run/needles
find / /run /tmp /dev/shm -xdev -path /var/lib/mysql -prune -o -type f -newermt @${Math.floor(since.getTime() / 1000)} \\
  ! -path '/var/log/journal/*' ! -path '/run/log/journal/*' ! -path /run/needles -print0 | xargs -0r grep -lFf /run/needles --
journalctl -q --no-pager --namespace='*' | grep -Ff /run/needles | sed 's/^/journal: /'
for p in /proc/[0-9]*; do tr '\\0' ' ' <$p/cmdline | grep -qFf /run/needles && echo "argv: $p"; done
rm /run/needles`;
  const { stdout } = await site.try(host, search, { stdin: `${words.join("\n")}\n` });
  return [...new Set(stdout.split("\n").filter((line) => line !== ""))];
}

/** Files below a folder of this computer that hold one of the words, relative to it. */
export async function filesWith(folder: string, words: readonly string[]): Promise<readonly string[]> {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    const chunks: Buffer[] = [];
    for await (const chunk of createReadStream(path)) chunks.push(chunk as Buffer);
    const content = Buffer.concat(chunks);
    if (words.some((word) => content.includes(word))) found.push(path.slice(folder.length + 1));
  }
  return found.sort();
}
