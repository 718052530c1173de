import type { Endpoint } from "../kit/part.ts";
import { fail } from "../util/errors.ts";
import { PARTS } from "./registry.ts";

/** The URL, on a monitor's loopback, of whichever part answers this. */
export function endpoint(name: Endpoint): string {
  const [url] = PARTS.flatMap((part) => part.endpoints?.[name] ?? []);
  if (url === undefined) throw fail("BZ_INTERNAL", { found: `no part that answers ${name}` });
  return url;
}
