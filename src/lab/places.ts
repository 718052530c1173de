import { resolve } from "node:path";
import { sha256 } from "../util/hash.ts";

/** What is gone after a reboot: keys, records, logs, the handle of the network. */
export const RUN = "/run/bartizan/labs";
/** The disks of the machines. */
export const DISKS = "/var/lib/bartizan/labs";
/** Base images, kept by `down`. */
export const IMAGES = "/var/cache/bartizan/images";

/** The lab of an infrastructure: its name and a mark of the folder that its file stands in, so that two clones get two labs. */
export function labId(name: string, configDir: string): string {
  return `${name}-${sha256(resolve(configDir)).slice(0, 6)}`;
}

export const runDir = (id: string): string => `${RUN}/${id}`;
export const diskDir = (id: string): string => `${DISKS}/${id}`;
/** A bind mount of the lab's network namespace. Not under /run/netns: what we make there would outlive us as a mount. */
export const netnsFile = (id: string): string => `${RUN}/${id}/net`;
export const recordFile = (id: string): string => `${RUN}/${id}/lab.json`;
export const labKeyFile = (id: string): string => `${RUN}/${id}/id_ed25519`;
export const sshConfigFile = (id: string): string => `${RUN}/${id}/ssh_config`;
export const knownHostsFile = (id: string): string => `${RUN}/${id}/known_hosts`;
export const logFile = (id: string, machine: string): string => `${RUN}/${id}/${machine}.log`;
export const startFile = (id: string, machine: string): string => `${RUN}/${id}/${machine}.start`;
/** Name of the lock that nspawn takes on the machine's root, under /run/systemd/nspawn/locks. */
export const lockNote = (id: string, machine: string): string => `${RUN}/${id}/${machine}.lock`;
/** What the disks were made from; stands beside them, so that it survives a reboot as they do. */
export const imageRecordFile = (id: string): string => `${DISKS}/${id}/image.json`;
/** Packages that the file asked for later, as fetched. */
export const packagesDir = (id: string): string => `${DISKS}/${id}/packages`;
export const machineDir = (id: string, machine: string): string => `${DISKS}/${id}/machines/${machine}`;
/** Where lxcfs shows a machine its own processors and memory: outside, and within. */
export const ownView = (id: string, machine: string): string => `${machineDir(id, machine)}/own`;
export const OWN_PROC = "/run/lab/proc";

/** What puts a program into the lab's network. */
export const enterLab = (id: string): readonly string[] => ["nsenter", `--net=${netnsFile(id)}`, "--"];

/** Name under which nspawn runs a machine: unique among the labs, at most 64 characters. */
export function nspawnName(id: string, machine: string): string {
  const name = `bz-${id}-${machine}`;
  return name.length <= 64 ? name : `bz-${sha256(name).slice(0, 12)}-${machine}`.slice(0, 64).replace(/-+$/, "");
}
