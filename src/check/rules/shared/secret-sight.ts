import { isLiteralSecret, secretKind } from "../../../util/secret-like.ts";

/** What was seen, and how sure it is: `certain` by its place or shape, `likely` by its randomness alone. */
export interface Sighting {
  /** In words, with its article: `a password`. Never the value. */
  readonly kind: string;
  readonly sure: "certain" | "likely";
}

/** A value that stands there itself: not a variable, a substitution or another option. */
const LITERAL = String.raw`["']?(?![$<{\x60"'-])[^\s"']`;
const FLAG = new RegExp(
  String.raw`(?:^|\s)--?(?:password|passwd|passphrase|token|secret|api-?key|access-?key|secret-?key|client-?secret|auth-?token)(?:=|\s{1,8})${LITERAL}`,
  "i",
);
const HEADER = new RegExp(String.raw`authorization:\s{0,8}(?:bearer|basic|token)\s{1,8}${LITERAL}`, "i");
const BASIC = /\bcurl\b[^|;&]{0,512}\s(?:-u|--user)(?:=|\s{0,8})["']?[\w.@-]{1,64}:(?!["'$\s])[^\s"']/;
const ASSIGNMENT = /(?:^|[\s;&|(])([A-Za-z_]\w{0,63})=(["']?)([^\s"'$]{1,256})\2(?=$|[\s;&|)])/g;

/** A secret in a command line: also everybody on the host who lists its processes sees it there. */
export function inCommand(command: string): Sighting | undefined {
  const shape = secretKind(command);
  if (shape !== undefined) return { kind: shape, sure: "certain" };
  if (FLAG.test(command)) return { kind: "a password or key as an option", sure: "certain" };
  if (HEADER.test(command)) return { kind: "an Authorization header", sure: "certain" };
  if (BASIC.test(command)) return { kind: "a name with its password", sure: "certain" };
  for (const [, name = "", , value = ""] of command.matchAll(ASSIGNMENT)) {
    if (isLiteralSecret(name, value)) return { kind: `a value for ${name}`, sure: "certain" };
  }
  return undefined;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** A secret in an address: a token in the place of a path, as heartbeat services and webhooks give them out. */
export function inUrl(text: string): Sighting | undefined {
  const shape = secretKind(text);
  if (shape !== undefined) return { kind: shape, sure: "certain" };
  const [, user = "", path = ""] = /^[a-z][a-z0-9+.-]*:\/\/(?:([^@/]*)@)?[^/?#]*([^?#]*)/i.exec(text) ?? [];
  if (isRandom(user)) return { kind: "a token as the user of a URL", sure: "certain" };
  const token = path.split("/").find((segment) => UUID.test(segment) || isRandom(segment));
  return token === undefined ? undefined : { kind: "a token in the path of a URL", sure: "likely" };
}

/** Names of values that are long and random, and meant to be seen. */
const OPEN_NAME =
  /PUBLIC|SHA\d*$|HASH|DIGEST|CHECKSUM|COMMIT|REVISION|VERSION|BUILD|RELEASE|FINGERPRINT|INTEGRITY|_ID$|^ID$|UUID|DSN|SITE_?KEY/;

/** A secret in a variable whose name does not say so. */
export function inVariable(name: string, value: string): Sighting | undefined {
  if (isLiteralSecret(name, value)) return { kind: secretKind(value) ?? "a value under a name that says it is a secret", sure: "certain" };
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return undefined;
  return OPEN_NAME.test(name.toUpperCase()) || !isRandom(value) ? undefined : { kind: "a long random value", sure: "likely" };
}

/** The longest run without the signs that people put between words. */
const RUN = /[A-Za-z0-9+=]{20,}/;

/**
 * Whether a word was made by a machine to be unguessable. Of hex digits it takes 32, of which chance repeats few. In Base64,
 * neighbours are of different kinds (capital, small, digit) six times in ten, in words that people run together three times at most.
 */
function isRandom(word: string): boolean {
  if (/^[0-9a-f]{32,}$/i.test(word)) return entropy(word.toLowerCase()) > 3.1;
  const run = RUN.exec(word)?.[0] ?? "";
  const kinds = [...run].map((character) => (/[a-z]/.test(character) ? 0 : /[A-Z]/.test(character) ? 1 : 2));
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  return new Set(kinds).size === 3 && changes / (run.length - 1) > 0.4;
}

/** Shannon's entropy of the characters of a word, in bits for each. */
function entropy(word: string): number {
  const counts = new Map<string, number>();
  for (const character of word) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / word.length) * Math.log2(count / word.length), 0);
}
