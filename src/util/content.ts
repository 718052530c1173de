/** A hole in a text that a secret fills on its way to the host: the pure layers only know its name. */
export interface SecretRef {
  readonly secret: string;
  /** How the value is written where it would otherwise end the text around it. */
  readonly escape?: SecretEscape;
}

/** `double-quotes`: for an environment file, between double quotes (systemd.exec(5), EnvironmentFile=). */
export type SecretEscape = "double-quotes";

/** A hole that the host's own memory fills: so much of it, from 0 to 1, in whole MiB. */
export interface MemoryShare {
  readonly ofMemory: number;
}

/** The text of a file or a script: literal pieces, and holes for secrets and for what the host is like. */
export type Content = readonly (string | SecretRef | MemoryShare)[];

export function isSecretRef(piece: Content[number]): piece is SecretRef {
  return typeof piece === "object" && "secret" in piece;
}

/** A hole for the secret of this name, for use within {@link text}. */
export function secretRef(secret: string, within?: SecretEscape): SecretRef {
  return within === undefined ? { secret } : { secret, escape: within };
}

/** A text as it stands between double quotes: what would be special there loses its meaning. */
export function withinDoubleQuotes(value: string): string {
  return value.replaceAll(/[\\"`$]/g, "\\$&");
}

/** Template tag for {@link Content}: strings and numbers are put in as they are, secret references stay holes, content is spliced in. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number | SecretRef | MemoryShare | Content)[]): Content {
  const pieces: Content[number][] = [];
  const push = (piece: Content[number]): void => {
    const last = pieces.at(-1);
    if (typeof piece === "string" && typeof last === "string") pieces[pieces.length - 1] = last + piece;
    else if (piece !== "") pieces.push(piece);
  };
  strings.forEach((literal, index) => {
    push(literal);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === "string" || typeof value === "number") push(String(value));
    else if ("secret" in value || "ofMemory" in value) push(value);
    else for (const piece of value) push(piece);
  });
  return pieces;
}

/** The names of the secrets that the content needs. */
export function secretsIn(content: Content): readonly string[] {
  return content.flatMap((piece) => (isSecretRef(piece) ? [piece.secret] : []));
}

/** The content for people: every secret shows as `[secret NAME]`, and what depends on a host that was not looked at as what it will be. */
export function redacted(content: Content): string {
  return content.map(redactedPiece).join("");
}

export function redactedPiece(piece: Content[number]): string {
  if (typeof piece === "string") return piece;
  return isSecretRef(piece) ? `[secret ${piece.secret}]` : `[${Math.round(piece.ofMemory * 100)} % of the memory, in MiB]`;
}

/** The content for a host with so many MiB of memory. */
export function sized(content: Content, megabytes: number): Content {
  if (!content.some((piece) => typeof piece === "object" && !isSecretRef(piece))) return content;
  const pieces = content.map((piece) =>
    typeof piece === "string" || isSecretRef(piece) ? piece : String(Math.floor(piece.ofMemory * megabytes)),
  );
  return text`${pieces}`;
}
