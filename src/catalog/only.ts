import type { Part } from "../kit/part.ts";
import { fail } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

/** What the one part says that has this face. */
export function only<F extends keyof Part>(face: F): NonNullable<Part[F]> {
  const its = PARTS.find((part) => part[face] !== undefined)?.[face];
  if (its === undefined) throw fail("BZ_INTERNAL", { found: `no part with ${face}` });
  return its;
}
