import { execFileSync, spawn, spawnSync } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { ShippedApp } from "./inputs.ts";
import { type BuildContext, knownRelease, makeRelease, packedRelease } from "./release.ts";

let project = "";
let source = "";
let shop: BuildContext;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "bartizan-app-"));
  source = join(project, "app");
  mkdirSync(join(source, "src"), { recursive: true });
  // For what a build tells the test: nothing in there is an input.
  mkdirSync(join(project, ".bartizan"));
  write("src/server.txt", "one");
  shop = of({ build: "mkdir -p out && cp src/server.txt out/ && echo x >>../.bartizan/builds", output: "out" });
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

function of(changes: Partial<ShippedApp>): BuildContext {
  const { build: _build, output: _output, ...rest } = whiteboard.app as ShippedApp;
  return {
    app: { ...rest, source, ...changes },
    project,
    config: join(project, "bartizan.config.ts"),
    cacheDir: join(project, ".bartizan/releases"),
  };
}
function write(name: string, text: string): void {
  writeFileSync(join(source, name), text);
}
const builds = (): number =>
  existsSync(join(project, ".bartizan/builds")) ? readFileSync(join(project, ".bartizan/builds"), "utf8").length / 2 : 0;
/** `MODE SIZE SECONDS NAME` of each entry of a packed release. */
async function listing(its: BuildContext, id: string): Promise<readonly string[]> {
  const words = ["--full-time", "--utc", "-tvzf", await packedRelease(its, id)];
  return execFileSync("tar", words, { encoding: "utf8" }).trim().split("\n");
}
const names = async (its: BuildContext, id: string): Promise<readonly string[]> =>
  (await listing(its, id)).map((line) => line.replace(/^(\S+\s+){5}/, ""));

it("names a release by what is shipped, and builds once for the same inputs", async () => {
  expect(await knownRelease(shop)).toBeUndefined();
  const id = await makeRelease(shop);
  expect(await names(shop, id)).toEqual(["server.txt"]);
  expect(await makeRelease(shop)).toBe(id);
  expect(builds()).toBe(1);
  // What the build made, and what it fetched, is no input of it.
  rmSync(join(source, "out"), { recursive: true });
  mkdirSync(join(source, "node_modules"));
  write("node_modules/x", "fetched");
  expect(await knownRelease(shop)).toBe(id);
  write("src/server.txt", "two");
  expect(await knownRelease(shop)).toBeUndefined();
  expect(await makeRelease(shop)).not.toBe(id);
  write("src/server.txt", "one");
  expect(await knownRelease(shop)).toBe(id);
});

it("is the same release when another build makes the same of other inputs", async () => {
  const id = await makeRelease(shop);
  write("src/notes.txt", "not shipped");
  expect(await knownRelease(shop)).toBeUndefined();
  expect(await makeRelease(shop)).toBe(id);
  expect(builds()).toBe(2);
});

it("does not run a build again that wrote into its own source", async () => {
  const own = of({ build: "date +%s%N >version.txt" });
  const id = await makeRelease(own);
  expect(await makeRelease(own)).toBe(id);
  expect(await names(own, id)).toEqual(["src", "src/server.txt", "version.txt"]);
  write("src/server.txt", "two");
  expect(await makeRelease(own)).not.toBe(id);
});

it.each([
  ["in a git repository", true],
  ["in the folder of the config file", false],
])("builds again when something beside the source changes, %s", async (_where, git) => {
  if (git) execFileSync("git", ["init", "-q"], { cwd: project });
  mkdirSync(join(project, "packages"));
  writeFileSync(join(project, "packages/shared.txt"), "old");
  const own = of({ build: "mkdir -p out && cp ../packages/shared.txt out/", output: "out" });
  const id = await makeRelease(own);
  expect(await knownRelease(own)).toBe(id);
  writeFileSync(join(project, "bartizan.config.ts"), "the config is no input");
  expect(await knownRelease(own)).toBe(id);
  writeFileSync(join(project, "packages/shared.txt"), "new code");
  expect(await makeRelease(own)).not.toBe(id);
});

it("counts everything that is shipped where nothing is built, packages that lie in the source as well", async () => {
  const own = of({});
  const id = await makeRelease(own);
  mkdirSync(join(source, "node_modules"));
  write("node_modules/x", "one");
  const other = await makeRelease(own);
  expect(other).not.toBe(id);
  expect(await names(own, other)).toContain("node_modules/x");
  await expect(packedRelease(own, "000000000000")).rejects.toThrow(/BZ_RELEASE_FILE[\s\S]*changed/);
});

it("leaves out at any depth what is git's and Bartizan's, and ships links as links", async () => {
  const own = of({});
  for (const folder of [".git", ".bartizan", "src/.git", "src/.bartizan"]) {
    mkdirSync(join(source, folder));
    write(`${folder}/key`, "secret");
  }
  symlinkSync("src/server.txt", join(source, "link"));
  expect(await names(own, await makeRelease(own))).toEqual(["link -> src/server.txt", "src", "src/server.txt"]);
});

