import { existsSync } from "node:fs";
import { join } from "node:path";
import { asItComes } from "../catalog/memory.ts";
import { notBuilt } from "../catalog/not-built.ts";
import type { LoadedConfig } from "../config/load.ts";
import { OWN_FOLDER } from "../engine/own-folder.ts";
import { serversVault } from "../engine/servers-vault.ts";
import { type FileStore, fileStore, VAULT_FILE } from "../engine/vault-file.ts";
import { folderStore, type VaultStore } from "../engine/vault-store.ts";
import { labAccess, labId } from "../lab/lab.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { type OpensshOptions, openssh } from "../transport/openssh.ts";
import type { Transport } from "../transport/transport.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { takeEarly } from "./early.ts";
import { knownNames } from "./known-names.ts";
import { asksForLab, shortLived } from "./lab-asked.ts";
import { openConfig } from "./open-config.ts";
import { founder, operatorKeys } from "./operator-key.ts";

/** The keys by which the real servers show who they are, beside the config: it belongs into the repository. */
export const KNOWN_HOSTS = "bartizan.known_hosts";

/** The lab's machine in its internet. */
const LAB_CLIENT = "client";

/** Which file is meant, and which machines. */
export interface TargetOptions {
  readonly config?: string | undefined;
  readonly lab?: boolean | undefined;
}

/** The file, and which machines stand for it: those of the lab, or the real ones. */
export interface Target {
  readonly loaded: LoadedConfig;
  readonly infra: Infrastructure;
  readonly lab: boolean;
  readonly labId: string;
  /** Folder for what this machine notes of the target. */
  readonly notesDir: string;
  readonly vault: VaultStore;
  /** The encrypted one of the real servers. */
  readonly vaultFile?: FileStore;
  /** Hosts that have left the file and are to be taken down. */
  readonly retiring: readonly Host[];
  /** Nothing is carried out: what would need a key that is not here is planned all the same. */
  readonly looks?: true;
}

export async function openTarget(options: TargetOptions): Promise<Target> {
  const loaded = await openConfig(options.config);
  const lab = asksForLab(options.lab);
  const notesDir = join(loaded.dir, OWN_FOLDER, lab ? "lab" : "servers");
  // Nobody needs a key to try a lab.
  const vaultFile = lab ? undefined : fileStore(join(loaded.dir, VAULT_FILE), operatorKeys);
  return {
    loaded,
    infra: lab ? asItComes(shortLived(loaded.infra)) : loaded.infra,
    lab,
    labId: labId(loaded.infra.name, loaded.dir),
    notesDir,
    ...(vaultFile === undefined ? { vault: folderStore(notesDir) } : { vault: serversVault(vaultFile, notesDir, founder), vaultFile }),
    retiring: [],
  };
}

/** The same target once its file has been changed. */
export function reopened({ loaded, lab }: Target): Promise<Target> {
  return openTarget({ config: loaded.path, lab });
}

/** Works with the machines of a target, and lets them go. Throws `BZ_LAB_DOWN` when the lab does not run. */
export async function withHosts<T>(target: Target, work: (transport: Transport) => Promise<T>): Promise<T> {
  const transport = openTransport(target);
  try {
    return await work(transport);
  } finally {
    await transport.close();
  }
}

/** The way to the machines of a target. Throws `BZ_LAB_DOWN` when the lab does not run. */
export function openTransport(target: Target): Transport {
  const options = loginsOf(target);
  const transport = takeEarly(options, hostNamesOf(target)) ?? openssh(options);
  opened.push(transport);
  return transport;
}

const opened: Transport[] = [];

/** Ends whatever runs on the machines. */
export function interruptTransports(): void {
  for (const transport of opened) transport.interrupt();
}

/** How the machines of a target are logged in to. Throws `BZ_LAB_DOWN` when the lab does not run. */
export function loginsOf(target: Target): OpensshOptions {
  const hosts = [...target.infra.hosts, ...target.retiring];
  if (!target.lab) {
    const knownHosts = knownHostsOf(target);
    return { destinations: new Map(hosts.map((host) => [host.name, host.ssh])), ...(existsSync(knownHosts) ? { knownHosts } : {}) };
  }
  const access = labAccess(target.labId);
  if (access === undefined) throw fail("BZ_LAB_DOWN", { where: target.loaded.path });
  const machines = [...hostNamesOf(target), LAB_CLIENT];
  return { destinations: new Map(machines.map((name) => [name, name])), configFile: access.sshConfig, enter: access.enter };
}

export function knownHostsOf({ loaded }: Target): string {
  return join(loaded.dir, KNOWN_HOSTS);
}

/** The hosts that have to do with a run. */
export function hostNamesOf({ infra, retiring }: Target): readonly string[] {
  return [...infra.hosts, ...retiring].map((host) => host.name);
}

/** Throws `BZ_SSH_UNKNOWN_HOST` for all names of `--only` that are no host of the file. */
export function knownHosts(target: Target, only: readonly string[]): void {
  const known = target.infra.hosts.map((host) => host.name);
  knownNames(only, known, (name) => `--only ${name}`.trimEnd());
}

/** Throws `BZ_SSH_UNKNOWN_HOST` for a name that is no machine of the target. */
export function knownMachine(target: Target, name: string): void {
  knownNames([name], [...hostNamesOf(target), ...(target.lab ? [LAB_CLIENT] : [])], () => name);
}

/** Throws `BZ_NOT_BUILT_YET` with everything in the file that cannot be brought up yet. */
export function buildable(target: Target): void {
  const problems = notBuilt(target.infra);
  if (problems.length > 0) throw new BartizanError(problems);
}
