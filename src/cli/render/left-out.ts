import { IGNORE_FILE } from "../../model/ignore-file.ts";

const SHOWN = 5;

/** What of the app's folder is not shipped, in a line. */
export function leftOutLine(paths: readonly string[]): string {
  const shown = paths.slice(0, SHOWN).join(", ");
  const more = paths.length > SHOWN ? ` and ${paths.length - SHOWN} more` : "";
  return `not shipped: ${shown}${more} (secrets and keys stay here: pass them by secret(); ${IGNORE_FILE} has other rules)`;
}
