import { firstPasswordOf, type PasswordChange, secondOf } from "../model/passwords.ts";
import { fail } from "../util/errors.ts";
import { membersEntry, readMembers } from "./members.ts";
import { newPassword } from "./vault.ts";
import { isUsers, secretEntry, secretNames, type VaultChanges, type VaultStore } from "./vault-store.ts";

/** Names of the passwords that are being replaced, and how far they are. */
export interface PasswordsReplaced {
  readonly names: readonly string[];
  readonly change?: PasswordChange;
}

/** What the vault says of passwords that are being replaced; no names where none are. */
export async function replacedIn(store: VaultStore): Promise<PasswordsReplaced> {
  const change = (await readMembers(store)).passwords;
  if (change === undefined) return { names: [] };
  return { names: (await secretNames(store)).flatMap((it) => firstPasswordOf(it) ?? []), change };
}

/** What of Bartizan's own secrets becomes another: with two accepted for a time, or from one moment to the next. */
export interface Announced {
  readonly inRounds: readonly string[];
  readonly atOnce: readonly string[];
}

/**
 * Has Bartizan's own secrets made anew: those of `twofold` get a second one, the others are made by the next `up`. Without its passphrase a
 * copy is lost: that of the copies stays. Throws `BZ_USAGE` while an earlier change has not come to its end.
 */
export async function announce(store: VaultStore, twofold: ReadonlySet<string>): Promise<Announced> {
  if ((await replacedIn(store)).change !== undefined) {
    const found = "passwords that are being replaced already";
    throw fail("BZ_USAGE", { where: store.where, found, mend: "Finish that with `bartizan up`, then run this again." });
  }
  const made = (await secretNames(store)).filter((name) => !isUsers(name) && !name.startsWith("backups."));
  const inRounds = made.filter((name) => twofold.has(name));
  const atOnce = made.filter((name) => !twofold.has(name));
  const changes = new Map([
    ...inRounds.map((name) => [secretEntry(secondOf(name)), newPassword()] as const),
    ...atOnce.map((name) => [secretEntry(name), undefined] as const),
  ]);
  await record(store, changes, inRounds.length > 0 ? "announced" : undefined);
  return { inRounds, atOnce };
}

/** Servers accept both: the second one is used from now on. */
export async function exchange(store: VaultStore): Promise<void> {
  const { names } = await replacedIn(store);
  const pairs = await Promise.all(
    names.flatMap((name) => {
      const [first, second] = [secretEntry(name), secretEntry(secondOf(name))];
      return [store.read(second).then((value) => [first, value] as const), store.read(first).then((value) => [second, value] as const)];
    }),
  );
  await record(store, new Map(pairs), "exchanged");
}

/** Nobody uses the former one any more: no server is to accept it. */
export async function forget(store: VaultStore): Promise<void> {
  const { names } = await replacedIn(store);
  await record(store, new Map(names.map((name) => [secretEntry(secondOf(name)), undefined])), undefined);
}

/** One write: a run that dies leaves no password behind of which nobody knows which one it is. */
async function record(store: VaultStore, changes: VaultChanges, passwords: PasswordChange | undefined): Promise<void> {
  const { passwords: _, ...members } = await readMembers(store);
  await store.write(new Map([...changes, membersEntry(passwords === undefined ? members : { ...members, passwords })]));
}
