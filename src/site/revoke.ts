import { authorizedKeys, type FoundKey, meansKey, removeKeys } from "../engine/authorized-keys.ts";
import { type Members, type Revoking, readMembers, writeMembers } from "../engine/members.ts";
import { replacedIn } from "../engine/passwords.ts";
import { replacementOf } from "../engine/replacement.ts";
import type { FileStore } from "../engine/vault-file.ts";
import { isUsers, secretNames } from "../engine/vault-store.ts";
import type { VaultMember } from "../engine/vault-text.ts";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import { fingerprint, type PublicKey } from "../util/ssh-key.ts";
import type { Operator } from "./operator.ts";
import { replacePasswords } from "./password-change.ts";
import { rotate } from "./rotate.ts";
import { buildable, hostNamesOf, type Target, withHosts } from "./target.ts";
import { bringUp } from "./up.ts";

/** What is left for people to do. */
export interface Revoked {
  /** Names of secrets that only their issuers can replace. */
  readonly yours: readonly string[];
  /** Whether the CA that people trust is another one. */
  readonly trust: boolean;
  /** Whether they knew what opens the copies. */
  readonly copies: boolean;
}

/** Whom it is about, and words for the keys by which they log in. */
export interface Somebody {
  readonly name: string;
  readonly sshKeys: readonly string[];
}

/**
 * Takes from somebody all that they had and knew: the keys that let them in, the vault, the passwords that Bartizan made, and the CAs if they
 * could sign. The site serves meanwhile. After an interruption the same call goes on.
 *
 * `open`: the target anew for each step, as each changes the vault.
 */
export async function revoke(open: () => Promise<Target>, somebody: Somebody, operator: Operator): Promise<Revoked> {
  const target = await open();
  buildable(target);
  const store = encrypted(target);
  const before = (await readMembers(store)).revoking;
  const revoking = before ?? (await begin(store, somebody.name));
  if (revoking.name !== somebody.name) {
    const mend = `Finish that: bartizan revoke ${revoking.name}`;
    throw fail("BZ_USAGE", { where: somebody.name, found: `${revoking.name} is being revoked`, mend });
  }
  await withHosts(target, async (transport) => {
    const all = await authorizedKeys(transport, hostNamesOf(target));
    const theirs = keysOf(somebody, all, before !== undefined);
    operator.tell(words(revoking, theirs));
    const found = "a key to revoke, and no terminal to ask on";
    await operator.agree({ question: "Go on?", found, mend: "Run it again with --yes." });
    await note(store, revoking);
    for (const host of new Set(theirs.map((it) => it.host))) {
      await removeKeys(
        transport,
        host,
        theirs.filter((it) => it.host === host),
      );
    }
  });
  const agreed: Operator = { ...operator, agree: async () => {} };
  await store.share(others(store, somebody.name));
  if (revoking.may.includes("deploy") && (await replacedIn(store)).change === undefined) await replacePasswords(target);
  await bringUp(await open(), { only: [], newCa: false }, agreed);
  const trust = revoking.may.includes("sign");
  while (trust && ((await authorities(store)) === revoking.authorities || (await replacementOf(store)) !== "alone")) {
    await rotate(await open(), true, agreed);
  }
  await note(store, undefined);
  const yours = revoking.may.includes("deploy") ? (await secretNames(store)).filter(isUsers) : [];
  return { yours, trust, copies: revoking.may.includes("backups") };
}

function encrypted({ vaultFile }: Target): FileStore {
  if (vaultFile === undefined)
    throw fail("BZ_USAGE", { where: "--lab", found: "a vault that is not encrypted: nobody has a key to it", mend: "Leave --lab away." });
  if (!vaultFile.there()) throw fail("BZ_VAULT_MISSING", { where: vaultFile.where });
  return vaultFile;
}

function others(store: FileStore, name: string): Readonly<Record<string, VaultMember>> {
  const { [name]: _, ...rest } = store.text()?.recipients ?? {};
  return rest;
}

/** Throws `BZ_USAGE` for a name that nobody has, and while something is replaced of which they know what will take its place. */
async function begin(store: FileStore, name: string): Promise<Revoking> {
  const member = store.text()?.recipients[name];
  if (member === undefined)
    throw fail("BZ_USAGE", {
      where: name,
      found: "nobody of this name opens the vault",
      allowed: Object.keys(others(store, name)).join(", "),
    });
  const [passwords, cas] = [await replacedIn(store), await replacementOf(store)];
  const found = "passwords or a CA that are being replaced already";
  const mend = "Finish that first: `bartizan up`, and `bartizan rotate --ca` until it says that one CA is left.";
  if (passwords.change !== undefined || cas !== "alone") throw fail("BZ_USAGE", { where: name, found, mend });
  return { name, may: member.may, authorities: await authorities(store) };
}

async function authorities(store: FileStore): Promise<string> {
  return sha256((await store.read("ca.crt")) ?? "");
}

async function note(store: FileStore, revoking: Revoking | undefined): Promise<void> {
  const { revoking: _, ...members }: Members = await readMembers(store);
  await writeMembers(store, revoking === undefined ? members : { ...members, revoking });
}

/** Throws `BZ_REVOKE_KEY` for a word that means none of these keys, unless an earlier run may have removed it. */
function keysOf({ sshKeys }: Somebody, all: readonly FoundKey[], again: boolean): readonly FoundKey[] {
  for (const word of sshKeys) {
    if (again || all.some((it) => meansKey(word, it))) continue;
    throw fail("BZ_REVOKE_KEY", { where: `--ssh-key ${word}`, allowed: [...new Set(all.map(keyWords))].join("; ") });
  }
  return all.filter((it) => sshKeys.some((word) => meansKey(word, it)));
}

const keyWords = (key: PublicKey): string => `${key.comment === "" ? "no comment" : key.comment} (${key.type} ${fingerprint(key)})`;

function words({ name, may }: Revoking, keys: readonly FoundKey[]): string {
  const hosts = new Set(keys.map((it) => it.host)).size;
  return [
    keys.length === 0 ? "No SSH key is removed: name it by --ssh-key if it lets somebody in." : "",
    ...[...new Set(keys.map(keyWords))].map((it) => `The SSH key ${it} is removed from ${hosts} ${hosts === 1 ? "host" : "hosts"}.`),
    `${name} no longer opens the vault.`,
    may.includes("deploy") ? "The passwords that Bartizan made are replaced." : "",
    may.includes("sign") ? "The CA is replaced, with every certificate." : "",
  ]
    .filter((it) => it !== "")
    .join("\n");
}
