import { type Stats, statSync } from "node:fs";

/** What stands at the path; undefined when nothing does, or when nobody can tell (a name too long, a loop of links, no permission). */
export function statOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
