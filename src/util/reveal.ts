import { type Content, isSecretRef, withinDoubleQuotes } from "./content.ts";
import type { Secret, Secrets } from "./secret.ts";
import { secretValues } from "./secret-values.ts";

/** The value itself. Only the layers that hash and that send may import this file; the layer check sees to it. */
export function reveal(secret: Secret): string {
  const value = secretValues.get(secret);
  if (value === undefined) throw new TypeError(`${secret} holds no value`);
  return value;
}

/** The content with every hole filled. Throws a TypeError when a secret is missing: the engine makes all of them before it plans. */
export function fill(content: Content, secrets: Secrets): string {
  return content
    .map((piece) => {
      if (typeof piece === "string") return piece;
      if (!isSecretRef(piece)) throw new TypeError("nobody knows how much memory the host has");
      const secret = secrets.get(piece.secret);
      if (secret === undefined) throw new TypeError(`no secret is named ${piece.secret}`);
      return piece.escape === "double-quotes" ? withinDoubleQuotes(reveal(secret)) : reveal(secret);
    })
    .join("");
}

/** A text from a host, with every value of a secret in it hidden: programs repeat in their errors what they were told. */
export function conceal(text: string, secrets: Secrets): string {
  // The longest first: one value may be a part of another.
  const values = [...secrets.values()]
    .filter((it) => !it.locked)
    .map((secret) => ({ secret, value: reveal(secret) }))
    .filter(({ value }) => value.length >= 6);
  values.sort((a, b) => b.value.length - a.value.length);
  return values.reduce((all, { secret, value }) => all.replaceAll(value, String(secret)), text);
}
