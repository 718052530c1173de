import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

// The pages come with the program, so that they are where people are and of the same version.

const DOCS = fileURLToPath(new URL("../../docs/", import.meta.url));

type Shelf = "guide" | "runbooks";

/** The names of the pages there are. */
export function pages(shelf: Shelf): readonly string[] {
  try {
    return readdirSync(join(DOCS, shelf))
      .filter((name) => name.endsWith(".md"))
      .map((name) => name.slice(0, -".md".length))
      .sort();
  } catch {
    return [];
  }
}

/** The text of a page that there is. */
export function page(shelf: Shelf, name: string): string {
  return readFileSync(join(DOCS, shelf, `${name}.md`), "utf8");
}
