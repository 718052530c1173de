import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, open, readdir, readFile } from "node:fs/promises";
import { fail } from "../util/errors.ts";
import { unknownPackages } from "../util/unknown-packages.ts";
import { run, sleep } from "./command.ts";
import { buildScript, imageHash, imagePackages } from "./image-recipe.ts";
import { IMAGES } from "./places.ts";
import { readJson } from "./record.ts";

export interface ImageOptions {
  /** Folder that images are kept in. */
  readonly dir?: string;
  /** Debian mirror; deb.debian.org when absent. */
  readonly mirror?: string;
  readonly onProgress?: (line: string) => void;
}

/** Where the image for these packages is, or would be. */
export function imagePath(packages: readonly string[], dir = IMAGES): string {
  return `${dir}/${imageHash(imagePackages(packages))}/rootfs`;
}

/** Whether the image for these packages is there, whole. */
export function imageIn(packages: readonly string[], dir = IMAGES): boolean {
  return existsSync(`${dir}/${imageHash(imagePackages(packages))}/image.json`);
}

/**
 * The root of a base image with these packages, built if it is not there yet. A build goes on when we are killed, and the next
 * call waits for it.
 */
export async function ensureImage(packages: readonly string[], options: ImageOptions = {}): Promise<string> {
  const dir = options.dir ?? IMAGES;
  const all = imagePackages(packages);
  const hash = imageHash(all);
  const done = async (): Promise<string> => {
    // An image keeps the setuid programs of its day, and nobody updates them: nobody but root may come near.
    await chmod(`${dir}/${hash}`, 0o700);
    return imagePath(packages, dir);
  };
  if (existsSync(`${dir}/${hash}/image.json`)) return done();
  await mkdir(dir, { recursive: true, mode: 0o755 });

  // One from another mirror would keep that.
  const parent = options.mirror === undefined ? await parentIn(dir, all) : undefined;
  const script = buildScript({
    dir,
    hash,
    packages: all,
    ...(options.mirror === undefined ? {} : { mirror: options.mirror }),
    ...(parent === undefined ? {} : { parent }),
  });
  // In namespaces of its own: when it is killed, its mounts and all its processes go with it.
  const isolated = ["unshare", "--mount", "--pid", "--fork", "--kill-child", "--mount-proc", "--propagation", "slave", "sh", "-c", script];
  const logPath = `${dir}/${hash}.log`;
  const log = await open(logPath, "w");
  const child = spawn("flock", [`${dir}/${hash}.lock`, ...isolated], { cwd: "/", stdio: ["ignore", log.fd, log.fd] });
  let code: number | undefined;
  let problem: Error | undefined;
  child.once("error", (error) => {
    problem = error;
    code = 127;
  });
  child.once("close", (status) => {
    code ??= status ?? 137;
  });
  let shown = "";
  while (code === undefined) {
    await sleep(200);
    const line = progressOf(await readFile(logPath, "utf8"));
    if (line !== shown && line !== "") options.onProgress?.(line);
    shown = line;
  }
  await log.close();
  if (code === 0) return done();
  const said = await readFile(logPath, "utf8");
  const unknown = unknownPackages(said, await knownHere());
  if (unknown !== undefined) throw unknown;
  const output = problem?.message ?? said.trimEnd().split("\n").slice(-15).join("\n");
  throw fail("BZ_LAB_IMAGE", { where: `${dir}/${hash}`, found: `status ${code}`, output });
}

/** The name of the image by this recipe that has most of these packages, and no others. */
async function parentIn(dir: string, packages: readonly string[]): Promise<string | undefined> {
  const wanted = new Set(packages);
  let best: { readonly name: string; readonly size: number } | undefined;
  for (const name of await readdir(dir)) {
    const record = await readJson<{ readonly packages: readonly string[] }>(`${dir}/${name}/image.json`).catch(() => undefined);
    if (record === undefined || imageHash(record.packages) !== name || !record.packages.every((it) => wanted.has(it))) continue;
    if (record.packages.length > (best?.size ?? 0)) best = { name, size: record.packages.length };
  }
  return best?.name;
}

/** The names of the packages that this machine's own apt knows: near enough to say which one was meant. */
async function knownHere(): Promise<readonly string[]> {
  return (await run(["apt-cache", "pkgnames"], { timeoutMs: 10_000 })).stdout.split("\n");
}

/** The last thing that mmdebstrap said it does. */
function progressOf(log: string): string {
  return /^I: (.*)\.\.\.$/m.exec(log.trimEnd().split("\n").reverse().join("\n"))?.[1] ?? "";
}
