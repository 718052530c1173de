import type { core } from "zod";
import { ROLE_FACES } from "../catalog/roles.ts";
import { describe } from "../language/describe.ts";
import type { Fault, Mistake } from "../language/fault.ts";
import { formatPath, type Path, showKey } from "../language/path.ts";
import { isObject, type Plain, valueAt } from "../language/plain.ts";
import { quoted } from "../util/quoted.ts";
import { isLiteralSecret, secretKind } from "../util/secret-like.ts";
import { nearest } from "../util/suggest.ts";
import { configSchema, type Field, fieldAt, KEYS } from "./schema.ts";
import { SECTIONS } from "./sections.ts";

/** Where a key that is unknown here would be known: `primary` at the top belongs to `database`. */
function elsewhere(key: string, here: Path): string | undefined {
  if (here.length > 0 && KEYS.includes(key)) return "the top of the config";
  const section = KEYS.find((name) => name !== here[0] && fieldAt([name]).keys.includes(key));
  if (section !== undefined) return `\`${section}\``;
  return here[0] !== "hosts" && fieldAt(["hosts", "NAME"]).keys.includes(key) ? "a host" : undefined;
}

/** The fault of a key that nobody knows. Its value is not shown: nobody knows either what it is. */
function unknownKey(key: string, here: Path): Mistake {
  const { keys, allowed } = fieldAt(here);
  const near = nearest(key, keys);
  const other = near === undefined ? elsewhere(key, here) : undefined;
  const hint =
    near === undefined ? other && { mend: `Move it: ${showKey(key)} belongs to ${other}.` } : { mend: `Did you mean ${quoted(near)}?` };
  const known = keys.length === 0 ? allowed : keys.join(", ");
  return { path: [...here, key], code: "BZ_CONFIG_KEY_UNKNOWN", found: `the key ${showKey(key)}`, allowed: known, ...hint };
}

function missing(path: Path, { allowed }: Field): Fault {
  const mend = `Add ${quoted(String(path.at(-1)))} to ${formatPath(path.slice(0, -1))}.`;
  return { code: "BZ_CONFIG_KEY_MISSING", found: "nothing", allowed, mend };
}

/** What others call the things that have one name here. */
const SYNONYMS: readonly (readonly [typed: RegExp, meant: string])[] = [
  ...ROLE_FACES.map(({ synonyms, name }) => [synonyms, name] as const),
  ...SECTIONS.flatMap(({ synonyms = [] }) => synonyms),
];

function meantBy(value: string, words: readonly string[]): string | undefined {
  return nearest(value, words) ?? SYNONYMS.find(([typed, meant]) => words.includes(meant) && typed.test(value))?.[1];
}

function wrongWord(value: string, path: Path, { allowed, words }: Field): Fault {
  const near = meantBy(value, words);
  const hint = near === undefined ? {} : { mend: `Did you mean ${quoted(near)}?` };
  const code = path[0] === "hosts" && path[2] === "runs" ? "BZ_CONFIG_ROLE_UNKNOWN" : "BZ_CONFIG_VALUE";
  return { code, found: describe(value), allowed, ...hint };
}

/** What was found, but for texts where none belongs or under a name that speaks of secrets: nobody knows what they are. */
function shownAt(path: Path, value: Plain, expected: string | undefined): string {
  if (typeof value !== "string") return describe(value);
  const key = path.findLast((it) => typeof it === "string");
  const veiled = expected === "object" || expected === "record" || (typeof key === "string" && isLiteralSecret(key, value));
  return veiled && secretKind(value) === undefined ? "a text" : describe(value);
}

function wrongType(value: Plain, issue: core.$ZodIssue, path: Path, { allowed }: Field): Fault {
  const expected = issue.code === "invalid_type" ? issue.expected : undefined;
  const shown = shownAt(path, value, expected);
  let mend: string | undefined;
  if (expected === "array" && typeof value === "string") mend = `Put it in brackets: ${shown.startsWith('"') ? `[${shown}]` : "[…]"}.`;
  if (expected === "string" && typeof value === "number") mend = `Put it in quotation marks: "${shown}".`;
  if ((expected === "number" || expected === "int") && typeof value === "string" && /^\d{1,9}$/.test(value)) {
    mend = `Leave the quotation marks out: ${value}.`;
  }
  return { code: "BZ_CONFIG_TYPE", found: shown, allowed, ...(mend === undefined ? {} : { mend }) };
}

function faultOf(issue: core.$ZodIssue, path: Path, config: Plain): Fault {
  const field = fieldAt(path);
  const value = valueAt(config, path);
  if (issue.code === "custom") {
    const { fault }: { fault?: Fault } = issue.params ?? {};
    if (fault !== undefined) return { found: describe(value), allowed: field.allowed, ...fault };
  }
  if (value === undefined && typeof path.at(-1) === "string") return missing(path, field);
  const words = issue.code === "invalid_value" || issue.code === "invalid_union";
  if (words && typeof value === "string") return wrongWord(value, path, field);
  if (typeof value === "number" && Number.isFinite(value) && field.numeric) {
    return { code: "BZ_CONFIG_NUMBER", found: describe(value), allowed: field.allowed };
  }
  return wrongType(value, issue, path, field);
}

/** Everything that the schema has against the config, one mistake for each place. */
export function schemaMistakes(config: Plain): readonly Mistake[] {
  const result = configSchema.safeParse(config);
  if (result.success) return [];
  const mistakes = new Map<string, Mistake>();
  const add = (mistake: Mistake): void => {
    const place = JSON.stringify(mistake.path);
    if (!mistakes.has(place)) mistakes.set(place, mistake);
  };
  for (const issue of result.error.issues) {
    const path = issue.path.map((key) => (typeof key === "number" ? key : String(key)));
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) add(unknownKey(key, path));
    else add({ path, ...faultOf(issue, path, config) });
  }
  // A misspelt key is one mistake, not also the lack of the right one.
  const meant = new Set(
    [...mistakes.values()].flatMap(({ code, path }) => {
      const here = path.slice(0, -1);
      const near = code === "BZ_CONFIG_KEY_UNKNOWN" ? nearest(String(path.at(-1)), fieldAt(here).keys) : undefined;
      return near === undefined ? [] : [JSON.stringify([...here, near])];
    }),
  );
  return [...mistakes].flatMap(([place, mistake]) => (mistake.code === "BZ_CONFIG_KEY_MISSING" && meant.has(place) ? [] : [mistake]));
}

/** The keys `__proto__` of the config, which the schema passes over. */
export function prototypeMistakes(config: Plain, path: Path = []): readonly Mistake[] {
  if (Array.isArray(config)) return config.flatMap((value, index) => prototypeMistakes(value, [...path, index]));
  if (!isObject(config)) return [];
  const own = Object.hasOwn(config, "__proto__") ? [unknownKey("__proto__", path)] : [];
  return [
    ...own,
    ...Object.entries(config).flatMap(([key, value]) => (key === "__proto__" ? [] : prototypeMistakes(value, [...path, key]))),
  ];
}
