import { certificatesIn, isFor } from "./authority.ts";
import { AUTHORITY_ENTRIES, type AuthorityEntries, ENTRIES_OF, makeAuthority, RENEWAL, signsForSite, type VaultOwner } from "./vault.ts";
import type { VaultStore } from "./vault-store.ts";

/**
 * How far the CAs of a vault are on their way to their successors. `alone`: nobody replaces them. `announced`: hosts are to trust the new
 * ones, too, and the old ones sign. `signing`: the new ones sign, and the old ones are still trusted.
 *
 * The entries say it themselves. `ca.crt` has the CAs that are trusted, `ca.key` the key of the one that signs, and `ca-next.key` waits
 * for its turn. Each move of a CA is one write, so nothing that dies half-way leaves a vault that nobody understands. The CA of the
 * database group moves first, then the site's, and the infrastructure's own last: a move is done when that one has made it, and a CA that is ahead of it
 * only waits.
 */
export type Replacement = "alone" | "announced" | "signing";

/** Where the CAs of a vault stand. */
export async function replacementOf(store: VaultStore): Promise<Replacement> {
  return stateOf(store, ENTRIES_OF.own);
}

async function entry(store: VaultStore, name: string): Promise<string> {
  return (await store.read(name)) ?? "";
}

async function stateOf(store: VaultStore, { certificates, key }: AuthorityEntries): Promise<Replacement> {
  const [first = "", ...more] = certificatesIn(await entry(store, certificates));
  if (more.length === 0) return "alone";
  return isFor(first, await entry(store, key)) ? "announced" : "signing";
}

/** The CAs that have not gone on from where they were. */
async function still(state: Replacement, store: VaultStore): Promise<readonly AuthorityEntries[]> {
  const states = await Promise.all(AUTHORITY_ENTRIES.map((it) => stateOf(store, it)));
  return AUTHORITY_ENTRIES.filter((_, index) => states[index] === state);
}

/** Makes the successors, to be trusted beside the CAs. */
export async function announceSuccessor(store: VaultStore, owner: VaultOwner): Promise<void> {
  const shared = await signsForSite(store);
  for (const { name, certificates, key, nextKey, signer } of await still("alone", store)) {
    const made = await makeAuthority(name, owner);
    // What the infrastructure's own CA has signed for the site, it signs until the site's first one does.
    const inherited = name === "site" && shared ? ENTRIES_OF.own : undefined;
    const [old = ""] = certificatesIn(await entry(store, inherited?.certificates ?? certificates));
    // A key that no certificate is for is of an attempt that died here, and is written over.
    await store.write(
      new Map([
        [nextKey, made.key],
        [signer, old],
        [certificates, `${old}${made.certificate}`],
        [key, await entry(store, inherited?.key ?? key)],
      ]),
    );
  }
}

/** From now on the successors sign; the keys of the old CAs are gone. */
export async function letSuccessorSign(store: VaultStore): Promise<void> {
  for (const { certificates, key, nextKey, signer } of await still("announced", store)) {
    const next = await store.read(nextKey);
    if (next === undefined) continue;
    await store.write(
      new Map([
        [key, next],
        [signer, certificatesIn(await entry(store, certificates)).find((it) => isFor(it, next))],
        [nextKey, undefined],
      ]),
    );
  }
}

/** From now on the successors alone are trusted. */
export async function dropPredecessor(store: VaultStore): Promise<void> {
  for (const { certificates, key } of await still("signing", store)) {
    const signing = await entry(store, key);
    const own = certificatesIn(await entry(store, certificates)).filter((it) => isFor(it, signing));
    await store.write(new Map([[certificates, own.join("")]]));
  }
}

/** From now on every certificate that was signed before this moment (seconds since the epoch) is to be renewed. */
export async function renewAll(store: VaultStore, now: number): Promise<void> {
  await store.write(new Map([[RENEWAL, `${now}\n`]]));
}
