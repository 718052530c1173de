import { quoted } from "../util/quoted.ts";
import { secretKind } from "../util/secret-like.ts";

/** The way from the top of the config to a value. */
export type Path = readonly (string | number)[];

/** A key as it can be shown: in full, or not at all when somebody has put a secret there. */
export function showKey(key: string): string {
  return secretKind(key) === undefined ? quoted(key, 40) : '"[not shown]"';
}

/** The path as people write it: `hosts.srv1.runs[2]`. */
export function formatPath(path: Path): string {
  const text = path.map((key) => {
    if (typeof key === "number") return `[${key}]`;
    return /^[A-Za-z_][\w-]{0,40}$/.test(key) && secretKind(key) === undefined ? `.${key}` : `[${showKey(key)}]`;
  });
  return text.join("").replace(/^\./, "") || "the config";
}

/** A name of the user's within a sentence: as it is when it is an ordinary one. */
export function showName(name: string): string {
  return /^[\w.-]{1,40}$/.test(name) && secretKind(name) === undefined ? name : showKey(name);
}