it("ships what everybody can read, and what can be run as such, whatever the umask of the checkout", async () => {
  write("run.sh", "#!/bin/sh\n");
  const id = await makeRelease(of({}));
  for (const [name, mode] of [
    ["", 0o700],
    ["src", 0o700],
    ["src/server.txt", 0o600],
  ] as const)
    chmodSync(join(source, name), mode);
  expect(await makeRelease(of({}))).toBe(id);
  chmodSync(join(source, "run.sh"), 0o700);
  const other = await makeRelease(of({}));
  expect(other).not.toBe(id);
  expect((await listing(of({}), other)).map((line) => line.slice(0, 10))).toEqual(["-rwxr-xr-x", "drwxr-xr-x", "-rw-r--r--"]);
});

it("gives a file another time when its content is another, and the same while it is the same", async () => {
  const own = of({});
  const at = new Date("2020-01-01T00:00:00Z");
  const timesOf = async (): Promise<ReadonlyMap<string, string>> => {
    const lines = await listing(own, await makeRelease(own));
    return new Map(lines.map((line) => line.split(/\s+/)).map(([, , , date = "", time = "", name = ""]) => [name, `${date} ${time}`]));
  };
  write("a.css", "red");
  write("b.css", "sky");
  utimesSync(join(source, "a.css"), at, at);
  const before = await timesOf();
  write("a.css", "tan");
  utimesSync(join(source, "a.css"), at, at);
  const after = await timesOf();
  expect(after.get("a.css")).not.toBe(before.get("a.css"));
  expect(after.get("b.css")).toBe(before.get("b.css"));
});

it("reads a file that is larger than what Node reads at once", async () => {
  write("large.img", "");
  truncateSync(join(source, "large.img"), 2 ** 31 + 1);
  expect(await knownRelease(of({}))).toMatch(/^[0-9a-f]{12}$/);
}, 120_000);

it("shows the build's own words when it fails, and leaves nothing", async () => {
  await expect(makeRelease(of({ build: "echo compiler says no >&2; exit 3" }))).rejects.toThrow(
    /BZ_RELEASE_BUILD[\s\S]*status 3[\s\S]*compiler says no/,
  );
  await expect(makeRelease(of({ build: "true", output: "nowhere" }))).rejects.toThrow("BZ_RELEASE_EMPTY");
  expect(existsSync(shop.cacheDir) ? readdirSync(shop.cacheDir) : []).toEqual([]);
});

it("ends with the build, whatever that left running", async () => {
  const own = of({ build: "sleep 300 & echo $! >../.bartizan/left; mkdir -p out && echo x >out/x", output: "out" });
  await makeRelease(own);
  await gone(Number(readFileSync(join(project, ".bartizan/left"), "utf8")));
});

it("builds once for two that ask at the same time", async () => {
  const slow = of({ build: `sleep 0.5; ${shop.app.build}`, output: "out" });
  const [one, two] = await Promise.all([makeRelease(slow), makeRelease({ ...slow, project: source })]);
  expect(one).toBe(two);
  expect(builds()).toBeLessThanOrEqual(2);
  expect(await Promise.all([makeRelease(shop), makeRelease(shop)])).toEqual([one, one]);
  expect(builds()).toBeLessThanOrEqual(3);
});

it("takes the build along when it is killed, and lets the next one begin only then", async () => {
  // Two processes that must not be there together: the build and its successor.
  const own = of({ build: "mkdir busy || exit 9; echo $$ >../.bartizan/first; sleep 300", output: "out" });
  const [jiti, release] = [import.meta.resolve("jiti"), fileURLToPath(new URL("release.ts", import.meta.url))].map((it) =>
    JSON.stringify(it),
  );
  const script = `import { createJiti } from ${jiti};
const { makeRelease } = await createJiti(import.meta.url).import(${release});
await makeRelease(${JSON.stringify(own)});`;
  writeFileSync(join(project, "run.mjs"), script);
  const first = spawn(process.execPath, [join(project, "run.mjs")], { stdio: "ignore" });
  for (let i = 0; i < 500 && !existsSync(join(project, ".bartizan/first")); i += 1) await wait(20);
  first.kill("SIGKILL");
  const next = of({ build: "rmdir busy && mkdir -p out && echo y >out/y", output: "out" });
  await makeRelease(next);
  await gone(Number(readFileSync(join(project, ".bartizan/first"), "utf8")));
}, 60_000);

async function gone(pid: number): Promise<void> {
  const state = (): string => spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" }).stdout.trim();
  for (let i = 0; i < 100 && !/^(Z.*)?$/.test(state()); i += 1) await wait(20);
  expect(state()).toMatch(/^(Z.*)?$/);
}
