import { mkdirSync, readFileSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { homedir } from "node:os";
import { dirname, extname, join, resolve } from "node:path";
import type { InfrastructureConfig } from "../language/config.ts";
import type { ConfigRule } from "../language/draft.ts";
import type { Provenance } from "../language/provenance.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { BartizanError, fail } from "../util/errors.ts";
import { quoted } from "../util/quoted.ts";
import { withoutSecrets } from "../util/secret-like.ts";
import { checkConfig } from "./check.ts";
import * as define from "./define.ts";
import { findConfig } from "./find.ts";
import { resolveConfig } from "./resolve.ts";
import { statOf } from "./stat.ts";

// As CommonJS, which it is: an import would search all of it for the names of its exports first, for 25 ms.
const { createJiti } = createRequire(import.meta.url)("jiti") as typeof import("jiti");

/** An infrastructure, where its file stands and where its values come from. */
export interface LoadedConfig {
  /** The config file, absolute. */
  readonly path: string;
  /** Its folder. */
  readonly dir: string;
  /** What the file exports, found right, before defaults are filled in. */
  readonly config: InfrastructureConfig;
  readonly infra: Infrastructure;
  readonly provenance: Provenance;
}

/**
 * Loads and checks the config file: the one that is named, else the one here or above. Throws a BartizanError with every
 * problem at once.
 */
export async function loadInfrastructure(named: string | undefined, cwd: string): Promise<LoadedConfig> {
  return load(findConfig(named, cwd));
}

/** Loads and checks a text as if it stood in this file. Throws as {@link loadInfrastructure} does. */
export async function loadText(path: string, text: string): Promise<LoadedConfig> {
  return load(path, text);
}

async function load(path: string, text?: string): Promise<LoadedConfig> {
  const dir = dirname(path);
  const checked = checkConfig((await evaluate(path, text)).config, [appFolderIsThere(dir)]);
  if (!checked.ok) throw new BartizanError(checked.problems);
  return { path, dir, config: checked.config, ...resolveConfig(checked.config, dir) };
}

/** The one rule that looks at the disk. */
function appFolderIsThere(dir: string): ConfigRule {
  return ({ draft }) => {
    const written = draft.app?.source;
    if (written === undefined) return [];
    const folder = resolve(dir, written);
    const stat = statOf(folder);
    if (stat?.isDirectory()) return [];
    const found = `${withoutSecrets(quoted(folder, 200))}, which is not ${stat === undefined ? "there" : "a folder"}`;
    return [{ path: ["app", "source"], code: "BZ_CONFIG_APP_FOLDER", found, allowed: "an existing folder, relative to the config file" }];
  };
}

/**
 * Where the compiled config is kept, so that the compiler (a megabyte and a half) is loaded only after a change. Never in a
 * folder that others may write to: what lies there is run.
 */
function cacheFolder(): string | false {
  const home = homedir();
  const folder = join(home, ".cache", "bartizan", "config");
  try {
    // Under sudo the home may be somebody else's, who would find folders of root's there.
    if (statSync(home).uid !== process.getuid?.()) return false;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const stat = statSync(folder);
    return stat.uid === process.getuid() && (stat.mode & 0o022) === 0 ? folder : false;
  } catch {
    return false;
  }
}

/**
 * Runs the file, or a text in its place, and returns what it exports by default: in an object, for it may be a Promise, which
 * `return` would wait for.
 */
async function evaluate(path: string, text?: string): Promise<{ readonly config: unknown }> {
  const jiti = createJiti(path, {
    fsCache: cacheFolder(),
    // A changed file is to be seen by a process that goes on running.
    moduleCache: false,
    interopDefault: false,
    // The file gets the very functions of this process, whether or not the package is installed beside it.
    virtualModules: { bartizan: define },
  });
  try {
    readFileSync(path);
  } catch (cause) {
    throw fail("BZ_CONFIG_FILE_UNREADABLE", {
      where: path,
      found: (cause as NodeJS.ErrnoException).code ?? "an error",
      allowed: "a file that you may read",
      cause,
    });
  }
  let exported: unknown;
  try {
    exported = await (text === undefined ? jiti.import(path) : jiti.evalModule(text, { filename: path, ext: extname(path), async: true }));
  } catch (cause) {
    throw loadingError(path, cause);
  }
  const members = typeof exported === "object" && exported !== null ? new Map<string, unknown>(Object.entries(exported)) : new Map();
  const value: unknown = members.get("default");
  if (value === undefined) {
    const found = members.size === 0 ? "no export" : `no default export, only ${[...members.keys()].slice(0, 5).join(", ")}`;
    throw fail("BZ_CONFIG_FILE_EXPORT", { where: path, found, allowed: "a config as the default export" });
  }
  // Judged as "a Promise"; that it may also fail is then no news.
  if (value instanceof Promise) value.catch(() => {});
  return { config: value };
}

/** What the file threw, as text; it may be anything at all. */
function messageOf(thrown: unknown): string {
  try {
    return withoutSecrets(thrown instanceof Error ? `${thrown.name}: ${thrown.message}` : String(thrown)).slice(0, 2000);
  } catch {
    return "a value that cannot be shown";
  }
}

/** The topmost line of the stack that is in a file of the user's. Compiling keeps lines, but not columns. */
function placeOf(thrown: unknown, path: string): string {
  const stack = thrown instanceof Error && typeof thrown.stack === "string" ? thrown.stack : "";
  const frames = stack.split("\n").flatMap((line) => /\(?(?:file:\/\/)?(\/[^()]*?:\d+):\d+\)?$/.exec(line)?.[1] ?? []);
  return frames.find((frame) => frame.startsWith(`${dirname(path)}/`) && !frame.includes("/node_modules/")) ?? path;
}

function loadingError(path: string, thrown: unknown): BartizanError {
  const message = messageOf(thrown);
  const syntax = /ParseError:\s*([\s\S]*?)\s*\n\s*(\S[^\n]*:\d+):(\d+)\s*$/.exec(message);
  if (syntax !== null) {
    const [, words = "", line = path, column = "0"] = syntax;
    // The compiler counts columns from 0, editors from 1.
    return fail("BZ_CONFIG_FILE_SYNTAX", { where: `${line}:${Number(column) + 1}`, found: words, allowed: "valid TypeScript" });
  }
  const [first = ""] = message.split("\n");
  const code = thrown instanceof Error && "code" in thrown ? thrown.code : undefined;
  if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND" || code === "ERR_PACKAGE_PATH_NOT_EXPORTED") {
    return fail("BZ_CONFIG_FILE_IMPORT", {
      where: path,
      found: first.replace(/^Error: /, ""),
      allowed: "files and packages that are there",
    });
  }
  return fail("BZ_CONFIG_FILE_THROWS", { where: placeOf(thrown, path), found: first, allowed: "a file that runs to its end" });
}
