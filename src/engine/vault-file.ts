import { existsSync, readFileSync } from "node:fs";
import { fail } from "../util/errors.ts";
import { replaceFile } from "../util/replace-file.ts";
import { recipientOf, sealed, unsealed } from "./age.ts";
import type { VaultChanges, VaultStore } from "./vault-store.ts";
import { parseVaultText, readersOf, sectionOf, VAULT_SECTIONS, type VaultSection, type VaultText, vaultText } from "./vault-text.ts";

/** The vault of the real servers, beside the config: it belongs into the repository. */
export const VAULT_FILE = "bartizan.vault";

/** What a section holds, encrypted. */
interface Content {
  /** Whom it was encrypted to: the list in clear is worth nothing, as anybody can write to it. */
  readonly recipients: readonly string[];
  readonly entries: Readonly<Record<string, string>>;
}

/** A vault in one file, whose sections are encrypted. */
export interface FileStore extends VaultStore {
  readonly text: () => VaultText | undefined;
  /** What these keys open. */
  readonly opens: (section: VaultSection) => Promise<boolean>;
  /** Makes the file, in one write. */
  readonly create: (recipients: VaultText["recipients"], entries: VaultChanges) => Promise<void>;
  /** Changes who may open what: encrypts all sections whose readers change anew. Throws `BZ_VAULT_LOCKED` for one that these keys do not open. */
  readonly share: (recipients: VaultText["recipients"]) => Promise<void>;
}

/** Opens it with these keys, which may be none: what anybody may read can be read then. */
export function fileStore(file: string, keysOf: () => Promise<readonly string[]>): FileStore {
  const current = (): VaultText | undefined => (existsSync(file) ? parseVaultText(readFileSync(file, "utf8"), file) : undefined);
  // A run reads many entries, and each decryption costs milliseconds.
  const opened = new Map<string, Promise<Content | undefined>>();
  const contentOf = (vault: VaultText, section: VaultSection): Promise<Content | undefined> => {
    const cipher = vault.sections[section] ?? "";
    const known = opened.get(cipher) ?? keysOf().then((keys) => open(vault, section, keys, file));
    opened.set(cipher, known);
    return known;
  };
  const unlocked = async (vault: VaultText, section: VaultSection): Promise<Content> => {
    const content = await contentOf(vault, section);
    if (content === undefined) throw fail("BZ_VAULT_LOCKED", { where: file, found: await lockedWords(vault, section, await keysOf()) });
    return content;
  };
  const withEntries = async (vault: VaultText, changes: VaultChanges): Promise<VaultText> => {
    const sections: Partial<Record<VaultSection, string>> = { ...vault.sections };
    for (const section of VAULT_SECTIONS) {
      const its = [...changes].filter(([name]) => sectionOf(name) === section);
      if (its.length === 0) continue;
      const { entries } = await unlocked(vault, section);
      const changed = withChanges(entries, new Map(its));
      if (JSON.stringify(changed) !== JSON.stringify(entries)) sections[section] = await seal(vault, section, changed);
    }
    const open = withChanges(vault.public, new Map([...changes].filter(([name]) => sectionOf(name) === undefined)));
    return { ...vault, public: open, sections };
  };
  const change = async (edit: (before: VaultText) => Promise<VaultText>): Promise<void> => {
    const before = existsSync(file) ? readFileSync(file, "utf8") : undefined;
    const vault = before === undefined ? EMPTY : parseVaultText(before, file);
    const after = vaultText(await edit(vault));
    if (after !== before) replaceFile(file, before, after, "BZ_VAULT_CHANGED");
  };
  return {
    where: file,
    hint: (name) => `\`bartizan secrets set ${name}\``,
    there: () => existsSync(file),
    text: current,
    read: async (name) => {
      const vault = current();
      const section = sectionOf(name);
      if (vault === undefined || section === undefined) return vault?.public[name];
      return (await unlocked(vault, section)).entries[name];
    },
    opens: async (section) => {
      const vault = current();
      return vault === undefined || (await contentOf(vault, section)) !== undefined;
    },
    entries: async () => {
      const vault = current();
      if (vault === undefined) return [];
      const contents = await Promise.all(VAULT_SECTIONS.map((it) => contentOf(vault, it)));
      return [...Object.keys(vault.public), ...contents.flatMap((it) => Object.keys(it?.entries ?? {}))];
    },
    write: (changes) => change((vault) => withEntries(vault, changes)),
    create: (recipients, entries) => change(() => withEntries({ ...EMPTY, recipients }, entries)),
    share: (recipients) =>
      change(async (vault) => {
        const sections: Partial<Record<VaultSection, string>> = { ...vault.sections };
        const next = { ...vault, recipients };
        for (const section of VAULT_SECTIONS) {
          if (sections[section] === undefined || same(readersOf(vault, section), readersOf(next, section))) continue;
          if (readersOf(next, section).length === 0)
            throw fail("BZ_VAULT_RECIPIENT", { where: file, found: `nobody who opens ${section}` });
          sections[section] = await seal(next, section, (await unlocked(vault, section)).entries);
        }
        return { ...next, sections };
      }),
  };
}

const EMPTY: VaultText = { version: 1, recipients: {}, public: {}, sections: {} };

/** Throws `BZ_VAULT_RECIPIENTS` when the list in clear is not the one that was encrypted: somebody without a key may have added theirs. */
async function open(vault: VaultText, section: VaultSection, keys: readonly string[], file: string): Promise<Content | undefined> {
  const cipher = vault.sections[section];
  if (cipher === undefined) return { recipients: readersOf(vault, section), entries: {} };
  const text = await unsealed(cipher, keys, `${file} (${section})`);
  if (text === undefined) return undefined;
  const content = JSON.parse(text) as Content;
  if (!same(content.recipients, readersOf(vault, section))) throw fail("BZ_VAULT_RECIPIENTS", { where: `${file} (${section})` });
  return content;
}

function seal(vault: VaultText, section: VaultSection, entries: Content["entries"]): Promise<string> {
  const recipients = readersOf(vault, section);
  return sealed(JSON.stringify({ recipients, entries } satisfies Content), recipients);
}

/** Whose keys would open it, by name, and which were tried. */
async function lockedWords(vault: VaultText, section: VaultSection, keys: readonly string[]): Promise<string> {
  const readers = Object.entries(vault.recipients).flatMap(([name, it]) => (it.may.includes(section) ? [name] : []));
  const mine = await Promise.all(keys.map((key) => recipientOf(key, "your key")));
  const who = Object.entries(vault.recipients).flatMap(([name, it]) => (mine.includes(it.key) ? [name] : []));
  const tried = keys.length === 0 ? "you have no key" : `your key is ${who.length === 0 ? "nobody's" : `that of ${who.join(", ")}`}`;
  return `${section} opens for ${readers.join(", ")}; ${tried}`;
}

function withChanges(entries: Readonly<Record<string, string>>, changes: VaultChanges): Readonly<Record<string, string>> {
  const all = new Map([...Object.entries(entries), ...changes]);
  const there = [...all].flatMap(([name, value]): [string, string][] => (value === undefined ? [] : [[name, value]]));
  return Object.fromEntries(there.sort(([a], [b]) => (a < b ? -1 : 1)));
}

function same(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && [...a].sort().join() === [...b].sort().join();
}
