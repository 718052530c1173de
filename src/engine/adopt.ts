import type { Infrastructure } from "../model/infrastructure.ts";
import { hostsOf } from "../model/infrastructure.ts";
import { PASSPHRASE, PASSPHRASE_FILE } from "../parts/backup/passphrase.ts";
import type { Transport } from "../transport/transport.ts";
import { fetchFiles } from "./fetch-files.ts";
import { secretEntry, type VaultStore } from "./vault-store.ts";

/**
 * Takes over from the hosts what a new vault must not make anew: the passphrase of the copies, without which nobody reads those that
 * exist. Says whether there was one.
 */
export async function adoptPassphrase(infra: Infrastructure, transport: Transport, store: VaultStore): Promise<boolean> {
  if (infra.backups === undefined) return false;
  for (const { name } of hostsOf(infra, "database")) {
    const found = (await fetchFiles(transport, name, [PASSPHRASE_FILE])).get(PASSPHRASE_FILE)?.text.trimEnd();
    if (found === undefined || found === "") continue;
    await store.write(new Map([[secretEntry(PASSPHRASE), found]]));
    return true;
  }
  return false;
}
