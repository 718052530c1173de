import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { lstatSync, readdirSync, realpathSync } from "node:fs";
import { basename, dirname, join, relative, sep } from "node:path";
import type { Infrastructure } from "../model/infrastructure.ts";
import { runnerIn } from "./owner.ts";
import { digestOf, readTree } from "./tree.ts";

/** The app as the model has it. */
export type ShippedApp = NonNullable<Infrastructure["app"]>;

/** Never an input of a build: what it fetches, and what is not the app's. */
const NO_INPUTS = new Set(["node_modules", ".git", ".bartizan"]);

/** Beyond so many files around the source, the rest is not looked at: somebody keeps the config file in a home folder. */
const MOST_AROUND = 20_000;

/** Where a build's inputs may stand. */
export interface BuildPlaces {
  /** Folder of the config file. */
  readonly project: string;
  /** The config file, which is no input: it changes for other reasons. */
  readonly config: string;
}

/**
 * One name for all that a build can be made from: the command, the source by its content, and what stands around it (the git
 * repository that it is part of, else the folder of the config file) by sizes and times. A build that makes the same of
 * different inputs makes the same release, so looking at too much costs a build and no deployment.
 */
export function inputsOf(app: ShippedApp, { project, config }: BuildPlaces): string {
  const output = app.output?.replace(/\/+$/, "");
  const source = readTree(app.source, (path, name) => NO_INPUTS.has(name) || path === output);
  const hash = createHash("sha256");
  hash.update(JSON.stringify([app.build, app.output]));
  hash.update(digestOf(source.filter((it) => it.kind !== "directory")));
  for (const line of around(realpathSync(app.source), realpathSync(project), join(realpathSync(dirname(config)), basename(config))))
    hash.update(`${line}\0`);
  return hash.digest("hex");
}

/** A line for each file around the source. */
function around(source: string, project: string, config: string): readonly string[] {
  const repository = inRepository(source);
  const root = repository?.root ?? project;
  if (root === source || !`${source}${sep}`.startsWith(`${root}${sep}`)) return [];
  const inside = `${relative(root, source)}${sep}`;
  const names = repository?.names ?? walk(root);
  return names.flatMap((name) => {
    if (name.startsWith(inside) || join(root, name) === config || name.split(sep).some((part) => NO_INPUTS.has(part))) return [];
    const stat = lstatSync(join(root, name), { throwIfNoEntry: false });
    return stat === undefined || stat.isDirectory() ? [] : [`${name} ${stat.size} ${stat.mtimeMs} ${stat.mode}`];
  });
}

/** What git knows of, and what it would take: not what it ignores. Undefined outside of a repository, and without git. */
function inRepository(source: string): { readonly root: string; readonly names: readonly string[] } | undefined {
  // Somebody else's checkout, as in a container or under sudo, is as good as one's own for reading.
  // But its configuration may name programs to be run, so it is read as its owner.
  const { ids, env } = runnerIn(source);
  const git = (cwd: string, ...words: readonly string[]): string => {
    const [program = "git", ...rest] = [...env, "git", "-c", "safe.directory=*", "-c", "core.fsmonitor=false", ...words];
    return execFileSync(program, rest, {
      ...ids,
      cwd,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
      maxBuffer: 1 << 30,
    });
  };
  try {
    const root = realpathSync(git(source, "rev-parse", "--show-toplevel").replace(/\n$/, ""));
    const names = git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0");
    return { root, names: [...new Set(names)].filter((name) => name !== "").sort() };
  } catch {
    return undefined;
  }
}

function walk(root: string): readonly string[] {
  const names: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      if (names.length >= MOST_AROUND) return;
      const name = folder === "" ? entry.name : `${folder}${sep}${entry.name}`;
      if (entry.isDirectory() && !NO_INPUTS.has(entry.name)) visit(name);
      else if (!entry.isDirectory()) names.push(name);
    }
  };
  try {
    visit("");
  } catch {
    // A folder around the source that we may not read is no input of the build either.
  }
  return names.sort();
}
