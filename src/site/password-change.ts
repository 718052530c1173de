import { type Announced, announce, exchange, forget, replacedIn } from "../engine/passwords.ts";
import { pending, type VaultStore } from "../engine/vault-store.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import type { Target } from "./target.ts";

/** How the passwords of a running site become others, and nobody is refused meanwhile. */
export interface PasswordRounds {
  /** What is brought about while two of each are accepted. */
  readonly both: (infra: Infrastructure) => Infrastructure;
  /** What the vault is told after each of these rounds; with the last one, nobody uses the former ones. */
  readonly rounds: readonly (() => Promise<void>)[];
}

export async function passwordRounds(vault: VaultStore): Promise<PasswordRounds> {
  const { names, change } = await replacedIn(vault);
  if (change === undefined) return { both: (infra) => infra, rounds: [] };
  return {
    both: (infra) => ({ ...infra, secondPasswords: names }),
    rounds: [...(change === "announced" ? [() => exchange(vault)] : []), () => forget(vault)],
  };
}

/** The vault as it is when the passwords have become others, for a look at what that comes to. */
export async function afterExchange(vault: VaultStore): Promise<VaultStore> {
  if ((await replacedIn(vault)).change !== "announced") return vault;
  const look = pending(vault);
  await exchange(look);
  return look;
}

export const PASSWORD_WORDS =
  "Passwords are replaced in three rounds, so that nobody is refused: hosts accept the new ones, too; then use them; then refuse the former ones.";

/** Has all passwords made anew that Bartizan made; the next `up` brings them to the hosts. */
export async function replacePasswords({ vault }: Target): Promise<Announced> {
  const { PARTS } = await import("../catalog/registry.ts");
  return announce(vault, new Set(PARTS.flatMap((part) => part.passwords ?? [])));
}
