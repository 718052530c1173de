import { mkdir, readdir } from "node:fs/promises";
import type { Infrastructure } from "../model/infrastructure.ts";
import { accessOf, type LabAccess } from "./access.ts";
import { fetchPackages, offerPackages } from "./added-packages.ts";
import type { Limits } from "./cgroups.ts";
import { makeDisk } from "./disk.ts";
import { ensureImage, imageIn, imagePath } from "./image.ts";
import { imagePackages } from "./image-recipe.ts";
import { makeRoom } from "./inotify.ts";
import { withLock } from "./lock.ts";
import { dropMachine, end, hasListener, launch, listening, ofMachine, specOf, stopMachine, waitForLogin } from "./machine.ts";
import { DISKS, imageRecordFile, packagesDir, RUN, recordFile } from "./places.ts";
import { type LabPlan, planLab } from "./plan.ts";
import { openPortForward } from "./port-forward.ts";
import { type LabProcess, labProcesses, sharedLook } from "./processes.ts";
import { type LabRecord, machineOf, readJson, writeRecord, writeWhole } from "./record.ts";
import { makeNetwork, networkFits } from "./router.ts";
import { operatorKey, writeSshFiles } from "./ssh-files.ts";

/** Something that the lab has done, or does now. */
export interface LabStep {
  readonly step: string;
  readonly detail?: string;
  readonly seconds?: number;
}

export interface LabOptions {
  readonly id: string;
  /** Debian packages that any machine needs. */
  readonly packages: readonly string[];
  /** Names of the hosts that have to be on time. */
  readonly realTime?: readonly string[];
  readonly onEvent?: (step: LabStep) => void;
  /** Loopback port for the browser; the first free one from 8443 when absent. */
  readonly port?: number;
  /** Debian mirror for the base image. */
  readonly mirror?: string;
  /** Folder that base images are kept in. */
  readonly imageDir?: string;
  readonly limits?: Limits;
}

const LIMITS: Limits = { memoryMb: 1536, tasks: 4096 };

/**
 * Brings the lab of an infrastructure up: what runs and is right stays, what is missing or died is started, what left the file
 * is removed. Returns when every machine lets the operator log in. May be killed at any point and called again.
 */
export async function labUp(infra: Infrastructure, options: LabOptions): Promise<LabAccess> {
  const plan = planLab(infra, options.id, options.realTime);
  return withLock(`lab/${plan.id}`, async () => (await standing(plan, options)) ?? bringUp(plan, options));
}

/** The lab as it is, when one look shows that all of it runs as it should: most calls find it so. */
async function standing(plan: LabPlan, options: LabOptions): Promise<LabAccess | undefined> {
  const record = await readJson<LabRecord>(recordFile(plan.id));
  const disks = await readJson<Disks>(imageRecordFile(plan.id));
  if (record === undefined || disks === undefined) return undefined;
  const same = JSON.stringify([record.plan, record.limits]) === JSON.stringify([plan, options.limits ?? LIMITS]);
  const port = options.port ?? record.https.port;
  if (!same || port !== record.https.port || disks.offered === false || missingIn(disks, options.packages).length > 0) return undefined;
  const [processes, fits] = await Promise.all([labProcesses(plan.id), networkFits(plan)]);
  const machines = new Set(processes.flatMap((it) => (it.machine === undefined ? [] : [it.machine])));
  const whole = plan.machines.every(({ name }) => {
    const own = ofMachine(processes, name);
    const machine = machineOf(record, name);
    return isHeld(own) && own.every((it) => it.spec === specOf(record, machine));
  });
  const open = processes.some((it) => it.door !== undefined);
  if (!(fits && whole && open && machines.size === plan.machines.length)) return undefined;
  // Whoever started them may have been killed while they booted.
  const ready = await Promise.all(processes.filter((it) => it.isInit).map((it) => hasListener(it.pid, 22)));
  return ready.every(Boolean) ? accessOf(record) : undefined;
}

/** Whether a machine runs under its own nspawn. Without it, as after a kill, it would run on, and nobody would end it in order. */
function isHeld(own: readonly LabProcess[]): boolean {
  const init = own.find((it) => it.isInit);
  return own.some((it) => it.pid === init?.parent);
}

