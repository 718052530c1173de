import { fail } from "../util/errors.ts";

/** The public half of a key, as it stands in a vault; the other half opens what is encrypted to it. */
export type Recipient = string;

/** Loaded when needed only, as everything that few runs need. */
const library = () => import("age-encryption");

/** A new key of an operator or a machine, as age-keygen(1) makes it. */
export async function makeKey(): Promise<{ readonly key: string; readonly recipient: Recipient }> {
  const { generateX25519Identity, identityToRecipient } = await library();
  const key = await generateX25519Identity();
  return { key, recipient: await identityToRecipient(key) };
}

/** The keys of an identity file, whose other lines are comments. Throws `BZ_VAULT_KEY` when there is none, without a word of it. */
export function keysIn(text: string, where: string): readonly string[] {
  const lines = text.split("\n").map((line) => line.trim());
  const keys = lines.filter((line) => line !== "" && !line.startsWith("#"));
  if (keys.length === 0) throw fail("BZ_VAULT_KEY", { where, found: "no key" });
  if (!keys.every((it) => /^AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]+$/.test(it))) {
    throw fail("BZ_VAULT_KEY", { where, found: "a line that is neither a key of age nor a comment" });
  }
  return keys;
}

/** Throws `BZ_VAULT_KEY` for what is no key. */
export async function recipientOf(key: string, where: string): Promise<Recipient> {
  try {
    return await (await library()).identityToRecipient(key);
  } catch {
    // The library's words may repeat the key.
    throw fail("BZ_VAULT_KEY", { where, found: "a key that is damaged" });
  }
}

/** Throws `BZ_VAULT_RECIPIENT` for what nothing can be encrypted to. */
export async function checkRecipient(recipient: string): Promise<void> {
  const { Encrypter } = await library();
  try {
    new Encrypter().addRecipient(recipient);
  } catch (cause) {
    throw fail("BZ_VAULT_RECIPIENT", { where: recipient, cause });
  }
}

/** Encrypted and in armor, so that it can stand in a text. */
export async function sealed(text: string, recipients: readonly Recipient[]): Promise<string> {
  const { Encrypter, armor } = await library();
  const encrypter = new Encrypter();
  for (const it of recipients) encrypter.addRecipient(it);
  return armor.encode(await encrypter.encrypt(text));
}

/** Nothing when none of these keys opens it. Throws `BZ_VAULT_DAMAGED` when it is not what somebody sealed. */
export async function unsealed(armored: string, keys: readonly string[], where: string): Promise<string | undefined> {
  if (keys.length === 0) return undefined;
  const { Decrypter, armor } = await library();
  const decrypter = new Decrypter();
  for (const it of keys) decrypter.addIdentity(it);
  try {
    return await decrypter.decrypt(armor.decode(armored), "text");
  } catch (cause) {
    if (cause instanceof Error && cause.message.includes("no identity matched")) return undefined;
    throw fail("BZ_VAULT_DAMAGED", {
      where,
      found: "a part that cannot be decrypted",
      mend: "Take the file from the repository's last commit.",
      cause,
    });
  }
}
