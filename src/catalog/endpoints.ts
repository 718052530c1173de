import type { Endpoint, Part } from "../kit/part.ts";
import { fail } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

/** The part that answers this on a monitor. */
export function answering(name: Endpoint): Part {
  const part = PARTS.find(({ endpoints }) => endpoints?.[name] !== undefined);
  if (part === undefined) throw fail("BZ_INTERNAL", { found: `no part that answers ${name}` });
  return part;
}

/** Its URL, on the monitor's loopback. */
export function endpoint(name: Endpoint): string {
  return answering(name).endpoints?.[name] ?? "";
}
