import { existsSync, readdirSync, readFileSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fail } from "../util/errors.ts";
import { type BuildResult, build } from "./build.ts";
import { type BuildPlaces, inputsOf, type ShippedApp } from "./inputs.ts";
import { selectFiles } from "./left-out.ts";
import { ownFolder } from "./own-folder.ts";
import { type Runner, runnerIn } from "./owner.ts";
import { packTree } from "./pack.ts";
import { digestOf, readTree, type TreeEntry, walkTree } from "./tree.ts";

/** How many packed releases are kept. */
const KEEP = 5;

/** An app on its way to a release. */
export interface BuildContext extends BuildPlaces {
  readonly app: ShippedApp;
  /** Folder for packed releases. */
  readonly cacheDir: string;
}

/**
 * The id of the release that this source makes, when that is known without a build: it is of what is shipped, so the same content
 * is the same release, however it came about. A build is known when it was run on these very inputs, or left them like this.
 */
export async function knownRelease(shop: BuildContext): Promise<string | undefined> {
  if (shop.app.build === undefined) return idOf(shipped(shop.app));
  const id = readBuilds(shop.cacheDir)[inputsOf(shop.app, shop)];
  return id !== undefined && existsSync(packedFile(shop, id)) ? id : undefined;
}

/**
 * The id of the release, built first where that has to be; `onBuild` is told when a build begins. Throws `BZ_RELEASE_BUILD` with the
 * build's last words, and `BZ_RELEASE_EMPTY` when it left nothing where the config says.
 */
export async function makeRelease(shop: BuildContext, onBuild: (as: Runner) => void = () => {}): Promise<string> {
  const { app } = shop;
  const known = await knownRelease(shop);
  if (known !== undefined || app.build === undefined) return known ?? idOf(shipped(app));
  const runner = runnerIn(app.source);
  return build({
    command: app.build,
    folder: app.source,
    runner,
    // Somebody else may have built the same while we waited for the folder.
    before: async () => {
      const other = await knownRelease(shop);
      if (other === undefined) onBuild(runner);
      return other;
    },
    after: (result) => take(shop, result, runner),
  });
}

/** An earlier version built as root, and what it left is root's. */
function ownersFiles(folder: string, name: string): string {
  return `Run app.build by hand as ${name}, who owns the folder and as whom it was run, and mend what it says. If files there are another user's: chown -R ${name} ${folder}`;
}

/** Packs what a build left, and notes what it was made from. */
async function take(shop: BuildContext, { code, output }: BuildResult, { name, ids }: Runner): Promise<string> {
  const { app, cacheDir } = shop;
  if (code !== 0)
    throw fail("BZ_RELEASE_BUILD", {
      where: app.source,
      found: `\`${app.build}\` ended with status ${code}`,
      output: output.slice(-4000),
      ...(ids.uid === undefined ? {} : { mend: ownersFiles(app.source, name ?? "") }),
    });
  const entries = shipped(app);
  const id = idOf(entries);
  if (!existsSync(packedFile(shop, id))) await pack(shop, id, entries);
  // The inputs as the build left them: it may write into its source, such as a version, and is not run again for that.
  noteBuild(cacheDir, inputsOf(app, shop), id);
  return id;
}

/** The packed release (tar.gz) of this id. Throws `BZ_RELEASE_FILE` when the source is no longer what the id was made from. */
export async function packedRelease(shop: BuildContext, id: string): Promise<string> {
  const file = packedFile(shop, id);
  if (existsSync(file)) {
    const now = new Date();
    utimesSync(file, now, now);
    return file;
  }
  const entries = shipped(shop.app);
  if (idOf(entries) !== id) throw fail("BZ_RELEASE_FILE", { where: shop.app.source, found: "it changed while it was being shipped" });
  await pack(shop, id, entries);
  return file;
}

const packedFile = ({ cacheDir }: BuildContext, id: string): string => join(cacheDir, `${id}.tar.gz`);

/** The folder of which a release is made. */
export function rootOf({ source, output }: ShippedApp): string {
  return output === undefined ? source : join(source, output);
}

function shipped(app: ShippedApp): readonly TreeEntry[] {
  const root = rootOf(app);
  const there = existsSync(root);
  const entries = there ? readTree(root, selectFiles(app.source, app.output).leaveOut) : [];
  if (entries.length === 0) throw fail("BZ_RELEASE_EMPTY", { where: root, found: there ? "an empty folder" : "no such folder" });
  return entries;
}

/** What of the app's folder is not shipped, and may be missed: by paths in its source, folders with a slash. */
export function leftOut({ app }: BuildContext): readonly string[] {
  const root = rootOf(app);
  const { leaveOut, missed } = selectFiles(app.source, app.output);
  if (existsSync(root)) walkTree(root, leaveOut);
  return missed();
}

function idOf(entries: readonly TreeEntry[]): string {
  return digestOf(entries).slice(0, 12);
}

async function pack(shop: BuildContext, id: string, entries: readonly TreeEntry[]): Promise<void> {
  const { app, cacheDir } = shop;
  ownFolder(cacheDir);
  const timesFile = join(cacheDir, "times.json");
  const { times, latest } = changeTimes(entries, readJson<Times>(timesFile, {}));
  const made = `${packedFile(shop, id)}.${process.pid}.new`;
  try {
    await packTree(rootOf(app), entries, (name) => times[name]?.[1] ?? latest, made);
  } catch (error) {
    rmSync(made, { force: true });
    throw error;
  }
  writeJson(timesFile, times);
  renameSync(made, packedFile(shop, id));
  prune(cacheDir);
}

/** Of each file its content and the second since the epoch at which a release first had it. */
type Times = Readonly<Record<string, readonly [content: string, seconds: number]>>;

/**
 * When each file got the content that it has. Web servers and apps make validators (ETag, Last-Modified) of size and time, so a file
 * with another content has to have another time, whatever a build, git or tar made of it; one with the same keeps its own.
 */
function changeTimes(entries: readonly TreeEntry[], before: Times): { readonly times: Times; readonly latest: number } {
  const last = Object.values(before).reduce((most, [, seconds]) => Math.max(most, seconds), 0);
  const latest = Math.max(Math.floor(Date.now() / 1000), last + 1);
  const files = entries.filter((it) => it.kind === "file");
  const times = Object.fromEntries(
    files.map(({ name, content }): [string, readonly [string, number]] => {
      const known = before[name];
      return [name, known?.[0] === content ? known : [content, latest]];
    }),
  );
  return { times, latest };
}

type Builds = Readonly<Record<string, string>>;

const buildsFile = (cacheDir: string): string => join(cacheDir, "builds.json");

function readBuilds(cacheDir: string): Builds {
  return readJson<Builds>(buildsFile(cacheDir), {});
}

function noteBuild(cacheDir: string, inputs: string, id: string): void {
  const kept = Object.entries(readBuilds(cacheDir)).filter(([name, its]) => name !== inputs && existsSync(join(cacheDir, `${its}.tar.gz`)));
  writeJson(buildsFile(cacheDir), Object.fromEntries([...kept.slice(-20), [inputs, id]]));
}

/** What a killed run left half-written counts as nothing. */
function readJson<T>(path: string, otherwise: T): T {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as T;
  } catch {
    return otherwise;
  }
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(`${path}.${process.pid}.new`, JSON.stringify(value));
  renameSync(`${path}.${process.pid}.new`, path);
}

function prune(dir: string): void {
  const packed = readdirSync(dir).filter((name) => name.endsWith(".tar.gz"));
  const byAge = packed.map((name) => join(dir, name)).sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  for (const old of byAge.slice(KEEP)) rmSync(old, { force: true });
}
