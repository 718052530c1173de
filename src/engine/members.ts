import type { Host } from "../model/infrastructure.ts";
import type { PasswordChange } from "../model/passwords.ts";
import type { Upstream } from "../model/upstream.ts";
import { fail } from "../util/errors.ts";
import type { VaultStore } from "./vault-store.ts";
import type { VaultSection } from "./vault-text.ts";

/** Somebody whose key opened these parts of the vault, and a digest of the CAs that were trusted then. */
export interface Revoking {
  readonly name: string;
  readonly may: readonly VaultSection[];
  readonly authorities: string;
}

/** The hosts that `up` has to do with, as the vault remembers them: what has left the file can be found by it. */
export interface Members {
  readonly hosts: readonly Host[];
  /** Names of those that have left the file and are being taken down. */
  readonly retiring: readonly string[];
  /** How requests may be sent on behind the balancer: two ways while one replaces the other, and then every host takes both. */
  readonly upstream?: readonly Upstream[];
  /** How far passwords are that are being replaced; absent when none are. */
  readonly passwords?: PasswordChange;
  /** Of whom everything is taken that they knew, until it has been. */
  readonly revoking?: Revoking;
}

const ENTRY = "hosts.json";

/** Nobody, where `up` has never run. Throws `BZ_VAULT_DAMAGED` when the entry is not one. */
export async function readMembers(store: VaultStore): Promise<Members> {
  const text = await store.read(ENTRY);
  if (text === undefined) return { hosts: [], retiring: [] };
  try {
    return JSON.parse(text) as Members;
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where: `${store.where} (${ENTRY})`, found: "not JSON", cause });
  }
}

/** The entry of a vault that says so, for a write with others. */
export function membersEntry(members: Members): readonly [name: string, text: string] {
  return [ENTRY, `${JSON.stringify(members, null, 2)}\n`];
}

/** Does nothing when they are known already. */
export async function writeMembers(store: VaultStore, members: Members): Promise<void> {
  if (JSON.stringify(await readMembers(store)) === JSON.stringify(members)) return;
  await store.write(new Map([membersEntry(members)]));
}
