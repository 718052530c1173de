import { randomBytes } from "node:crypto";
import type { Infrastructure } from "../model/infrastructure.ts";
import { siteNames } from "../model/names.ts";
import type { CaName } from "../state/resource.ts";
import { BartizanError, fail, type Problem, problem } from "../util/errors.ts";
import type { Secrets } from "../util/secret.ts";
import { Secret } from "../util/secret.ts";
import { type Authorities, type Authority, closedAuthority, createAuthority, moveAuthority, readAuthority } from "./authority.ts";
import { makeKeyPair } from "./key-pair.ts";
import { reachOf } from "./name-constraints.ts";
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
export const AUTHORITY_ENTRIES: readonly AuthorityEntries[] = (["group", "site", "own"] as const).map((name) => {
  const entry = (rest: string): string => `${name === "own" ? "" : `${name}-`}ca${rest}`;
  return { name, certificates: entry(".crt"), key: entry(".key"), nextKey: entry("-next.key"), signer: entry("-signer.crt") };
});

/** The same by the names of the CAs. */
export const ENTRIES_OF = Object.fromEntries(AUTHORITY_ENTRIES.map((it) => [it.name, it])) as Readonly<Record<CaName, AuthorityEntries>>;

/** Whose vault it is. */
export type VaultOwner = Pick<Infrastructure, "name" | "domain" | "aliases">;

/** Makes a CA. The one that people trust can speak for the names of the site and nobody else, whoever gets hold of its key. */
export async function makeAuthority(of: CaName, owner: VaultOwner): ReturnType<typeof createAuthority> {
  if (of === "site") return createAuthority(owner.name, siteNames(owner));
  return createAuthority(of === "own" ? `the hosts of ${owner.name}` : `the database group of ${owner.name}`);
}

interface Certificates {
  readonly caCertificate: string;
  readonly groupCertificate: string;
  readonly siteCertificate: string;
}

/** The certificates that hosts are to trust. */
export function certificatesOf({ authorities: { own, group, site } }: Vault): Certificates {
  return { caCertificate: own.trusted, groupCertificate: group.trusted, siteCertificate: site.trusted };
}

/**
 * Opens the vault, making the CAs when they are not there. `looks`: nothing is carried out with it, so that a CA which needs a certificate
 * for other names gets a stand-in where its key cannot be read.
 */
export async function openVault(store: VaultStore, owner: VaultOwner, looks = false): Promise<Vault> {
  const wanted = Number((await store.read(RENEWAL)) ?? 0);
  // Written by a clock that was ahead: no certificate is younger, so that each run would renew them all.
  const renewedAt = wanted * 1000 > Date.now() ? 0 : wanted;
  const shared = await signsForSite(store);
  const opened = new Map<CaName, Authority>();
  for (const entries of AUTHORITY_ENTRIES) {
    if (entries.name !== "site" || !shared) opened.set(entries.name, await openAuthority(store, entries, owner, { renewedAt, looks }));
  }
  if (shared) opened.set("site", opened.get("own") as Authority);
  const authorities = Object.fromEntries(opened) as Record<CaName, Authority>;
  return { authorities, secrets: (names, environment, standIns) => secretsFrom(store, names, environment, standIns) };
}

