import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { OWN_FOLDER, ownFolder } from "../engine/own-folder.ts";

// An editor finds the types of `import "bartizan"` in node_modules alone, and most projects have none with Bartizan in it. So they
// stand beside the file, in the folder that no repository takes, and the project's tsconfig.json says so.

const BUILT = fileURLToPath(new URL("../../dist/", import.meta.url));
const FOLDER = join(OWN_FOLDER, "types");

/** What a tsconfig.json has to say, within `compilerOptions`. */
export const TYPES_PATH = '"paths": { "bartizan": ["./.bartizan/types/index.d.ts"] }';

/** The tsconfig.json of a new project: for the one file, so that an app beside it keeps its own. */
export const TSCONFIG = `{
  "compilerOptions": {
    "target": "es2023",
    "module": "esnext",
    "moduleResolution": "bundler",
    "strict": true,
    "noEmit": true,
    "types": [],
    ${TYPES_PATH}
  },
  "include": ["bartizan.config.ts"]
}
`;

/** Puts this version's types into a project whose tsconfig.json looks for them there. What cannot be written is not worth an error. */
export function keepTypes(dir: string): void {
  try {
    if (!readFileSync(join(dir, "tsconfig.json"), "utf8").includes(".bartizan/types")) return;
    writeTypes(dir);
  } catch {
    // No tsconfig.json, or a folder that this user may only read.
  }
}

function writeTypes(dir: string): void {
  const entry = join(BUILT, "index.d.ts");
  const folder = join(dir, FOLDER);
  const stamp = join(folder, "built");
  const built = `${entry} ${statSync(entry).mtimeMs}\n`;
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === built) return;
  ownFolder(join(dir, OWN_FOLDER));
  const fresh = `${folder}.${process.pid}`;
  for (const file of declarations("index.d.ts", new Set())) {
    mkdirSync(dirname(join(fresh, file)), { recursive: true });
    cpSync(join(BUILT, file), join(fresh, file));
  }
  writeFileSync(join(fresh, "built"), built);
  rmSync(folder, { recursive: true, force: true });
  renameSync(fresh, folder);
}

/** A file of declarations and all that it imports, relative to the folder of the build. */
function declarations(file: string, seen: Set<string>): ReadonlySet<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  const text = readFileSync(join(BUILT, file), "utf8");
  for (const [, path = ""] of text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g)) {
    declarations(join(dirname(file), path).replace(/\.[tj]s$/, ".d.ts"), seen);
  }
  return seen;
}
