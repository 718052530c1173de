import { readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { withLock } from "./lock.ts";
import { RUN } from "./places.ts";

const LIMIT = "/proc/sys/fs/inotify/max_user_instances";
/** The limit as it was before the first lab that needed more. */
const BEFORE = `${dirname(RUN)}/inotify-instances`;

/** What one machine's systemd, udev, D-Bus and services hold, and some more. All machines' root is one user to the kernel. */
const EACH = 8;
const OURS = 32;
const PLENTY = 8192;

/**
 * Makes room for the machines of a lab beside those of the others: Linux allows a user 128 inotify instances, and above some
 * twenty machines boots would fail. Within a lock of its own, as labs come and go at the same time.
 */
export async function makeRoom(id: string, machines: number): Promise<void> {
  await withLock("inotify", async () => {
    const labs = await readdir(RUN);
    const files = await Promise.all(labs.filter((it) => it !== id).map((it) => readdir(`${RUN}/${it}`).catch(() => [])));
    const all = machines + files.flat().filter((it) => it.endsWith(".start")).length;
    const limit = Number(await readFile(LIMIT, "utf8"));
    if (limit >= OURS + all * EACH) return;
    await writeFile(BEFORE, String(limit), { flag: "wx" }).catch(() => {});
    await writeFile(LIMIT, String(PLENTY));
  });
}

/** Removes the folder of all labs if no lab is left, and puts the limit back that {@link makeRoom} raised. */
export async function leave(): Promise<void> {
  await withLock("inotify", async () => {
    const left = await rmdir(RUN).then(
      () => false,
      (error: NodeJS.ErrnoException) => error.code !== "ENOENT",
    );
    if (left) return;
    const before = Number(await readFile(BEFORE, "utf8").catch(() => "0"));
    const now = Number(await readFile(LIMIT, "utf8").catch(() => "0"));
    // Somebody may have set it to something else meanwhile.
    if (before > 0 && now === PLENTY) await writeFile(LIMIT, String(before));
    await rm(BEFORE, { force: true });
    await rmdir(dirname(RUN)).catch(() => {});
  });
}
