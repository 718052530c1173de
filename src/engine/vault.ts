import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { STORE_SECRETS } from "../parts/backup/store.ts";
import type { CaName } from "../state/resource.ts";
import { parseEnvFile } from "../util/env-file.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import { Secret } from "../util/secret.ts";
import { type Authorities, type Authority, createAuthority, readAuthority } from "./authority.ts";
import { makeKeyPair } from "./key-pair.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Values by the names of secrets for where nobody gave one. */
export type StandIns = ReadonlyMap<string, string>;

/**
 * What the operator's machine keeps of an infrastructure, in `.bartizan/TARGET` beside the config, mode 0700: the CAs and the
 * secrets that Bartizan made. Whoever is to run `up` from another machine needs a copy of it.
 */
export interface Vault {
  readonly dir: string;
  readonly authorities: Authorities;
  /**
   * The secrets of these names. Names with a dot are Bartizan's own and are made when missing; the others are the user's, from
   * the environment or from `secrets.env` in the vault, or else a stand-in. Throws `BZ_SECRET_MISSING` for all that are missing.
   */
  readonly secrets: (names: readonly string[], environment: Environment, standIns?: StandIns) => Secrets;
}

/** When somebody last wanted all certificates renewed, seconds since the epoch. */
export const RENEWAL = "renewed-at";

/** The files of a CA in its vault. */
export interface AuthorityFiles {
  readonly name: CaName;
  /** The CAs that are trusted. */
  readonly certificates: string;
  readonly key: string;
  /** The key of a successor that does not sign yet. */
  readonly nextKey: string;
}

/** In the order in which they are replaced: the last one says how far all are. */
export function authorityFiles(dir: string): readonly AuthorityFiles[] {
  return (["group", "own"] as const).map((name) => {
    const file = (rest: string): string => join(dir, `${name === "own" ? "" : "group-"}ca${rest}`);
    return { name, certificates: file(".crt"), key: file(".key"), nextKey: file("-next.key") };
  });
}

/** What a CA is of, in its name. */
export function isOf(name: CaName, infrastructure: string): string {
  return name === "own" ? infrastructure : `the database group of ${infrastructure}`;
}

/** The certificates that hosts are to trust. */
export function certificatesOf({ authorities }: Vault): { readonly caCertificate: string; readonly groupCertificate: string } {
  return { caCertificate: authorities.own.trusted, groupCertificate: authorities.group.trusted };
}

/** Opens the vault, making it (and the CAs) when it is not there. */
export async function openVault(dir: string, infrastructure: string): Promise<Vault> {
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const renewal = join(dir, RENEWAL);
  const renewedAt = existsSync(renewal) ? Number(readFileSync(renewal, "utf8")) : 0;
  const opened = new Map<CaName, Authority>();
  for (const files of authorityFiles(dir)) opened.set(files.name, await openAuthority(files, infrastructure, renewedAt));
  const authorities = Object.fromEntries(opened) as Record<CaName, Authority>;
  return { dir, authorities, secrets: (names, environment, standIns) => secretsFrom(dir, names, environment, standIns) };
}

async function openAuthority({ name, certificates, key }: AuthorityFiles, infrastructure: string, renewedAt: number): Promise<Authority> {
  if (existsSync(key) !== existsSync(certificates)) {
    throw fail("BZ_VAULT_DAMAGED", {
      where: dirname(key),
      found: `only ${basename(existsSync(key) ? key : certificates)} is there`,
      allowed: `both ${basename(key)} and ${basename(certificates)}, or neither`,
    });
  }
  if (!existsSync(key)) {
    const made = await createAuthority(isOf(name, infrastructure));
    writePrivate(key, made.key);
    writePrivate(certificates, made.certificate);
  }
  return readAuthority(readFileSync(certificates, "utf8"), readFileSync(key, "utf8"), certificates, renewedAt);
}

function secretsFrom(dir: string, names: readonly string[], environment: Environment, standIns: StandIns = new Map()): Secrets {
  const file = join(dir, "secrets.json");
  const made = readSecrets(file);
  const given = readGiven(join(dir, "secrets.env"));
  const secrets = new Map<string, Secret>();
  const missing: Problem[] = [];
  let changed = false;
  for (const name of new Set(names)) {
    const user = !name.includes(".");
    const value = user ? environment[name] || given.get(name) : made.get(name);
    const standIn = user ? standIns.get(name) : undefined;
    if (value !== undefined && value !== "") secrets.set(name, new Secret(name, value));
    else if (standIn !== undefined) secrets.set(name, new Secret(name, standIn, true));
    else if (user)
      missing.push(
        problem("BZ_SECRET_MISSING", {
          where: `secret(${JSON.stringify(name)})`,
          mend: `Set ${name} in your environment, or add a line ${name}=… to ${join(dir, "secrets.env")}`,
        }),
      );
    else {
      for (const [of, it] of newSecrets(name)) made.set(of, it);
      secrets.set(name, new Secret(name, made.get(name) ?? ""));
      changed = true;
    }
  }
  if (missing.length > 0) throw new BartizanError(missing);
  if (changed) {
    writePrivate(file, `${JSON.stringify(Object.fromEntries(made), null, 2)}\n`);
  }
  return secrets;
}

/** What is made for a name, and for those that go with it: whoever has the one half of a key needs the other. */
function newSecrets(name: string): readonly (readonly [name: string, value: string])[] {
  const { key, publicKey } = STORE_SECRETS;
  if (name === key || name === publicKey) {
    const pair = makeKeyPair();
    return [
      [key, pair.key],
      [publicKey, pair.publicKey],
    ];
  }
  // Letters and digits only: they need no quoting in SQL, URLs and environment files. 32 of them are 190 bits.
  return [[name, alphanumeric(32)]];
}

function readSecrets(file: string): Map<string, string> {
  if (!existsSync(file)) return new Map();
  try {
    return new Map(Object.entries(JSON.parse(readFileSync(file, "utf8")) as Record<string, string>));
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where: file, found: "not JSON", cause });
  }
}

/** The user's own secrets. Throws all lines that are not understood, at once and without their values. */
function readGiven(file: string): ReadonlyMap<string, string> {
  if (!existsSync(file)) return new Map();
  const { values, faults } = parseEnvFile(textOf(file));
  if (faults.length === 0) return values;
  throw new BartizanError(faults.map(({ line, ...rest }) => problem("BZ_CONFIG_SECRETS_FILE", { where: `${file}:${line}`, ...rest })));
}

function textOf(file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(file));
  } catch (cause) {
    const found = cause instanceof TypeError ? "bytes that are not UTF-8" : ((cause as NodeJS.ErrnoException).code ?? "an error");
    throw fail("BZ_CONFIG_SECRETS_FILE", { where: file, found, allowed: "a text file in UTF-8 that you may read", cause });
  }
}

function alphanumeric(length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let word = "";
  while (word.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && word.length < length) word += letters[byte % 62];
  }
  return word;
}

export function writePrivate(file: string, content: string): void {
  writeFileSync(`${file}.new`, content, { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
