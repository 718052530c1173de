import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { command, type Result } from "./support/command.ts";

// What whoever installs the package from a registry gets, in a folder that has nothing to do with this one.
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const place = mkdtempSync(join(tmpdir(), "bartizan-e2e-package-"));
const site = join(place, "my-site");

const run = (program: string, args: readonly string[], cwd = place): Promise<Result> =>
  command(program, args, { cwd, timeoutMs: 540_000, env: { HOME: place } });
const bartizan = (...args: readonly string[]): Promise<Result> =>
  run(join(place, "prefix/bin/bartizan"), args, existsSync(site) ? site : place);
async function good(result: Promise<Result>): Promise<string> {
  const { code, stdout, stderr } = await result;
  expect(code, `${stdout}\n${stderr}`).toBe(0);
  return stdout;
}

beforeAll(async () => {
  // As it was built for this run: `prepack` would take the build away from the tests beside this one.
  await good(run("npm", ["pack", "--ignore-scripts", "--pack-destination", place], ROOT));
  const [tarball = ""] = readdirSync(place).filter((it) => it.endsWith(".tgz"));
  await good(run("npm", ["install", "--global", "--prefix", join(place, "prefix"), "--no-audit", "--no-fund", join(place, tarball)]));
});
afterAll(async () => {
  await bartizan("down");
  rmSync(place, { recursive: true, force: true });
});

it("runs no script when it is installed, and has the manual and the runbooks of its version", async () => {
  const manifest = await good(run("npm", ["pkg", "get", "scripts", "version"], join(place, "prefix/lib/node_modules/bartizan")));
  const { scripts, version } = JSON.parse(manifest) as { scripts: Record<string, string>; version: string };
  for (const name of ["preinstall", "install", "postinstall"]) expect(scripts[name]).toBeUndefined();
  expect((await good(bartizan("--version"))).trim()).toBe(version);
  expect(await good(bartizan("guide", "up"))).toContain("How `up` works");
  expect(await good(bartizan("explain", "HostSilent"))).toContain("What to do");
});

it("makes a project, judges and draws it, and brings it up in the lab", async () => {
  await good(bartizan("init", site));
  expect((await bartizan("check")).stdout).toContain("lb-spof");
  await good(bartizan("draw", "-o", join(place, "picture.svg")));
  expect(existsSync(join(place, "picture.svg"))).toBe(true);
  await good(bartizan("up", "--lab"));
  expect(await good(bartizan("up", "--lab"))).toContain("no changes");
});
