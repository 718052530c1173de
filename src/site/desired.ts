import { compile } from "../catalog/compile.ts";
import { PARTS } from "../catalog/registry.ts";
import { partsOn } from "../catalog/services.ts";
import { certificatesOf, openVault, type Vault } from "../engine/vault.ts";
import { withRetired } from "../model/departed.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { HostState } from "../state/resource.ts";
import { secretsIn } from "../util/content.ts";
import type { Secrets } from "../util/secret.ts";
import { consoleFiles } from "./console-files.ts";
import type { ReleaseId } from "./release.ts";
import { buildable, knownHosts, type Target } from "./target.ts";

/** What the machines should be, and what it takes to make them so. */
export interface Desired {
  readonly states: readonly HostState[];
  readonly secrets: Secrets;
  readonly vault: Vault;
  readonly releaseId?: string;
}

/**
 * Compiles the file for these hosts (all when empty), with the release that `release` names. Throws `BZ_SSH_UNKNOWN_HOST` for a name that
 * is not in the file.
 */
export async function compileTarget(target: Target, only: readonly string[], release: ReleaseId): Promise<Desired> {
  const { infra } = target;
  knownHosts(target, only);
  buildable(target);
  const vault = await openVault(target.vault, infra, target.looks);
  const id = infra.app === undefined ? undefined : await release(shipsTo(infra, only));
  const console = await consoleFiles(target, id);
  const inputs = { ...certificatesOf(vault), console, ...(id === undefined ? {} : { releaseId: id }) };
  const all = new Map(compile(infra, inputs));
  for (const host of target.retiring) {
    const state = compile(withRetired(infra, host), inputs).get(host.name);
    if (state !== undefined) all.set(host.name, state);
  }
  const states = [...all.values()].filter((state) => only.length === 0 || only.includes(state.host));
  // A lab has no way out, so nobody should need a pager's key to try one. Servers get no made-up value.
  const secrets = await vault.secrets(secretNames([...all.values()]), process.env, target.lab ? standIns(infra) : undefined);
  return { states, secrets, vault, ...(id === undefined ? {} : { releaseId: id }) };
}

/** Whether the app's release belongs on one of these hosts (all when empty). */
function shipsTo(infra: Infrastructure, only: readonly string[]): boolean {
  const asked = infra.hosts.filter((host) => only.length === 0 || only.includes(host.name));
  return asked.some((host) => partsOn(host, infra).some((part) => part.ships));
}

function standIns(infra: Infrastructure): ReadonlyMap<string, string> {
  return new Map(PARTS.flatMap((part) => [...(part.outside?.standIns?.(infra) ?? [])]));
}

function secretNames(states: readonly HostState[]): readonly string[] {
  return states.flatMap((state) =>
    state.resources.flatMap((it) => {
      if (it.kind === "file" || it.kind === "ruleset") return secretsIn(it.content);
      return it.kind === "command" ? [...secretsIn(it.check), ...secretsIn(it.apply)] : [];
    }),
  );
}
