import { readdir } from "node:fs/promises";
import { run } from "./command.ts";
import { labIds } from "./down.ts";
import { imageHash, imagePackages } from "./image-recipe.ts";
import { IMAGES, imageRecordFile, recordFile } from "./places.ts";
import { type LabRecord, readJson } from "./record.ts";

/** A base image that was built on this machine. */
export interface Image {
  /** Its root, as a lab's record names it. */
  readonly path: string;
  readonly bytes: number;
  /** Whether the disks of a lab stand on it, running or not. */
  readonly used: boolean;
}

/** The images in a folder, those that are being built left out. */
export async function imagesIn(dir = IMAGES): Promise<readonly Image[]> {
  const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
  const folders = entries.filter((it) => it.isDirectory() && !it.name.endsWith(".partial")).map((it) => it.name);
  if (folders.length === 0) return [];
  const used = new Set((await Promise.all((await labIds()).map(imagesOf))).flat());
  const sizes = (await run(["du", "-sk", "--", ...folders.map((it) => `${dir}/${it}`)])).stdout;
  return folders.map((name) => ({
    path: `${dir}/${name}/rootfs`,
    bytes: Number(new RegExp(`^(\\d+)\t.*/${name}$`, "m").exec(sizes)?.[1] ?? 0) * 1024,
    used: used.has(name),
  }));
}

/** The names of the images that a lab stands on: by its record while it runs, by its disks after a reboot. */
async function imagesOf(id: string): Promise<readonly string[]> {
  const record = await readJson<LabRecord>(recordFile(id)).catch(() => undefined);
  const disks = await readJson<{ readonly packages: readonly string[] }>(imageRecordFile(id)).catch(() => undefined);
  return [
    ...(record === undefined ? [] : [/([^/]+)\/rootfs$/.exec(record.image)?.[1] ?? ""]),
    ...(disks === undefined ? [] : [imageHash(imagePackages(disks.packages))]),
  ];
}

/**
 * Removes the images that no lab stands on, but for `keep`, the root of one. A build or an `up` that is choosing its image holds its lock,
 * and is left alone.
 */
export async function pruneImages(keep: string | undefined, dir = IMAGES): Promise<readonly Image[]> {
  const removed: Image[] = [];
  for (const it of await imagesIn(dir)) {
    if (it.used || it.path === keep) continue;
    const base = it.path.replace(/\/rootfs$/, "");
    const script = 'mv "$1" "$1.partial" && rm -rf --one-file-system -- "$1.partial" "$1.log"';
    const result = await run(["flock", "--nonblock", `${base}.lock`, "sh", "-c", script, "sh", base], { timeoutMs: 120_000 });
    if (result.code === 0) removed.push(it);
  }
  return removed;
}
