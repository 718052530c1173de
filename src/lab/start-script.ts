import { shellWords } from "../util/shell.ts";
import type { MachineGroups } from "./cgroups.ts";
import { enterLab, lockNote, machineDir, nspawnName, OWN_PROC, ownView } from "./places.ts";
import type { LabMachine } from "./plan.ts";
import { LAB_MARK, MACHINE_MARK, SPEC_MARK } from "./processes.ts";

/** systemd-nspawn(1), --keep-unit: the status by which it asks for a restart of the machine. */
const REBOOT = 133;

/**
 * The script that is a machine's power supply. It runs in a network and a mount namespace of its own, which hold the machine's
 * cables and disk: when the last process of the machine ends, however it ends, both are gone.
 */
export function startScript(id: string, machine: LabMachine, image: string, spec: string, groups: MachineGroups): string {
  const dir = machineDir(id, machine.name);
  const lab = shellWords(enterLab(id));
  const own = shellWords([ownView(id, machine.name)]);
  const nspawn = [
    "systemd-nspawn",
    "--quiet",
    // No machined: the host may have none, and the lab must not show up in its list.
    "--register=no",
    "--keep-unit",
    `--directory=${dir}/root`,
    `--machine=${nspawnName(id, machine.name)}`,
    `--hostname=${machine.name}`,
    "--boot",
    "--console=read-only",
    "--capability=CAP_NET_ADMIN,CAP_NET_RAW,CAP_SYS_NICE,CAP_IPC_LOCK",
    "--resolv-conf=off",
    "--timezone=off",
    "--link-journal=no",
    `--setenv=${LAB_MARK}=${id}`,
    `--setenv=${MACHINE_MARK}=${machine.name}`,
    `--setenv=${SPEC_MARK}=${spec}`,
  ];
  return [
    "#!/bin/sh",
    `# Starts ${machine.name} of the lab ${id}.`,
    "set -eu",
    // Before the limits, which keep it from /dev/fuse. Without it the machine sees this computer's.
    `mkdir -p ${own}`,
    "view=",
    "if command -v lxcfs >/dev/null; then",
    `  [ -e ${own}/proc/stat ] || lxcfs --foreground --enable-loadavg --enable-cfs --pidfile=${own}.pid ${own} >/dev/null 2>&1 &`,
    `  for try in $(seq 40); do if [ -e ${own}/proc/stat ]; then view=--bind-ro=${own}/proc:${OWN_PROC}; break; fi; sleep 0.05; done`,
    "fi",
    ...groups.outer.map((file) => `echo 0 > ${shellWords([file])}`),
    "ip link set lo up",
    ...machine.interfaces.flatMap(({ name, zone, port, mac, addresses }) => [
      // The other end of a machine that has just died may still be there.
      `${lab} ip link del ${port} 2>/dev/null || :`,
      `${lab} ip link add ${port} type veth peer name ${name} address ${mac} netns $$`,
      `${lab} ip link set ${port} master ${zone} up`,
      `ip link set ${name} up`,
      ...addresses.map((it) => (it.includes(":") ? `ip -6 addr add ${it} dev ${name} nodad` : `ip addr add ${it} dev ${name}`)),
    ]),
    ...machine.routes.map(({ family, to, via, dev }) => `ip -${family} route add ${to} via ${via} dev ${dev}`),
    `mount -t overlay bartizan -o ${shellWords([`lowerdir=${image},upperdir=${dir}/upper,workdir=${dir}/work`])} ${shellWords([`${dir}/root`])}`,
    `stat -c inode-%d:%i ${shellWords([`${dir}/root`])} > ${shellWords([lockNote(id, machine.name)])}`,
    // Debian 13 boots with cgroup v2 alone; and as the network namespace is not of nspawn's making, it has to be told that net.* may be written.
    "export SYSTEMD_NSPAWN_UNIFIED_HIERARCHY=1 SYSTEMD_NSPAWN_API_VFS_WRITABLE=network",
    "code=0",
    "(",
    ...groups.inner.map((file) => `  echo 0 > ${shellWords([file])}`),
    `  exec ${shellWords(nspawn)} $view`,
    ") || code=$?",
    `umount ${shellWords([`${dir}/root`])}`,
    `if [ $code = ${REBOOT} ]; then exec unshare --mount --net --propagation slave sh "$0"; fi`,
    // It goes on through a restart: a second one, within the limits, would not be let in to /dev/fuse.
    `[ ! -e ${own}.pid ] || kill "$(cat ${own}.pid)"`,
    "exit $code",
    "",
  ].join("\n");
}
