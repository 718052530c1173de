/** What an env file says: `NAME=value` lines as docker compose and the dotenv libraries read them. */
export interface EnvFile {
  readonly values: ReadonlyMap<string, string>;
  /** Lines that are not understood. Nothing of a value is in them. */
  readonly faults: readonly EnvFault[];
}

export interface EnvFault {
  /** Counted from 1. */
  readonly line: number;
  readonly found: string;
  readonly allowed: string;
}

const ASSIGNMENT = "NAME=value, with an optional `export` before it";
const ESCAPES: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", "\\": "\\", '"': '"', $: "$", "`": "`" };

/** A value, and where it ends; or what is wrong with it. */
type Reading = { readonly value: string; readonly end: number } | { readonly found: string; readonly allowed: string };

/**
 * Reads the text of an env file. Where readers of such files disagree about a line, it is a fault: the wrong guess would be a wrong
 * secret, which nobody sees.
 */
export function parseEnvFile(text: string): EnvFile {
  const values = new Map<string, string>();
  const faults: EnvFault[] = [];
  const body = text.replace(/^\uFEFF/, "").replaceAll("\r\n", "\n");
  let at = 0;
  let line = 1;
  while (at < body.length) {
    const end = endOfLine(body, at);
    const words = body.slice(at, end);
    let next = end + 1;
    if (!/^[^\S\n]*(?:#|$)/.test(words)) {
      const head = /^\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)[^\S\n]*=[^\S\n]*/.exec(words);
      // The line may be the rest of a secret: not a sign of it is told.
      if (head === null) faults.push({ line, found: "a line (not shown) that sets no variable", allowed: ASSIGNMENT });
      else {
        const [all, name = ""] = head;
        const reading = readValue(body, at + all.length, end);
        if ("found" in reading) faults.push({ line, found: `${name} with ${reading.found}`, allowed: reading.allowed });
        else {
          values.set(name, reading.value);
          next = reading.end + 1;
        }
      }
    }
    line += body.slice(at, next).split("\n").length - 1;
    at = next;
  }
  return { values, faults };
}

function endOfLine(body: string, from: number): number {
  const at = body.indexOf("\n", from);
  return at < 0 ? body.length : at;
}

function readValue(body: string, start: number, end: number): Reading {
  const first = body[start];
  if (first === '"') return doubleQuoted(body, start);
  if (first === "'") return singleQuoted(body, start);
  if (first === "`")
    return { found: "a value that begins with a backtick", allowed: "a value between single or double quotes, or without any" };
  return unquoted(body.slice(start, end), end);
}

/** As it stands, up to a comment: a `#` after a space. One within a word is a part of it. */
function unquoted(words: string, end: number): Reading {
  const value = words.startsWith("#") ? "" : words.replace(/\s+#.*$/, "").trimEnd();
  return substituted(value) ?? { value, end };
}

/** Other readers would put something else in the place of `${NAME}` and `$(command)`. */
function substituted(value: string): Reading | undefined {
  if (!/(?<!\\)\$[{(]/.test(value)) return undefined;
  return { found: "${ or $( in its value, which is not replaced here", allowed: "a value between single quotes, which stays as it is" };
}

/** Nothing is special within, and it may have several lines. */
function singleQuoted(body: string, start: number): Reading {
  const close = body.indexOf("'", start + 1);
  if (close < 0) return { found: "a single quote that is never closed", allowed: "a closing quote" };
  if (body[close - 1] === "\\" && close > start + 1) {
    return { found: "a backslash before a single quote", allowed: "a value between double quotes, with \\\\ for a backslash" };
  }
  return afterQuote(body, close, body.slice(start + 1, close));
}

function doubleQuoted(body: string, start: number): Reading {
  let value = "";
  for (let at = start + 1; at < body.length; at += 1) {
    const sign = body[at] ?? "";
    if (sign === '"') return substituted(body.slice(start + 1, at)) ?? afterQuote(body, at, value);
    if (sign !== "\\") {
      value += sign;
      continue;
    }
    at += 1;
    const meant = ESCAPES[body[at] ?? ""];
    if (meant === undefined)
      return { found: "a backslash that no known sign follows", allowed: 'between double quotes: \\n \\r \\t \\\\ \\" \\$ \\`' };
    value += meant;
  }
  return { found: "a double quote that is never closed", allowed: "a closing quote" };
}

/** Behind the closing quote only a comment may stand. */
function afterQuote(body: string, close: number, value: string): Reading {
  const end = endOfLine(body, close);
  if (/^\s*(?:\s#.*)?$/.test(body.slice(close + 1, end))) return { value, end };
  return { found: "something behind its closing quote", allowed: "a comment there, after a space, or nothing" };
}
