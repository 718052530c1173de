import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, readlinkSync, renameSync, rmSync, statSync } from "node:fs";
import { join, relative, sep } from "node:path";
import type { App } from "../model/infrastructure.ts";
import { fail } from "../util/errors.ts";

/** Never part of a source: made from it, or not the app's. */
const LEFT_OUT = new Set(["node_modules", ".git", ".bartizan"]);

/** Content hash of the app's source and of how it is built: the same source gives the same release, wherever it is. */
export function releaseId(app: App): string {
  const hash = createHash("sha256");
  hash.update(JSON.stringify([app.build ?? "", app.output ?? ""]));
  const output = app.build !== undefined && app.output !== undefined ? app.output.replace(/\/+$/, "") : undefined;
  const visit = (dir: string): void => {
    for (const entry of readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = join(dir, entry.name);
      const name = relative(app.source, path).split(sep).join("/");
      if (LEFT_OUT.has(entry.name) || name === output) continue;
      if (entry.isDirectory()) visit(path);
      else if (entry.isSymbolicLink()) hash.update(`link\0${name}\0${readlinkSync(path)}\0`);
      else if (entry.isFile())
        hash.update(`file\0${name}\0${statSync(path).mode & 0o111 ? "x" : "-"}\0${statSync(path).size}\0`).update(readFileSync(path));
    }
  };
  visit(app.source);
  return hash.digest("hex").slice(0, 12);
}

/**
 * The release as tar.gz: built (once per id; kept in `cacheDir`) and packed. Throws `BZ_RELEASE_BUILD` with the build's last words,
 * `BZ_RELEASE_EMPTY` when the build left nothing where the config says.
 */
export async function packRelease(app: App, id: string, cacheDir: string): Promise<Buffer> {
  const file = join(cacheDir, `${id}.tar.gz`);
  if (existsSync(file)) return readFileSync(file);
  if (app.build !== undefined) {
    const built = await shell(app.build, app.source);
    if (built.code !== 0)
      throw fail("BZ_RELEASE_BUILD", {
        where: app.source,
        found: `\`${app.build}\` ended with status ${built.code}`,
        output: built.output.slice(-4000),
      });
  }
  const root = app.output === undefined ? app.source : join(app.source, app.output);
  if (!existsSync(root) || readdirSync(root).length === 0)
    throw fail("BZ_RELEASE_EMPTY", { where: root, found: existsSync(root) ? "an empty folder" : "no such folder" });
  mkdirSync(cacheDir, { recursive: true, mode: 0o700 });
  const excludes = ["--exclude=./.git", "--exclude=./.bartizan"];
  const packed = await shell('exec tar --sort=name --owner=0 --group=0 --numeric-owner "$@"', root, [
    ...excludes,
    "-czf",
    `${file}.new`,
    ".",
  ]);
  if (packed.code !== 0) {
    rmSync(`${file}.new`, { force: true });
    throw fail("BZ_RELEASE_BUILD", { where: root, found: `tar ended with status ${packed.code}`, output: packed.output });
  }
  renameSync(`${file}.new`, file);
  prune(cacheDir, 5);
  return readFileSync(file);
}

function prune(dir: string, keep: number): void {
  const packed = readdirSync(dir).filter((name) => name.endsWith(".tar.gz"));
  const byAge = packed.map((name) => join(dir, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(keep)) rmSync(old, { force: true });
}

function shell(command: string, cwd: string, args: readonly string[] = []): Promise<{ readonly code: number; readonly output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn("sh", ["-c", command, "sh", ...args], { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    const take = (chunk: Buffer): void => {
      output += chunk.toString();
    };
    child.stdout.on("data", take);
    child.stderr.on("data", take);
    child.once("error", reject);
    child.once("close", (code) => resolve({ code: code ?? 1, output }));
  });
}
