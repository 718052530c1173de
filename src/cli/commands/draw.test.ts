import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";

const ROOT = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "bartizan-draw-"));
afterAll(() => rmSync(folder, { recursive: true }));

function run(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(ROOT, "bin/bartizan"), ["draw", ...args], { cwd: join(ROOT, "examples/whiteboard"), encoding: "utf8" });
}

test("the ending of the file says how to draw", () => {
  const beginnings = { "site.svg": "<svg ", "site.PNG": "\u{fffd}PNG", "site.mmd": "flowchart LR", "site.gv": 'digraph "foobar"' };
  for (const [name, beginning] of Object.entries(beginnings)) {
    const path = join(folder, name);
    expect(run("-o", path)).toEqual(expect.objectContaining({ status: 0, stdout: `${path}\n`, stderr: "" }));
    expect(readFileSync(path, "utf8").slice(0, beginning.length)).toBe(beginning);
  }
  // The first call may have to build.
}, 120_000);

test("without a file it goes to standard output, with what the check finds or without", () => {
  expect(run().stdout).toContain("lb-spof");
  expect(run("--no-marks").stdout).not.toContain("lb-spof");
  expect(run("bartizan.config.ts", "--format", "dot").stdout).toMatch(/^digraph /);
});

test.each<readonly [string, readonly string[]]>([
  ["an ending that says nothing", ["-o", "site.jpg"]],
  ["two configs", ["bartizan.config.ts", "-c", "bartizan.config.ts"]],
  ["JSON and a picture at once", ["--json"]],
  ["a scale of something without pixels", ["--scale", "2"]],
  ["a scale that is no number", ["--scale", "big", "--format", "png"]],
  ["a format that is none", ["--format", "gif"]],
])("%s is refused", (_, args) => {
  const { status, stdout } = run(...args);
  expect(status).toBe(2);
  expect(stdout).not.toContain("<svg");
});

test("a folder that is not there is told", () => {
  expect(run("-o", join(folder, "no/site.svg"))).toMatchObject({ status: 1, stderr: expect.stringContaining("BZ_OUTPUT") });
});
