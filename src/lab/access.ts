import { existsSync, readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { fail } from "../util/errors.ts";
import { must } from "./command.ts";
import { diskDir, enterLab, machineDir, netnsFile, recordFile, runDir, sshConfigFile } from "./places.ts";
import { labProcesses } from "./processes.ts";
import type { LabRecord } from "./record.ts";
import { hasNetwork } from "./router.ts";

/** How the rest of Bartizan reaches a running lab. */
export interface LabAccess {
  /** Put before the argv of any program that must run inside the lab's network (nsenter …). */
  readonly enter: readonly string[];
  /** An ssh_config(5) file that names every machine (hosts and `client`), its address, the key and the known hosts. */
  readonly sshConfig: string;
  /** Where the user's browser gets in: a loopback address of this machine, forwarded to the balancer's port 443. */
  readonly https: { readonly address: string; readonly port: number };
}

export function accessOf(record: LabRecord): LabAccess {
  const { id } = record.plan;
  return { enter: enterLab(id), sshConfig: sshConfigFile(id), https: record.https };
}

/** The way to a lab that is up; undefined when it is not. */
export function labAccess(id: string): LabAccess | undefined {
  if (!existsSync(recordFile(id)) || !existsSync(netnsFile(id))) return undefined;
  return accessOf(JSON.parse(readFileSync(recordFile(id), "utf8")) as LabRecord);
}

/** What there is of a lab. */
export interface LabState {
  readonly id: string;
  /** Whether anything of it is there at all: a process, a network, a disk. */
  readonly exists: boolean;
  readonly machines: readonly { readonly name: string; readonly running: boolean }[];
}

export async function labState(id: string): Promise<LabState> {
  const running = new Set((await labProcesses(id)).filter((it) => it.isInit).map((it) => it.machine));
  const record = existsSync(recordFile(id)) ? (JSON.parse(readFileSync(recordFile(id), "utf8")) as LabRecord) : undefined;
  const names = new Set([...(record?.plan.machines.map((it) => it.name) ?? []), ...[...running].filter((it) => it !== undefined)]);
  return {
    id,
    exists: running.size > 0 || existsSync(runDir(id)) || existsSync(diskDir(id)) || (await hasNetwork(id)),
    machines: [...names].map((name) => ({ name, running: running.has(name) })),
  };
}

/** Makes the lab's client trust a certificate authority (PEM), so that curl on it verifies the site. Doing it again costs nothing. */
export async function labTrust(id: string, pem: string): Promise<void> {
  // What its programs read, made by update-ca-certificates(8) as its last act.
  const trusted = await readFile(`${machineDir(id, "client")}/upper/etc/ssl/certs/ca-certificates.crt`, "utf8").catch(() => "");
  if (trusted.includes(pem.trim())) return;
  const init = (await labProcesses(id)).find((it) => it.machine === "client" && it.isInit);
  if (init === undefined) throw fail("BZ_LAB_DOWN", { where: `client of ${id}` });
  const script = `umask 022
cd /usr/local/share/ca-certificates
cat > bartizan.new
mv bartizan.new bartizan.crt
update-ca-certificates`;
  await must(
    ["nsenter", "--target", String(init.pid), "--all", "--", "env", "-i", "PATH=/usr/sbin:/usr/bin:/sbin:/bin", "sh", "-ec", script],
    { stdin: pem },
  );
}
