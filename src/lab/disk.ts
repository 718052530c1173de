import { randomUUID } from "node:crypto";
import { access, chmod, mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { must } from "./command.ts";
import { machineDir, OWN_PROC } from "./places.ts";
import type { LabMachine } from "./plan.ts";

const HOST_KEY = "etc/ssh/ssh_host_ed25519_key";

/** A folder of the overlay shows its own mode and hides that of the image's, so it must not depend on the umask. */
async function folder(path: string, mode: number): Promise<void> {
  await mkdir(path, { recursive: true });
  await chmod(path, mode);
}

/** Makes the machine's disk if it has none: what makes it this machine and no other. */
export async function makeDisk(id: string, machine: LabMachine): Promise<void> {
  const dir = machineDir(id, machine.name);
  const upper = `${dir}/upper`;
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const exists = await access(upper).then(
    () => true,
    () => false,
  );
  if (exists) return;
  const draft = `${dir}/upper.partial`;
  await rm(draft, { recursive: true, force: true });
  await folder(draft, 0o755);
  await folder(`${draft}/etc`, 0o755);
  await folder(`${draft}/etc/ssh`, 0o755);
  await folder(`${draft}/root`, 0o700);
  await folder(`${draft}/root/.ssh`, 0o700);
  await must(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", `root@${machine.name}`, "-f", `${draft}/${HOST_KEY}`]);
  await put(`${draft}/etc/hostname`, `${machine.name}\n`);
  await put(`${draft}/etc/machine-id`, `${randomUUID().replaceAll("-", "")}\n`, 0o444);
  await put(`${draft}/etc/hosts`, hostsFile(machine));
  for (const name of ["work", "root"]) await mkdir(`${dir}/${name}`, { recursive: true });
  // Last, as the sign that the disk is complete.
  await rename(draft, upper);
}

const VIEW_UNIT = "lab-own-view.service";

/** Lays over the kernel's files, which speak of this computer, those that speak of the machine alone. */
const VIEW_UNIT_TEXT = `[Unit]
Description=Processors and memory of this machine alone
DefaultDependencies=no
Before=sysinit.target
ConditionPathIsDirectory=${OWN_PROC}

[Service]
Type=oneshot
RemainAfterExit=yes
ExecStart=/bin/sh -c 'for it in cpuinfo loadavg meminfo stat swaps uptime; do mount --bind ${OWN_PROC}/$it /proc/$it || exit; done'
`;

/** Lets the operator in, and tells the client where the site is: both may have changed since the disk was made. */
export async function refreshDisk(id: string, machine: LabMachine, publicKey: string): Promise<void> {
  const upper = `${machineDir(id, machine.name)}/upper`;
  await folder(`${upper}/root/.ssh`, 0o700);
  const keys = `${upper}/root/.ssh/authorized_keys`;
  const old = await readFile(keys, "utf8").catch(() => "");
  if (!old.includes(publicKey.trim())) await put(keys, `${publicKey.trim()}\n`, 0o600);
  // Not where Bartizan's own units are: servers have none like it.
  const units = `${upper}/usr/local/lib/systemd/system`;
  for (const it of ["usr", "usr/local", "usr/local/lib", "usr/local/lib/systemd"]) await folder(`${upper}/${it}`, 0o755);
  for (const it of [units, `${units}/sysinit.target.wants`]) await folder(it, 0o755);
  await put(`${units}/${VIEW_UNIT}`, VIEW_UNIT_TEXT);
  await rm(`${units}/sysinit.target.wants/${VIEW_UNIT}`, { force: true });
  await symlink(`../${VIEW_UNIT}`, `${units}/sysinit.target.wants/${VIEW_UNIT}`);
  if (machine.hosts.length > 0) await put(`${upper}/etc/hosts`, hostsFile(machine));
}

export async function removeDisk(id: string, machine: string): Promise<void> {
  await rm(machineDir(id, machine), { recursive: true, force: true });
}

/** The machine's public host key, as in a known_hosts file. */
export async function hostKey(id: string, machine: string): Promise<string> {
  const [type, key] = (await readFile(`${machineDir(id, machine)}/upper/${HOST_KEY}.pub`, "utf8")).split(" ");
  return `${type} ${key}`.trim();
}

function hostsFile(machine: LabMachine): string {
  return ["127.0.0.1 localhost", "::1 localhost", `127.0.1.1 ${machine.name}`, ...machine.hosts, ""].join("\n");
}

async function put(path: string, text: string, mode = 0o644): Promise<void> {
  await writeFile(path, text);
  await chmod(path, mode);
}
