import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const WHITEBOARD = join(ROOT, "examples/whiteboard");

let place = "";
beforeAll(() => {
  place = mkdtempSync(join(tmpdir(), "bartizan-completion-"));
  mkdirSync(join(place, "bin"));
  symlinkSync(join(ROOT, "bin/bartizan"), join(place, "bin/bartizan"));
});
afterAll(() => rmSync(place, { recursive: true }));

function run(program: string, args: readonly string[], cwd = WHITEBOARD): string {
  const env = { ...process.env, PATH: `${place}/bin:${process.env.PATH}`, NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(program, args, { cwd, env, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}
const offered = (words: readonly string[], cwd?: string): readonly string[] =>
  run("bartizan", ["complete", "--", ...words], cwd)
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith(":"))
    .map((line) => line.split("\t")[0] ?? "");

it("offers commands, their own commands, and options", () => {
  expect(offered(["u"])).toEqual(["up"]);
  expect(offered(["secrets", "recipients", ""])).toEqual(["add", "remove"]);
  expect(offered(["up", "--on"])).toEqual(["--only"]);
});

it("offers the hosts of the file where a host is meant, and nothing where there is no file or a wrong one", () => {
  expect(offered(["ssh", ""])).toEqual(["lb1", "srv1", "srv2", "mon1"]);
  expect(offered(["plan", "--only", "s"])).toEqual(["srv1", "srv2"]);
  expect(offered(["logs", "m"])).toEqual(["monitor", "mon1"]);
  expect(offered(["ssh", ""], place)).toEqual([]);
  writeFileSync(join(place, "bartizan.config.ts"), "export default {");
  expect(offered(["ssh", ""], place)).toEqual([]);
});

it("prints a script that bash reads", () => {
  const script = run("bartizan", ["complete", "bash"]);
  expect(script).toContain("bartizan complete --");
  const { status, stderr } = spawnSync("bash", ["-n"], { input: script, encoding: "utf8" });
  expect([status, stderr]).toEqual([0, ""]);
});