/** Whether the infrastructure's own CA signs for the site, too: so it was before the site had one, and is until they are replaced. */
export async function signsForSite(store: VaultStore): Promise<boolean> {
  const [site, own] = await Promise.all([ENTRIES_OF.site, ENTRIES_OF.own].map((it) => store.read(it.certificates)));
  // A key without its certificate is no older vault but a damaged one.
  return site === undefined && own !== undefined && typeof (await readable(store, ENTRIES_OF.site.key)) !== "string";
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

interface Opening {
  readonly renewedAt: number;
  readonly looks: boolean;
}

async function openAuthority(
  store: VaultStore,
  entries: AuthorityEntries,
  owner: VaultOwner,
  { renewedAt, looks }: Opening,
): Promise<Authority> {
  const { name, certificates, key, signer } = entries;
  const trusted = await store.read(certificates);
  const signing = await readable(store, key);
  if (signing === LOCKED) {
    const closed = closedAuthority(trusted ?? "", await store.read(signer), store.where, renewedAt);
    return looks && name === "site" ? standInFor(closed, owner, store.where) : closed;
  }
  if (trusted !== undefined && signing !== undefined) {
    const read = readAuthority(trusted, signing, `${store.where} (${certificates})`, renewedAt);
    return name === "site" ? forNames(store, { entries, signing, read, renewedAt }, siteNames(owner)) : read;
  }
  if (trusted !== undefined || signing !== undefined) {
    throw fail("BZ_VAULT_DAMAGED", {
      where: store.where,
      found: `only ${trusted === undefined ? key : certificates} is there`,
      allowed: `both ${key} and ${certificates}, or neither`,
    });
  }
  const made = await makeAuthority(name, owner);
  await store.write(
    new Map([
      [key, made.key],
      [certificates, made.certificate],
    ]),
  );
  return readAuthority(made.certificate, made.key, `${store.where} (${certificates})`, renewedAt);
}

interface Opened {
  readonly entries: AuthorityEntries;
  readonly signing: string;
  readonly read: Authority;
  readonly renewedAt: number;
}

/** What whoever has the key will put in the place of a site's CA whose names have changed, as far as a plan shows it. */
async function standInFor(closed: Authority, owner: VaultOwner, where: string): Promise<Authority> {
  if (reachOf(closed.certificate, siteNames(owner)) !== "other") return closed;
  const { certificate } = await makeAuthority("site", owner);
  return {
    ...closedAuthority(closed.trusted.replace(closed.certificate, certificate), certificate, where, 0),
    renewBefore: closed.renewBefore,
  };
}

/** The CA of the site, for the names that the file has now. People have to be given its certificate again when there is a new one. */
async function forNames(store: VaultStore, { entries, signing, read, renewedAt }: Opened, names: readonly string[]): Promise<Authority> {
  if (reachOf(read.certificate, names) !== "other") return read;
  const moved = await moveAuthority(read.certificate, signing, names);
  const trusted = read.trusted.replace(read.certificate, moved);
  const signer = (await store.read(entries.signer)) === undefined ? [] : [[entries.signer, moved] as const];
  await store.write(new Map([[entries.certificates, trusted], ...signer]));
  return readAuthority(trusted, signing, `${store.where} (${entries.certificates})`, renewedAt);
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
      for (const [of, it] of await newSecrets(name)) made.set(of, it);
      secrets.set(name, new Secret(name, made.get(name) ?? ""));
    }
  }
  if (missing.length > 0) throw new BartizanError(missing);
  if (made.size > 0) await store.write(new Map([...made].map(([name, value]) => [secretEntry(name), value])));
  return secrets;
}

/** What is made for a name, and for those that go with it: whoever has the one half of a key needs the other. */
async function newSecrets(name: string): Promise<readonly (readonly [name: string, value: string])[]> {
  const { PARTS } = await import("../catalog/registry.ts");
  for (const { key, publicKey, form } of PARTS.flatMap((part) => part.keyPair ?? [])) {
    if (name !== key && name !== publicKey) continue;
    const pair = makeKeyPair(form);
    return [
      [key, pair.key],
      [publicKey, pair.publicKey],
    ];
  }
  return [[name, newPassword()]];
}

/** Letters and digits only: they need no quoting in SQL, URLs and environment files. 32 of them are 190 bits. */
export function newPassword(length = 32): string {
  const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  let word = "";
  while (word.length < length) {
    for (const byte of randomBytes(length)) if (byte < 248 && word.length < length) word += letters[byte % 62];
  }
  return word;
}
