import { fail } from "../util/errors.ts";
import type { Recipient } from "./age.ts";

/**
 * What a vault keeps apart, because not everybody needs it: what `up` puts on hosts; the keys of the CAs, which sign for them; and what
 * opens the copies of the database.
 */
export const VAULT_SECTIONS = ["deploy", "sign", "backups"] as const;
export type VaultSection = (typeof VAULT_SECTIONS)[number];

export interface VaultMember {
  readonly key: Recipient;
  /** What it may open. */
  readonly may: readonly VaultSection[];
}

/** The file of a vault, as it stands in the repository. */
export interface VaultText {
  readonly version: 1;
  /** By their names: people and machines. */
  readonly recipients: Readonly<Record<string, VaultMember>>;
  /** What anybody may read: certificates of the CAs, and the hosts that `up` has to do with. */
  readonly public: Readonly<Record<string, string>>;
  /** Encrypted to those that may open it; absent as long as nothing is in it. */
  readonly sections: Readonly<Partial<Record<VaultSection, string>>>;
}

/** Where an entry belongs; nothing for what anybody may read. */
export function sectionOf(entry: string): VaultSection | undefined {
  if (entry.startsWith("secret/backups.")) return "backups";
  if (entry.startsWith("secret/")) return "deploy";
  return entry.endsWith(".key") ? "sign" : undefined;
}

/** Keys of those that may open a section, in the order of the file. */
export function readersOf({ recipients }: Pick<VaultText, "recipients">, section: VaultSection): readonly Recipient[] {
  return Object.values(recipients).flatMap((it) => (it.may.includes(section) ? [it.key] : []));
}

/** A line for each value, so that a change of one is a change of a line. */
export function vaultText(vault: VaultText): string {
  return `${JSON.stringify(vault, null, 2)}\n`;
}

/** Throws `BZ_VAULT_CONFLICT` for what a merge left behind, `BZ_VAULT_DAMAGED` for what is no vault. */
export function parseVaultText(text: string, where: string): VaultText {
  if (/^(?:<<<<<<<|=======|>>>>>>>)(?: |$)/m.test(text)) throw fail("BZ_VAULT_CONFLICT", { where });
  let found: unknown;
  try {
    found = JSON.parse(text);
  } catch (cause) {
    throw fail("BZ_VAULT_DAMAGED", { where, found: "not JSON", mend: MEND, cause });
  }
  const { version, recipients, public: open, sections } = Object(found) as Partial<VaultText>;
  if (version !== 1)
    throw fail("BZ_VAULT_DAMAGED", { where, found: `version ${JSON.stringify(version)}`, allowed: "version 1", mend: MEND });
  if (!isRecord(recipients, isMember) || !isRecord(open, isText) || !isRecord(sections, isText)) {
    throw fail("BZ_VAULT_DAMAGED", { where, found: "another form than `bartizan secrets` writes", mend: MEND });
  }
  return { version, recipients, public: open, sections };
}

const MEND = "Take the file from the repository's last commit.";

const isText = (it: unknown): it is string => typeof it === "string";

function isRecord<T>(it: unknown, is: (value: unknown) => value is T): it is Record<string, T> {
  return typeof it === "object" && it !== null && !Array.isArray(it) && Object.values(it).every(is);
}

function isMember(it: unknown): it is VaultMember {
  const { key, may } = Object(it) as Partial<VaultMember>;
  return isText(key) && Array.isArray(may) && may.every((one) => VAULT_SECTIONS.includes(one));
}