async function bringUp(plan: LabPlan, options: LabOptions): Promise<LabAccess> {
  const { id } = plan;
  const tell = options.onEvent ?? (() => {});
  await mkdir(`${RUN}/${id}`, { recursive: true, mode: 0o700 });
  await mkdir(`${DISKS}/${id}`, { recursive: true, mode: 0o700 });
  const image = await chooseImage(options, tell);
  const publicKey = await operatorKey(id);
  const draft: LabRecord = { plan, image, publicKey, limits: options.limits ?? LIMITS, https: { address: "", port: 0 } };

  await clear(draft);
  if (!(await networkFits(plan))) {
    await makeNetwork(plan);
    tell({ step: "network", detail: plan.networks.map((it) => it.cidr).join(", ") });
  }
  await makeRoom(id, plan.machines.length);
  await Promise.all(plan.machines.map((it) => makeDisk(id, it)));
  await writeSshFiles(plan);
  const record: LabRecord = { ...draft, https: await openPortForward(id, plan.door, options.port) };
  await writeRecord(record);

  const begun = performance.now();
  const running = await labProcesses(id);
  const started = plan.machines.filter((it) => ofMachine(running, it.name).length === 0);
  const limited = await Promise.all(started.map((it) => launch(record, it)));
  if (limited.length > 0) {
    const [held = []] = limited;
    tell({ step: "limits", detail: held.length === 0 ? "none: this machine's cgroups do not allow any" : held.join(", ") });
  }
  const look = sharedLook(id);
  await Promise.all(
    plan.machines.map(async ({ name }) => {
      await listening(id, name, look);
      await waitForLogin(id, name);
      if (!started.some((it) => it.name === name)) return;
      tell({ step: "machine", detail: name, seconds: (performance.now() - begun) / 1000 });
    }),
  );
  await offerAdded(plan);
  return accessOf(record);
}

/** What the disks of a lab stand on: the packages of their image, and those that were fetched later. */
interface Disks {
  readonly packages: readonly string[];
  readonly added?: readonly string[];
  /** Whether every machine has been told of these. */
  readonly offered?: boolean;
}

function missingIn({ packages, added = [] }: Disks, wanted: readonly string[]): readonly string[] {
  return imagePackages(wanted).filter((it) => !packages.includes(it) && !added.includes(it));
}

/**
 * The image for these packages; or the one that the lab's disks stand on: another image under a disk would number the system users
 * anew, and take the databases' files from their owners. What that one lacks is fetched for the machines to install.
 */
async function chooseImage(options: LabOptions, tell: (step: LabStep) => void): Promise<string> {
  const { id, packages, imageDir: dir, mirror } = options;
  const standing = await readJson<Disks>(imageRecordFile(id));
  const wanted = standing?.packages ?? imagePackages(packages);
  const begun = performance.now();
  const present = imageIn(wanted, dir);
  if (!present) tell({ step: "image", detail: `${wanted.length} packages with what they need` });
  const image = await ensureImage(wanted, {
    ...(dir === undefined ? {} : { dir }),
    ...(mirror === undefined ? {} : { mirror }),
    onProgress: (detail) => tell({ step: "image", detail }),
  });
  if (!present) tell({ step: "image", detail: imagePath(wanted, dir), seconds: (performance.now() - begun) / 1000 });
  if (standing === undefined) await writeWhole(imageRecordFile(id), JSON.stringify({ packages: wanted } satisfies Disks));
  else await addPackages(id, image, standing, missingIn(standing, packages), tell);
  return image;
}

/** Fetches what the image of the lab's disks lacks, before anything changes. */
async function addPackages(
  id: string,
  image: string,
  disks: Disks,
  missing: readonly string[],
  tell: (step: LabStep) => void,
): Promise<void> {
  if (missing.length === 0) return;
  const begun = performance.now();
  tell({ step: "packages", detail: missing.join(", ") });
  await fetchPackages(image, missing, packagesDir(id));
  await writeWhole(
    imageRecordFile(id),
    JSON.stringify({ ...disks, added: [...(disks.added ?? []), ...missing], offered: false } satisfies Disks),
  );
  tell({ step: "packages", detail: "fetched", seconds: (performance.now() - begun) / 1000 });
}

/** Of packages that were fetched later, every machine is told where they are. */
async function offerAdded({ id, machines }: LabPlan): Promise<void> {
  const disks = await readJson<Disks>(imageRecordFile(id));
  if (disks?.added === undefined) return;
  await Promise.all(machines.map(({ name }) => offerPackages(id, name, packagesDir(id))));
  await writeWhole(imageRecordFile(id), JSON.stringify({ ...disks, offered: true } satisfies Disks));
}

/** Takes away what does not fit the plan: machines that left the file, died half-way or were started with something else. */
async function clear(record: LabRecord): Promise<void> {
  const { id, machines } = record.plan;
  const processes = await labProcesses(id);
  const disks = await readdir(`${DISKS}/${id}/machines`).catch(() => []);
  const names = new Set([...disks, ...processes.flatMap((it) => (it.machine === undefined ? [] : [it.machine]))]);
  await Promise.all(
    [...names].map(async (name) => {
      const machine = machines.find((it) => it.name === name);
      if (machine === undefined) return dropMachine(id, name);
      const own = ofMachine(processes, name);
      if (own.length === 0) return;
      if (!isHeld(own) && own.some((it) => it.isInit)) return end(id, name);
      if (own.some((it) => it.spec !== specOf(record, machine))) return stopMachine(id, name);
    }),
  );
}
