/**
 * What a config file may consist of. Whatever else stands there (a function, a date, a loop, a getter that throws) becomes a
 * symbol whose description says so: no part of the schema accepts a symbol, so it is reported where it stands.
 */
export type Plain = string | number | boolean | null | undefined | symbol | Plain[] | PlainObject;

/** An object without a prototype, so that no key of the user's has a meaning of its own. */
export interface PlainObject {
  [key: string]: Plain;
}

/** A config cannot sensibly be deeper, nor larger; the limits keep a generated monster from taking minutes. */
const DEEPEST = 20;
const LARGEST = 200_000;

function kindOf(value: object): string {
  if (value instanceof Date) return "a Date";
  if (value instanceof RegExp) return "a regular expression";
  if (value instanceof Promise) return "a Promise (put `await` before it)";
  if (value instanceof Map || value instanceof Set) return "a Map or Set";
  return "an object of a class";
}

function isPlainObject(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || prototype === Object.prototype) return true;
  // Another realm's plain object: its prototype is the root of a chain.
  return typeof prototype === "object" && Object.getPrototypeOf(prototype) === null && Object.hasOwn(prototype, "isPrototypeOf");
}

/** Reads the value once, whatever it is, and never throws. */
export function plainCopy(raw: unknown): Plain {
  const parents = new Set<object>();
  let count = 0;

  const members = (value: object): Plain => {
    if (Array.isArray(value)) {
      const { length } = value;
      if (length > LARGEST) return Symbol("a list that is too long");
      return Array.from({ length }, (_, index) => attempt(() => value[index]));
    }
    if (!isPlainObject(value)) return Symbol(kindOf(value));
    const result: PlainObject = Object.create(null);
    for (const key of Object.keys(value)) result[key] = attempt(() => (value as Record<string, unknown>)[key]);
    if (Object.getOwnPropertySymbols(value).length > 0) result["(a symbol)"] = Symbol("a value under a symbol");
    return result;
  };

  const copy = (value: unknown): Plain => {
    count += 1;
    if (count > LARGEST) return Symbol("a value of a config that is too large");
    if (typeof value === "function") return Symbol("a function");
    if (typeof value === "bigint") return Symbol("a bigint (write it without the n)");
    if (typeof value === "symbol") return Symbol("a symbol");
    if (typeof value !== "object" || value === null) return value as Plain;
    if (parents.has(value)) return Symbol("a reference back to what it is part of");
    if (parents.size >= DEEPEST) return Symbol("an object that is nested too deep");
    parents.add(value);
    const result = members(value);
    parents.delete(value);
    return result;
  };

  // Getters and proxies run code of the user's, which may throw anything.
  const attempt = (read: () => unknown): Plain => {
    const before = parents.size;
    try {
      return copy(read());
    } catch {
      while (parents.size > before) parents.delete([...parents].at(-1) as object);
      return Symbol("a value that throws when it is read");
    }
  };

  return attempt(() => raw);
}

/** Whether it is an object with keys of its own, neither a list nor null. */
export function isObject(value: Plain): value is PlainObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The value at the end of a path; undefined when the path leads nowhere. */
export function valueAt(value: Plain, path: readonly (string | number)[]): Plain {
  let here: Plain = value;
  for (const key of path) {
    if (typeof here !== "object" || here === null) return undefined;
    here = Array.isArray(here) ? here[Number(key)] : here[key];
  }
  return here;
}
