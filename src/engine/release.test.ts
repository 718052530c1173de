import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import type { App } from "../model/infrastructure.ts";
import { packRelease, releaseId } from "./release.ts";

let dir = "";
let app: App;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-app-"));
  mkdirSync(join(dir, "src"));
  writeFileSync(join(dir, "src/server.txt"), "one");
  app = {
    source: dir,
    build: "mkdir -p out && cp src/server.txt out/ && echo built >>builds",
    output: "out",
    packages: [],
    command: "true",
    health: "/up",
    listen: 3000,
    env: {},
  };
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));
const entries = (tar: Buffer): readonly string[] =>
  spawnSync("tar", ["-tzf", "-"], { input: tar, encoding: "utf8" }).stdout.trim().split("\n").sort();

it("names a release by its source alone: what the build makes and node_modules do not count", () => {
  const id = releaseId(app);
  mkdirSync(join(dir, "out"));
  writeFileSync(join(dir, "out/x"), "made");
  mkdirSync(join(dir, "node_modules"));
  writeFileSync(join(dir, "node_modules/x"), "fetched");
  expect(releaseId(app)).toBe(id);
  writeFileSync(join(dir, "src/server.txt"), "two");
  expect(releaseId(app)).not.toBe(id);
});

it("builds and packs a release once", async () => {
  const cache = join(dir, "cache");
  expect(entries(await packRelease(app, "id1", cache))).toEqual(["./", "./server.txt"]);
  rmSync(join(dir, "out"), { recursive: true });
  expect(entries(await packRelease(app, "id1", cache))).toEqual(["./", "./server.txt"]);
  expect(readdirSync(cache)).toEqual(["id1.tar.gz"]);
});

it("shows the build's own words when it fails, and leaves nothing", async () => {
  const cache = join(dir, "cache");
  await expect(packRelease({ ...app, build: "echo compiler says no >&2; exit 3" }, "id2", cache)).rejects.toThrow(
    /BZ_RELEASE_BUILD[\s\S]*status 3[\s\S]*compiler says no/,
  );
  await expect(packRelease({ ...app, build: "true", output: "nowhere" }, "id2", cache)).rejects.toThrow("BZ_RELEASE_EMPTY");
});
