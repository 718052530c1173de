import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";

/** The hosts that `up` has to do with, as the vault remembers them: what has left the file can be found by it. */
export interface Members {
  readonly hosts: readonly Host[];
  /** Names of those that have left the file and are being taken down. */
  readonly retiring: readonly string[];
}

const fileIn = (vaultDir: string): string => join(vaultDir, "hosts.json");

/** Nobody, where `up` has never run. Throws `BZ_VAULT_DAMAGED` when the file is not one. */
export function readMembers(vaultDir: string): Members {
  let text: string;
  try {
    text = readFileSync(fileIn(vaultDir), "utf8");
  } catch {
    return { hosts: [], retiring: [] };
  }
  try {
    return JSON.parse(text) as Members;
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where: fileIn(vaultDir), found: "not JSON", cause });
  }
}

/** Does nothing when they are known already. */
export function writeMembers(vaultDir: string, members: Members): void {
  if (JSON.stringify(readMembers(vaultDir)) === JSON.stringify(members)) return;
  mkdirSync(vaultDir, { recursive: true, mode: 0o700 });
  writeFileSync(`${fileIn(vaultDir)}.new`, `${JSON.stringify(members, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${fileIn(vaultDir)}.new`, fileIn(vaultDir));
}
