import type { ErrorCode } from "../util/errors.ts";
import type { Path } from "./path.ts";

/** What is wrong with one value, before anybody knows where it stands. */
export interface Fault {
  readonly code: ErrorCode;
  readonly found?: string;
  readonly allowed?: string;
  readonly mend?: string;
}

/** A fault and its place. */
export interface Mistake extends Fault {
  readonly path: Path;
}

/** A key that does not apply, because of what another value says. */
export function outOfPlace(path: Path, found: string, allowed: string, mend?: string): Mistake {
  return { path, code: "BZ_CONFIG_KEY_OUT_OF_PLACE", found, allowed, ...(mend === undefined ? {} : { mend }) };
}

/** Says what is wrong with a value of the right type; undefined when nothing is. */
export type Rule<T> = (value: T) => Fault | undefined;
