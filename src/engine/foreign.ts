import type { Facts } from "../state/facts.ts";
import { BartizanError, problem } from "../util/errors.ts";
import { type Authority, certificatesIn } from "./authority.ts";

/** What tells the hosts of a vault from those of another one. */
export interface Ownership {
  /** The CA of the vault. */
  readonly authority: Authority;
  /** Names of the hosts that the vault knows as its own: `up` has changed them. */
  readonly known: readonly string[];
}

/** Names of the hosts that Bartizan manages and that trust none of the vault's CAs. */
export function underAnother(authority: Authority, facts: ReadonlyMap<string, Facts>): readonly string[] {
  const ours = certificatesIn(authority.trusted);
  const managed = [...facts].filter(([, it]) => it.manifest !== undefined && it.trusted !== "");
  return managed.filter(([, it]) => !certificatesIn(it.trusted).some((one) => ours.includes(one))).map(([host]) => host);
}

/**
 * Throws `BZ_HOST_FOREIGN` for all hosts that another vault manages: with a CA of its own each, two vaults shut the hosts of the one out
 * from those of the other, and their passwords, too. A host that the vault knows got there by a run with the wrong one, and may come back,
 * as long as some host shows that this is the right one.
 */
export function refuseForeign({ authority, known }: Ownership, facts: ReadonlyMap<string, Facts>): void {
  const foreign = underAnother(authority, facts);
  const some = [...facts].some(([host, it]) => it.manifest !== undefined && it.trusted !== "" && !foreign.includes(host));
  const refused = foreign.filter((host) => !some || !known.includes(host));
  if (refused.length > 0) throw new BartizanError(refused.map((where) => problem("BZ_HOST_FOREIGN", { where })));
}
