import { isDeepStrictEqual } from "node:util";
import type { Path } from "../../language/path.ts";
import type { ConfigValue, Edit } from "../../model/edit.ts";

/** A change of one place of the file. Paths lead through what the changes before it have made. */
export type Change =
  | { readonly kind: "set"; readonly path: Path; readonly value: ConfigValue }
  /** A new element before the one that stands at this index, or behind the last. */
  | { readonly kind: "insert"; readonly path: Path; readonly value: ConfigValue }
  | { readonly kind: "remove"; readonly path: Path };

/**
 * The smallest changes that bring an edit about, given what stands at its place: whatever is already as it is to be, with the
 * comments beside it, is not written again.
 */
export function changesOf({ path, value }: Edit, current: unknown): readonly Change[] {
  if (isDeepStrictEqual(plain(current), value)) return [];
  if (value === undefined) return [{ kind: "remove", path }];
  if (current === undefined) return [{ kind: "set", path, value }];
  if (isList(current) && isList(value)) return listChanges(path, current, value);
  if (isRecord(current) && isRecord(value) && !isMarked(current) && !isMarked(value)) return recordChanges(path, current, value);
  return [{ kind: "set", path, value }];
}

function recordChanges(
  path: Path,
  current: Readonly<Record<string, unknown>>,
  value: Readonly<Record<string, ConfigValue>>,
): readonly Change[] {
  const gone = Object.keys(current).filter((key) => current[key] !== undefined && value[key] === undefined);
  // Nothing of it stays: it is another thing, written anew.
  if (gone.length === Object.keys(current).length && gone.length > 0) return [{ kind: "set", path, value }];
  return [
    ...gone.map((key): Change => ({ kind: "remove", path: [...path, key] })),
    ...Object.entries(value).flatMap(([key, member]) => changesOf({ path: [...path, key], value: member }, current[key])),
  ];
}

/** Elements are told apart by their values: what is equal at the beginning and at the end stays. */
function listChanges(path: Path, current: readonly unknown[], value: readonly ConfigValue[]): readonly Change[] {
  const limit = Math.min(current.length, value.length);
  const same = (a: number, b: number): boolean => isDeepStrictEqual(plain(current[a]), value[b]);
  let head = 0;
  while (head < limit && same(head, head)) head += 1;
  let tail = 0;
  while (tail < limit - head && same(current.length - 1 - tail, value.length - 1 - tail)) tail += 1;
  const [old, fresh] = [current.length - tail, value.length - tail];
  const both = Math.min(old, fresh);
  const changes: Change[] = [];
  for (let at = head; at < both; at += 1) changes.push(...changesOf({ path: [...path, at], value: value[at] }, current[at]));
  for (let at = old - 1; at >= both; at -= 1) changes.push({ kind: "remove", path: [...path, at] });
  for (let at = both; at < fresh; at += 1) {
    const item = value[at];
    if (item !== undefined) changes.push({ kind: "insert", path: [...path, at], value: item });
  }
  return changes;
}

/** `secret(...)` and `waive(...)` are words of the language: what is in them is not reached into. */
function isMarked(value: Readonly<Record<string, unknown>>): boolean {
  return Object.hasOwn(value, "secret") || Object.hasOwn(value, "finding");
}

function isList(value: unknown): value is readonly ConfigValue[] {
  return Array.isArray(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, ConfigValue>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Without the keys that hold nothing, and with ordinary prototypes. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).flatMap(([key, member]) => (member === undefined ? [] : [[key, plain(member)] as const]));
  return Object.fromEntries(entries);
}
