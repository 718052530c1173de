import { chmodSync, chownSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { ShippedApp } from "./inputs.ts";
import { type Runner, runnerIn } from "./owner.ts";
import { type BuildContext, makeRelease } from "./release.ts";

let project = "";
let source = "";
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "bartizan-owner-"));
  source = join(project, "app");
  chmodSync(project, 0o755);
  mkdirSync(source);
  writeFileSync(join(source, "server.txt"), "one");
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const shopOf = (build: string): BuildContext => ({
  app: { ...(whiteboard.app as ShippedApp), source, build, output: "out" },
  project,
  config: join(project, "bartizan.config.ts"),
  cacheDir: join(project, ".bartizan/releases"),
});
/** An account that every Debian has. */
const NOBODY = 65_534;

describe.runIf(process.getuid?.() === 0)("under root", () => {
  test("a build is run as the owner of the source, with a home of its own", async () => {
    chownSync(source, NOBODY, NOBODY);
    let as: Runner | undefined;
    await makeRelease(shopOf('mkdir out && { id -u; id -G; echo "$HOME $USER"; } >out/who'), (runner) => {
      as = runner;
    });
    expect(as?.name).toBe("nobody");
    expect(readFileSync(join(source, "out/who"), "utf8")).toBe("65534\n65534\n/nonexistent nobody\n");
    expect(statSync(join(source, "out/who")).uid).toBe(NOBODY);
  });

  test("one that cannot write what an earlier run left to root says how to mend that", async () => {
    chownSync(source, NOBODY, NOBODY);
    mkdirSync(join(source, "out"));
    await expect(makeRelease(shopOf("echo x >out/x"))).rejects.toThrow(`chown -R nobody ${source}`);
  });

  test("where the owner cannot get into the folder it is root, and says why", () => {
    chownSync(source, NOBODY, NOBODY);
    chmodSync(project, 0o700);
    expect(runnerIn(source)).toMatchObject({ name: "root", because: `nobody, who owns ${source}, cannot write there`, ids: {} });
  });

  test("where root is the owner it is root", () => {
    expect(runnerIn(source)).toEqual({ name: "root", ids: {}, env: [] });
  });

  test("a git configuration in the source runs no program as root", async () => {
    const { execFileSync } = await import("node:child_process");
    execFileSync("git", ["init", "-q", project]);
    execFileSync("git", ["-C", project, "config", "core.fsmonitor", `id -u >${project}/ran; false`]);
    await makeRelease(shopOf("mkdir out && echo x >out/x"));
    expect(() => statSync(join(project, "ran"))).toThrow("ENOENT");
  });
});
