/** A hole in a text that a secret fills on its way to the host: the pure layers only know its name. */
export interface SecretRef {
  readonly secret: string;
  /** How the value is written where it would otherwise end the text around it. */
  readonly escape?: SecretEscape;
}

/** `double-quotes`: for an environment file, between double quotes (systemd.exec(5), EnvironmentFile=). */
export type SecretEscape = "double-quotes";

/** The text of a file or a script: literal pieces and holes for secrets. */
export type Content = readonly (string | SecretRef)[];

/** A hole for the secret of this name, for use within {@link text}. */
export function secretRef(secret: string, within?: SecretEscape): SecretRef {
  return within === undefined ? { secret } : { secret, escape: within };
}

/** A text as it stands between double quotes: what would be special there loses its meaning. */
export function withinDoubleQuotes(value: string): string {
  return value.replaceAll(/[\\"`$]/g, "\\$&");
}

/** Template tag for {@link Content}: strings and numbers are put in as they are, secret references stay holes, content is spliced in. */
export function text(strings: TemplateStringsArray, ...values: readonly (string | number | SecretRef | Content)[]): Content {
  const pieces: (string | SecretRef)[] = [];
  const push = (piece: string | SecretRef): void => {
    const last = pieces.at(-1);
    if (typeof piece === "string" && typeof last === "string") pieces[pieces.length - 1] = last + piece;
    else if (piece !== "") pieces.push(piece);
  };
  strings.forEach((literal, index) => {
    push(literal);
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === "string" || typeof value === "number") push(String(value));
    else if ("secret" in value) push(value);
    else for (const piece of value) push(piece);
  });
  return pieces;
}

/** The names of the secrets that the content needs. */
export function secretsIn(content: Content): readonly string[] {
  return content.flatMap((piece) => (typeof piece === "string" ? [] : [piece.secret]));
}

/** The content for people: every secret shows as `[secret NAME]`. */
export function redacted(content: Content): string {
  return content.map((piece) => (typeof piece === "string" ? piece : `[secret ${piece.secret}]`)).join("");
}
