import type { InfrastructureConfig } from "../language/config.ts";
import { formatPath } from "../language/path.ts";
import type { Edit } from "../model/edit.ts";
import { fail } from "../util/errors.ts";

type Key = string | number;

/**
 * The config with these edits, one after the other: what is missing on the way to a place is made, an element of a list that is
 * taken out closes the gap. The config itself stays as it is; what the edits do not touch is shared with it. The result is not
 * checked. Throws `BZ_INTERNAL` for an edit that leads into a value which has no members: edits are Bartizan's own.
 */
export function applyEdits(config: InfrastructureConfig, edits: readonly Edit[]): unknown {
  return edits.reduce<unknown>((changed, edit) => put(changed, edit, 0), config);
}

function put(holder: unknown, edit: Edit, depth: number): unknown {
  const key = edit.path[depth];
  if (key === undefined) return edit.value;
  if (holder === undefined && edit.value === undefined) return undefined;
  if (typeof key === "number") return putItem(listAt(holder, edit), key, edit, depth);
  return putMember(objectAt(holder, edit), key, edit, depth);
}

function putItem(list: readonly unknown[], index: number, edit: Edit, depth: number): unknown {
  if (index > list.length) throw astray(edit, `a list of ${list.length}`);
  const item = put(list[index], edit, depth + 1);
  const gone = item === undefined && depth === edit.path.length - 1;
  return list.toSpliced(index, 1, ...(gone ? [] : [item]));
}

function putMember(object: Readonly<Record<string, unknown>>, key: string, edit: Edit, depth: number): unknown {
  const own = Object.hasOwn(object, key) ? object[key] : undefined;
  const member = put(own, edit, depth + 1);
  const entries = Object.entries(object).filter(([name]) => name !== key || member !== undefined);
  const changed = entries.map(([name, value]) => [name, name === key ? member : value] as const);
  return Object.fromEntries(member !== undefined && own === undefined ? [...changed, [key, member]] : changed);
}

function listAt(holder: unknown, edit: Edit): readonly unknown[] {
  if (holder === undefined) return [];
  if (Array.isArray(holder)) return holder;
  throw astray(edit, `a value of type ${typeof holder}`);
}

function objectAt(holder: unknown, edit: Edit): Readonly<Record<string, unknown>> {
  if (holder === undefined) return {};
  if (typeof holder === "object" && holder !== null && !Array.isArray(holder)) return holder as Readonly<Record<Key, unknown>>;
  throw astray(edit, Array.isArray(holder) ? "a list" : `a value of type ${typeof holder}`);
}

function astray(edit: Edit, met: string): Error {
  return fail("BZ_INTERNAL", { where: formatPath(edit.path), found: `an edit that meets ${met} on its way` });
}
