import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseEnvFile } from "../util/env-file.ts";
import { BartizanError, fail, problem } from "../util/errors.ts";
import { ownFolder } from "./own-folder.ts";

/** What changes in a vault: a text by the name of its entry; nothing for what is taken out. */
export type VaultChanges = ReadonlyMap<string, string | undefined>;

/** Where the entries of a vault are kept. Names are those of `vault.ts`; `secret/NAME` for a secret. */
export interface VaultStore {
  /** For messages. */
  readonly where: string;
  /** Whether somebody has made it. */
  readonly there: () => boolean;
  readonly read: (name: string) => Promise<string | undefined>;
  readonly write: (changes: VaultChanges) => Promise<void>;
}

const SECRET = "secret/";

export const secretEntry = (name: string): string => `${SECRET}${name}`;

/** A secret of Bartizan's own has a dot in its name; the others are the user's. */
export const isUsers = (name: string): boolean => !name.includes(".");

/** The user's own secrets, in a folder's vault. */
export const GIVEN = "secrets.env";
const MADE = "secrets.json";

/** A vault of plain files, which only their owner can read. */
export function folderStore(dir: string): VaultStore {
  const made = (): Map<string, string> => readMade(join(dir, MADE));
  return {
    where: dir,
    there: () => existsSync(join(dir, "ca.key")) || existsSync(join(dir, MADE)),
    read: async (name) => {
      if (!name.startsWith(SECRET)) return textOf(join(dir, name));
      const secret = name.slice(SECRET.length);
      return isUsers(secret) ? readGiven(join(dir, GIVEN)).get(secret) : made().get(secret);
    },
    write: async (changes) => {
      ownFolder(dir);
      const secrets = made();
      let changed = false;
      for (const [name, value] of changes) {
        const path = join(dir, name);
        if (name.startsWith(SECRET)) {
          changed = true;
          if (value === undefined) secrets.delete(name.slice(SECRET.length));
          else secrets.set(name.slice(SECRET.length), value);
        } else if (value === undefined) rmSync(path, { force: true });
        else writePrivate(path, value);
      }
      if (changed) writePrivate(join(dir, MADE), `${JSON.stringify(Object.fromEntries(secrets), null, 2)}\n`);
    },
  };
}

/** A vault whose changes wait. */
export interface PendingStore extends VaultStore {
  /** Writes them. */
  readonly keep: () => Promise<void>;
}

/**
 * What is made up for a look goes with it, unless it is kept: a run that is refused by what it sees leaves no vault behind, which the
 * next one would take for the right one.
 */
export function pending(store: VaultStore): PendingStore {
  const changed = new Map<string, string | undefined>();
  return {
    ...store,
    read: async (name) => (changed.has(name) ? changed.get(name) : store.read(name)),
    write: async (changes) => {
      for (const [name, value] of changes) changed.set(name, value);
    },
    keep: async () => {
      if (changed.size > 0) await store.write(changed);
      changed.clear();
    },
  };
}

/** For those who need one that is there. Throws `BZ_VAULT_MISSING`. */
export function existing(store: VaultStore): VaultStore {
  if (!store.there()) throw fail("BZ_VAULT_MISSING", { where: store.where });
  return store;
}

/** Whole or not at all, and never readable for others. */
export function writePrivate(file: string, content: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  renameSync(fresh, file);
}

function textOf(file: string): string | undefined {
  return existsSync(file) ? readFileSync(file, "utf8") : undefined;
}

function readMade(file: string): Map<string, string> {
  try {
    return new Map(Object.entries(JSON.parse(textOf(file) ?? "{}") as Record<string, string>));
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where: file, found: "not JSON", cause });
  }
}

/** The user's own secrets. Throws all lines that are not understood, at once and without their values. */
export function readGiven(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  const { values, faults } = parseEnvFile(utf8Of(file));
  if (faults.length === 0) return values;
  throw new BartizanError(faults.map(({ line, ...rest }) => problem("BZ_CONFIG_SECRETS_FILE", { where: `${file}:${line}`, ...rest })));
}

function utf8Of(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    const found = cause instanceof TypeError ? "bytes that are not UTF-8" : ((cause as NodeJS.ErrnoException).code ?? "an error");
    throw fail("BZ_CONFIG_SECRETS_FILE", { where: file, found, allowed: "a text file in UTF-8 that you may read", cause });
  }
}
