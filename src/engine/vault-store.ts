import { existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
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
  /** How a user gives a secret of this name a value, after "or". */
  readonly hint: (name: string) => string;
  readonly read: (name: string) => Promise<string | undefined>;
  readonly write: (changes: VaultChanges) => Promise<void>;
  /** Names of all entries that can be read from here. */
  readonly entries: () => Promise<readonly string[]>;
  /** Takes over what a former version kept elsewhere; says whether there was anything. */
  readonly takeOver?: () => Promise<boolean>;
}

const SECRET = "secret/";

export const secretEntry = (name: string): string => `${SECRET}${name}`;

/** Names of the secrets of a vault that can be read from here, sorted. */
export async function secretNames(store: VaultStore): Promise<readonly string[]> {
  const entries = await store.entries();
  return entries.flatMap((it) => (it.startsWith(SECRET) ? [it.slice(SECRET.length)] : [])).sort();
}

/** A secret of Bartizan's own has a dot in its name; the others are the user's. */
export const isUsers = (name: string): boolean => !name.includes(".");

/** The user's own secrets, in a folder's vault. */
export const GIVEN = "secrets.env";
const MADE = "secrets.json";

/** Of what a folder's vault has, the files whose content anybody may read and those that hold secrets. */
const ENTRY = /^(?:group-|site-)?ca(?:-next|-signer)?\.(?:key|crt)$|^renewed-at$|^hosts\.json$/;
const SECRET_FILE = /\.key$|^secrets\.(?:json|env)$/;

/** A vault of plain files, which only their owner can read. */
export function folderStore(dir: string): VaultStore {
  const made = (): Map<string, string> => readMade(join(dir, MADE));
  return {
    where: dir,
    entries: async () => [...(await folderEntries(dir)).keys()],
    hint: (name) => `add a line ${name}=… to ${join(dir, GIVEN)}`,
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
        if (name.startsWith(SECRET) && isUsers(name.slice(SECRET.length))) giveTo(join(dir, GIVEN), name.slice(SECRET.length), value);
        else if (name.startsWith(SECRET)) {
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

/** All that a folder's vault has. */
export async function folderEntries(dir: string): Promise<ReadonlyMap<string, string>> {
  const files = (existsSync(dir) ? readdirSync(dir) : []).filter((name) => ENTRY.test(name));
  const secrets = [...readMade(join(dir, MADE)), ...readGiven(join(dir, GIVEN))];
  return new Map([
    ...files.map((name): [string, string] => [name, readFileSync(join(dir, name), "utf8")]),
    ...secrets.map(([name, value]): [string, string] => [secretEntry(name), value]),
  ]);
}

/** Removes what is secret there, once it stands elsewhere. */
export function emptyFolder(dir: string): void {
  for (const name of readdirSync(dir)) if (ENTRY.test(name) || SECRET_FILE.test(name)) rmSync(join(dir, name));
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
      await store.takeOver?.();
      if (changed.size > 0) await store.write(changed);
      changed.clear();
    },
  };
}

/** For those who need one that `up` has used. Throws `BZ_VAULT_MISSING`. */
export async function existing(store: VaultStore): Promise<VaultStore> {
  if ((await store.read("ca.crt")) === undefined) throw fail("BZ_VAULT_MISSING", { where: store.where });
  return store;
}

/** Whole or not at all, and never readable for others. */
export function writePrivate(file: string, content: string): void {
  const fresh = `${file}.${process.pid}.new`;
  writeFileSync(fresh, content, { mode: 0o600 });
  renameSync(fresh, file);
}

/** Sets a variable in a file of the user's own, and adds it behind the other lines when it is new; without a value it is taken out. */
function giveTo(file: string, name: string, value: string | undefined): void {
  const given = new Map(readGiven(file));
  const others = (textOf(file) ?? "").split("\n");
  if (given.has(name) || value === undefined) {
    given.delete(name);
    others.splice(0, others.length, ...envLines(given));
  }
  const lines = [
    ...others.filter((it, index) => it !== "" || index < others.length - 1),
    ...(value === undefined ? [] : envLines(new Map([[name, value]]))),
  ];
  writePrivate(file, `${lines.join("\n")}\n`);
}

/** As `parseEnvFile` reads them. */
export function envLines(values: ReadonlyMap<string, string>): readonly string[] {
  return [...values].map(
    ([name, value]) =>
      `${name}="${value
        .replaceAll(/[\\"$`]/g, "\\$&")
        .replaceAll("\n", "\\n")
        .replaceAll("\r", "\\r")
        .replaceAll("\t", "\\t")}"`,
  );
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
