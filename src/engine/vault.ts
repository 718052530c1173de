import { randomBytes } from "node:crypto";
import { STORE_SECRETS } from "../parts/backup/store.ts";
import type { CaName } from "../state/resource.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import { Secret } from "../util/secret.ts";
import { type Authorities, type Authority, closedAuthority, createAuthority, readAuthority } from "./authority.ts";
import { makeKeyPair } from "./key-pair.ts";
import { isUsers, secretEntry, type VaultStore } from "./vault-store.ts";
import { sectionOf } from "./vault-text.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** Values by the names of secrets for where nobody gave one. */
export type StandIns = ReadonlyMap<string, string>;

/**
 * What is kept of an infrastructure: the CAs and the secrets that Bartizan made. Whoever is to run `up` from another machine needs it.
 */
export interface Vault {
  readonly authorities: Authorities;
  /**
   * The secrets of these names. Names with a dot are Bartizan's own and are made when missing; the others are the user's, from
   * the environment or from the vault, or else a stand-in. Throws `BZ_SECRET_MISSING` for all that are missing.
   */
  readonly secrets: (names: readonly string[], environment: Environment, standIns?: StandIns) => Promise<Secrets>;
}

/** When somebody last wanted all certificates renewed, seconds since the epoch. */
export const RENEWAL = "renewed-at";

/** The entries of a CA in its vault. */
export interface AuthorityEntries {
  readonly name: CaName;
  /** The CAs that are trusted. */
  readonly certificates: string;
  readonly key: string;
  /** The key of a successor that does not sign yet. */
  readonly nextKey: string;
  /** The certificate of the one that signs, for those who may not read its key. */
  readonly signer: string;
}

/** In the order in which they are replaced: the last one says how far all are. */
export const AUTHORITY_ENTRIES: readonly AuthorityEntries[] = (["group", "own"] as const).map((name) => {
  const entry = (rest: string): string => `${name === "own" ? "" : "group-"}ca${rest}`;
  return { name, certificates: entry(".crt"), key: entry(".key"), nextKey: entry("-next.key"), signer: entry("-signer.crt") };
});

/** What a CA is of, in its name. */
export function isOf(name: CaName, infrastructure: string): string {
  return name === "own" ? infrastructure : `the database group of ${infrastructure}`;
}

/** The certificates that hosts are to trust. */
export function certificatesOf({ authorities }: Vault): { readonly caCertificate: string; readonly groupCertificate: string } {
  return { caCertificate: authorities.own.trusted, groupCertificate: authorities.group.trusted };
}

/** Opens the vault, making the CAs when they are not there. */
export async function openVault(store: VaultStore, infrastructure: string): Promise<Vault> {
  const wanted = Number((await store.read(RENEWAL)) ?? 0);
  // Written by a clock that was ahead: no certificate is younger, so that each run would renew them all.
  const renewedAt = wanted * 1000 > Date.now() ? 0 : wanted;
  const opened = new Map<CaName, Authority>();
  for (const entries of AUTHORITY_ENTRIES) opened.set(entries.name, await openAuthority(store, entries, infrastructure, renewedAt));
  const authorities = Object.fromEntries(opened) as Record<CaName, Authority>;
  return { authorities, secrets: (names, environment, standIns) => secretsFrom(store, names, environment, standIns) };
}

/** In the place of what this operator may not read. */
const LOCKED = Symbol("locked");

/** What is locked is no error for those who can do without. What nobody can do without is that which `up` puts on every host. */
async function readable(store: VaultStore, name: string): Promise<string | typeof LOCKED | undefined> {
  try {
    return await store.read(name);
  } catch (error) {
    const locked = error instanceof BartizanError && error.problems.every((it) => it.code === "BZ_VAULT_LOCKED");
    if (!locked || sectionOf(name) === "deploy") throw error;
    return LOCKED;
  }
}

async function openAuthority(
  store: VaultStore,
  { name, certificates, key, signer }: AuthorityEntries,
  infrastructure: string,
  renewedAt: number,
): Promise<Authority> {
  const trusted = await store.read(certificates);
  const signing = await readable(store, key);
  if (signing === LOCKED) return closedAuthority(trusted ?? "", await store.read(signer), store.where, renewedAt);
  if (trusted !== undefined && signing !== undefined) return readAuthority(trusted, signing, `${store.where} (${certificates})`, renewedAt);
  if (trusted !== undefined || signing !== undefined) {
    throw fail("BZ_VAULT_DAMAGED", {
      where: store.where,
      found: `only ${trusted === undefined ? key : certificates} is there`,
      allowed: `both ${key} and ${certificates}, or neither`,
    });
  }
  const made = await createAuthority(isOf(name, infrastructure));
  await store.write(
    new Map([
      [key, made.key],
      [certificates, made.certificate],
    ]),
  );
  return readAuthority(made.certificate, made.key, `${store.where} (${certificates})`, renewedAt);
}

async function secretsFrom(
  store: VaultStore,
  names: readonly string[],
  environment: Environment,
  standIns: StandIns = new Map(),
): Promise<Secrets> {
  const secrets = new Map<string, Secret>();
  const missing: Problem[] = [];
  const made = new Map<string, string>();
  for (const name of new Set(names)) {
    const user = isUsers(name);
    const value = (user ? environment[name] : made.get(name)) || (await readable(store, secretEntry(name)));
    const standIn = user ? standIns.get(name) : undefined;
    if (value === LOCKED) secrets.set(name, new Secret(name, undefined));
    else if (value !== undefined && value !== "") secrets.set(name, new Secret(name, value));
    else if (standIn !== undefined) secrets.set(name, new Secret(name, standIn, true));
    else if (user)
      missing.push(
        problem("BZ_SECRET_MISSING", {
          where: `secret(${JSON.stringify(name)})`,
          mend: `Set ${name} in your environment, or ${store.hint(name)}`,
        }),
      );
    else {
      for (const [of, it] of newSecrets(name)) made.set(of, it);
      secrets.set(name, new Secret(name, made.get(name) ?? ""));
    }
  }
  if (missing.length > 0) throw new BartizanError(missing);
  if (made.size > 0) await store.write(new Map([...made].map(([name, value]) => [secretEntry(name), value])));
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

function alphanumeric(length: number): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let word = "";
  while (word.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && word.length < length) word += letters[byte % 62];
  }
  return word;
}
