import { join } from "node:path";
import { type LoadedConfig, loadInfrastructure } from "../config/load.ts";
import { releaseId } from "../engine/release.ts";
import { openVault, type Vault } from "../engine/vault.ts";
import { labAccess, labId } from "../lab/lab.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { compile } from "../parts/compile.ts";
import { notBuilt } from "../parts/not-built.ts";
import type { HostState } from "../state/resource.ts";
import { openssh } from "../transport/openssh.ts";
import type { Transport } from "../transport/transport.ts";
import { secretsIn } from "../util/content.ts";
import { BartizanError, fail } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";

/** The options that every command takes. */
export interface GlobalOptions {
  readonly config?: string | undefined;
  readonly lab?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** The file, and which machines stand for it: those of the lab, or the real ones. */
export interface Target {
  readonly loaded: LoadedConfig;
  readonly infra: Infrastructure;
  readonly lab: boolean;
  readonly labId: string;
  /** Folder of the vault of this target. */
  readonly vaultDir: string;
}

export async function openTarget(options: GlobalOptions): Promise<Target> {
  const loaded = await loadInfrastructure(options.config, process.cwd());
  const lab = options.lab ?? /^(1|true|yes)$/.test(process.env.BARTIZAN_LAB ?? "");
  return {
    loaded,
    infra: loaded.infra,
    lab,
    labId: labId(loaded.infra.name, loaded.dir),
    vaultDir: join(loaded.dir, ".bartizan", lab ? "lab" : "servers"),
  };
}

/** The way to the machines of a target. Throws `BZ_LAB_DOWN` when the lab does not run. */
export function openTransport(target: Target): Transport {
  const { infra } = target;
  if (!target.lab) return openssh({ destinations: new Map(infra.hosts.map((host) => [host.name, host.ssh])) });
  const access = labAccess(target.labId);
  if (access === undefined) throw fail("BZ_LAB_DOWN", { where: target.loaded.path });
  const machines = [...infra.hosts.map((host) => host.name), "client"];
  return openssh({ destinations: new Map(machines.map((name) => [name, name])), configFile: access.sshConfig, enter: access.enter });
}

/** What the machines should be, and what it takes to make them so. */
export interface Desired {
  readonly states: readonly HostState[];
  readonly secrets: Secrets;
  readonly vault: Vault;
  readonly releaseId?: string;
}

/** Throws `BZ_SSH_UNKNOWN_HOST` when one of the names is not a host of the file. */
export function knownHosts(target: Target, only: readonly string[]): void {
  const names = target.infra.hosts.map((host) => host.name);
  for (const name of only)
    if (!names.includes(name)) throw fail("BZ_SSH_UNKNOWN_HOST", { where: `--only ${name}`, allowed: names.join(", ") });
}

/** Throws `BZ_NOT_BUILT_YET` with everything in the file that cannot be brought up yet. */
export function buildable(target: Target): void {
  const problems = notBuilt(target.infra);
  if (problems.length > 0) throw new BartizanError(problems);
}

/** Compiles the file for these hosts (all when empty). Throws `BZ_SSH_UNKNOWN_HOST` for a name that is not in the file. */
export async function compileTarget(target: Target, only: readonly string[]): Promise<Desired> {
  const { infra } = target;
  knownHosts(target, only);
  buildable(target);
  const vault = await openVault(target.vaultDir, infra.name);
  const id = infra.app === undefined ? undefined : releaseId(infra.app);
  const all = compile(infra, { caCertificate: vault.authority.certificate, ...(id === undefined ? {} : { releaseId: id }) });
  const states = [...all.values()].filter((state) => only.length === 0 || only.includes(state.host));
  const secrets = vault.secrets(secretNames([...all.values()]), process.env);
  return { states, secrets, vault, ...(id === undefined ? {} : { releaseId: id }) };
}

function secretNames(states: readonly HostState[]): readonly string[] {
  return states.flatMap((state) =>
    state.resources.flatMap((it) => {
      if (it.kind === "file" || it.kind === "ruleset") return secretsIn(it.content);
      return it.kind === "command" ? [...secretsIn(it.check), ...secretsIn(it.apply)] : [];
    }),
  );
}
