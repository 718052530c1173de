import { fail } from "../util/errors.ts";
import { ownFolder } from "./own-folder.ts";
import type { FileStore } from "./vault-file.ts";
import { emptyFolder, folderEntries, folderStore, type VaultStore } from "./vault-store.ts";
import { VAULT_SECTIONS } from "./vault-text.ts";

/** Who makes a vault, and is the first who can open it. */
export interface FirstRecipient {
  readonly name: string;
  readonly recipient: string;
}

/**
 * The vault of the real servers: the encrypted file, or what a former version left in a folder in clear, until the first run has taken
 * it over. `founder` is asked for when the file has to be made.
 */
export function serversVault(file: FileStore, dir: string, founder: () => Promise<FirstRecipient>): VaultStore {
  const folder = folderStore(dir);
  const make = async (changes: ReadonlyMap<string, string | undefined>): Promise<void> => {
    const { name, recipient } = await founder();
    const all = new Map([...(folder.there() ? await folderEntries(dir) : []), ...changes]);
    await file.create({ [name]: { key: recipient, may: VAULT_SECTIONS } }, all);
    // Nothing in clear goes before it has been read back.
    for (const [entry, value] of all) {
      if ((await file.read(entry)) !== value)
        throw fail("BZ_VAULT_DAMAGED", { where: file.where, found: `${entry} is not what was written` });
    }
    if (!folder.there()) return;
    emptyFolder(dir);
    // A former version left it open to `git add`.
    ownFolder(dir);
  };
  return {
    ...file,
    there: () => file.there() || folder.there(),
    entries: () => (file.there() ? file : folder).entries(),
    read: (name) => (file.there() ? file : folder).read(name),
    write: (changes) => (file.there() ? file.write(changes) : make(changes)),
    takeOver: async () => {
      if (file.there() || !folder.there()) return false;
      await make(new Map());
      return true;
    },
  };
}
