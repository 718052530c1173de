import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { writePrivate } from "../engine/vault-store.ts";
import { fail } from "../util/errors.ts";
import { sha256 } from "../util/hash.ts";
import type { Target } from "./target.ts";
import { todayUtc } from "./today.ts";

/** The page as it was built, and the page's own files on the host. */
const PAGE = ["index.html", "console.css", "console.js", "runbooks.json"] as const;

const ROOT = fileURLToPath(new URL("../../", import.meta.url));

/** What is written once and kept: judging and drawing cost more than all the rest of a look at machines that are as they should be. */
interface Kept {
  readonly key: string;
  readonly files: readonly (readonly [name: string, text: string])[];
}

/** The files of the console of a target, by name: the page, and what it is to show of this infrastructure. */
export async function consoleFiles(target: Target, release: string | undefined): Promise<ReadonlyMap<string, string>> {
  const page = PAGE.map((name) => [name, readPage(name)] as const);
  return new Map([...page, ...(await ofThisSite(target, release))]);
}

function readPage(name: string): string {
  const path = join(ROOT, "dist/console", name);
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw fail("BZ_INTERNAL", { where: path, found: "the console's page was not built", cause });
  }
}

async function ofThisSite(target: Target, release: string | undefined): Promise<Kept["files"]> {
  const path = join(target.notesDir, "console.json");
  const today = todayUtc();
  const key = sha256(JSON.stringify([target.infra, release ?? null, today, builtAt()]));
  const kept = readKept(path);
  if (kept?.key === key) return kept.files;
  const { siteFiles } = await import("./console-site.ts");
  const files = siteFiles(target, release, today);
  keep(path, { key, files });
  return files;
}

/** A new build may draw and judge otherwise. */
function builtAt(): string {
  const { mtimeMs, size } = statSync(join(ROOT, "dist/.bundled"), { throwIfNoEntry: false }) ?? { mtimeMs: 0, size: 0 };
  return `${mtimeMs} ${size}`;
}

function readKept(path: string): Kept | undefined {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as Kept;
  } catch {
    return undefined;
  }
}

function keep(path: string, kept: Kept): void {
  try {
    // Where `up` has never run, nothing is left behind.
    if (existsSync(dirname(path))) writePrivate(path, JSON.stringify(kept));
  } catch {
    // It is made again the next time.
  }
}
