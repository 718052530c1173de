import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-types-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const run = (program: string, ...args: readonly string[]) => spawnSync(program, args, { cwd: dir, encoding: "utf8" });
const bartizan = (...args: readonly string[]) => run(join(root, "bin/bartizan"), ...args);
const tsc = () => run(join(root, "node_modules/.bin/tsc"), "-p", ".");

it("a new project anywhere has the types of the language, and keeps those of the version that reads it", () => {
  expect(bartizan("init", ".", "--name", "site")).toMatchObject({ status: 0 });
  expect(tsc()).toMatchObject({ status: 0, stdout: "" });

  // As in a colleague's clone: what git ignores is not there.
  rmSync(join(dir, ".bartizan"), { recursive: true });
  expect(tsc().stdout).toContain("Cannot find module 'bartizan'");
  expect(bartizan("config")).toMatchObject({ status: 0 });
  expect(tsc()).toMatchObject({ status: 0, stdout: "" });

  const file = join(dir, "bartizan.config.ts");
  writeFileSync(file, readFileSync(file, "utf8").replace("health:", "helth:"));
  expect(tsc().stdout).toContain("'helth' does not exist in type");
}, 120_000);

it("a tsconfig.json that is there stays, and what it needs is said", () => {
  writeFileSync(join(dir, "tsconfig.json"), "{}\n");
  expect(bartizan("init", ".", "--name", "site").stdout).toContain('"paths": { "bartizan": ["./.bartizan/types/index.d.ts"] }');
  expect(readFileSync(join(dir, "tsconfig.json"), "utf8")).toBe("{}\n");
}, 60_000);
