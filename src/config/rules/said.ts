import { nearest } from "../../util/suggest.ts";
import type { RuleContext } from "../draft.ts";
import type { Mistake } from "../fault.ts";
import type { Path } from "../path.ts";
import { isObject, valueAt } from "../plain.ts";
import { fieldAt } from "../schema.ts";

/** Whether a key stands in the file, be its value broken or its name misspelt. */
export function said({ written }: RuleContext, here: Path, key: string): boolean {
  const holder = valueAt(written, here);
  if (!isObject(holder)) return holder !== undefined;
  const { keys } = fieldAt(here);
  return holder[key] !== undefined || Object.keys(holder).some((it) => !keys.includes(it) && nearest(it, keys) === key);
}

/** A key that does not apply, because of what another value says. */
export function outOfPlace(path: Path, found: string, allowed: string, mend?: string): Mistake {
  return { path, code: "BZ_CONFIG_KEY_OUT_OF_PLACE", found, allowed, ...(mend === undefined ? {} : { mend }) };
}
