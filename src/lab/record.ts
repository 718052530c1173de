import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { fail } from "../util/errors.ts";
import type { Limits } from "./cgroups.ts";
import { recordFile } from "./places.ts";
import type { LabMachine, LabPlan } from "./plan.ts";

/** What is remembered of a lab while it runs. */
export interface LabRecord {
  readonly plan: LabPlan;
  /** Root of the base image. */
  readonly image: string;
  readonly limits: Limits;
  /** The operator's public key. */
  readonly publicKey: string;
  readonly https: { readonly address: string; readonly port: number };
}

/** Writes a file so that readers see the old or the new text, never half of it. */
export async function writeWhole(path: string, text: string, mode = 0o600): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  await writeFile(`${path}.new`, text, { mode });
  await rename(`${path}.new`, path);
}

export async function readJson<T>(path: string): Promise<T | undefined> {
  const text = await readFile(path, "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as T);
}

export async function writeRecord(record: LabRecord): Promise<void> {
  await writeWhole(recordFile(record.plan.id), JSON.stringify(record, null, 2));
}

/** The record of a lab that has been brought up. */
export async function readRecord(id: string): Promise<LabRecord> {
  const record = await readJson<LabRecord>(recordFile(id));
  if (record === undefined) throw fail("BZ_LAB_DOWN", { where: id });
  return record;
}

export function machineOf(record: LabRecord, name: string): LabMachine {
  const machine = record.plan.machines.find((it) => it.name === name);
  if (machine === undefined)
    throw fail("BZ_LAB_MACHINE_UNKNOWN", { where: name, allowed: record.plan.machines.map((it) => it.name).join(", ") });
  return machine;
}
