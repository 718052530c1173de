import { readdir, readFile, rm, rmdir } from "node:fs/promises";
import { dirname } from "node:path";
import { fail } from "../util/errors.ts";
import { removeGroups } from "./cgroups.ts";
import { must, run } from "./command.ts";
import { leave } from "./inotify.ts";
import { withLock } from "./lock.ts";
import { sweep } from "./machine.ts";
import { DISKS, diskDir, netnsFile, RUN, runDir } from "./places.ts";
import { exterminate, labProcesses, processesIn, starterFirst } from "./processes.ts";
import { removeNetwork } from "./router.ts";

/**
 * Frees all that a lab holds: processes, network, mounts, cgroups, disks, records. What is there is found by its marks and not by
 * a record, so a lab that crashed or was started half-way goes as well. The base image stays. Doing it again is fine.
 */
export async function labDown(id: string): Promise<void> {
  await withLock(`lab/${id}`, async () => {
    const machines = new Set<string>(await readdir(`${diskDir(id)}/machines`).catch(() => []));
    const gone = await exterminate(async () => {
      const marked = await labProcesses(id);
      for (const it of marked) if (it.machine !== undefined) machines.add(it.machine);
      // Besides our own: shared ssh connections, and whatever else was started in the lab's network.
      return [...starterFirst(marked), ...(await processesIn(netnsFile(id)))];
    });
    if (!gone) throw fail("BZ_LAB_STUCK", { where: id });
    await removeNetwork(id);
    await unmountBelow([runDir(id), diskDir(id)]);
    await removeGroups(id);
    for (const it of machines) await sweep(id, it);
    await rm(diskDir(id), { recursive: true, force: true });
    await rm(runDir(id), { recursive: true, force: true });
    for (const parent of [DISKS, dirname(DISKS)]) await rmdir(parent).catch(() => {});
    await leave();
  });
}

/** The machines' mounts are in namespaces of their own and go with them; this is for what somebody mounted by hand. */
async function unmountBelow(dirs: readonly string[]): Promise<void> {
  const mounts = (await readFile("/proc/self/mounts", "utf8")).split("\n").map((line) => line.split(" ")[1] ?? "");
  for (const path of mounts.filter((it) => dirs.some((dir) => it.startsWith(`${dir}/`))).reverse()) {
    const result = await run(["umount", path]);
    if (result.code !== 0) await must(["umount", "--lazy", path]);
  }
}

/** The labs that left something on this machine. */
export async function labIds(): Promise<readonly string[]> {
  const found = await Promise.all([RUN, DISKS].map((dir) => readdir(dir).catch(() => [])));
  return [...new Set(found.flat().filter((it) => !it.startsWith(".")))].sort();
}
