import { quoted } from "../util/quoted.ts";
import { itemsOf } from "./draft.ts";
import type { Mistake } from "./fault.ts";
import { formatPath, type Path } from "./path.ts";

/** Every later place of what is in a list twice. */
export function twice<T>(
  path: Path,
  values: readonly (T | undefined)[] | undefined,
  key: (value: T) => string | undefined = String,
): readonly Mistake[] {
  const firsts = new Map<string, number>();
  return itemsOf(values).flatMap(([index, value]): readonly Mistake[] => {
    const name = key(value);
    if (name === undefined) return [];
    const first = firsts.get(name);
    if (first === undefined) firsts.set(name, index);
    if (first === undefined) return [];
    const found = `${quoted(name)}, which is also ${formatPath([path.at(-1) ?? "", first])}`;
    return [{ path: [...path, index], code: "BZ_CONFIG_LISTED_TWICE", found, allowed: "everything once" }];
  });
}
