import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { dirname, join } from "node:path";
import { keysIn, makeKey, recipientOf } from "../engine/age.ts";
import type { FirstRecipient } from "../engine/servers-vault.ts";
import { VAULT_FILE } from "../engine/vault-file.ts";
import { fail } from "../util/errors.ts";

/** Where the operator's own key stands when nothing else is said. */
export function keyFile(): string {
  return process.env.BARTIZAN_KEY_FILE || join(process.env.XDG_CONFIG_HOME || join(homedir(), ".config"), "bartizan", "key");
}

/**
 * The keys that vaults are tried with: from `BARTIZAN_KEY`, which is for machines, or else from the operator's file. None where there is no
 * file. Throws `BZ_VAULT_KEY` for one that others may read: ssh(1) takes no such key either.
 */
export async function operatorKeys(): Promise<readonly string[]> {
  const given = process.env.BARTIZAN_KEY;
  if (given !== undefined && given !== "") return keysIn(given, "BARTIZAN_KEY");
  const file = keyFile();
  if (!existsSync(file)) {
    if (process.env.BARTIZAN_KEY_FILE) throw fail("BZ_VAULT_KEY", { where: file, found: "no such file" });
    return [];
  }
  if ((statSync(file).mode & 0o077) !== 0) {
    throw fail("BZ_VAULT_KEY", { where: file, found: "a key that others may read", mend: `Run \`chmod 600 ${file}\`.` });
  }
  return keysIn(readFileSync(file, "utf8"), file);
}

/** Who founds a vault from here: the operator's key is made when there is none. */
export async function founder(): Promise<FirstRecipient> {
  const [key] = await operatorKeys();
  process.stderr.write(`The vault is made: commit ${VAULT_FILE}, and let a second key open it (\`bartizan secrets recipients add\`).\n`);
  return { name: userInfo().username, recipient: key === undefined ? await newKey() : await recipientOf(key, keyFile()) };
}

/** Makes the operator's key, says where, and gives its public half. Throws `BZ_VAULT_KEY` when there is one. */
export async function newKey(): Promise<string> {
  const file = keyFile();
  const { key, recipient } = await makeKey();
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  try {
    writeFileSync(file, `# public key: ${recipient}\n${key}\n`, { mode: 0o600, flag: "wx" });
  } catch (cause) {
    const found = (cause as NodeJS.ErrnoException).code === "EEXIST" ? "a key that is there already" : "a file that cannot be written";
    throw fail("BZ_VAULT_KEY", { where: file, found, mend: `Use the key that is there, or move ${file} away.`, cause });
  }
  process.stderr.write(`Your key for vaults is made: ${file}. Keep a copy in a safe place: nobody can make it again.\n`);
  return recipient;
}
