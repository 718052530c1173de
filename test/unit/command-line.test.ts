import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, it } from "vitest";
import { labId } from "../../src/lab/lab.ts";

const root = join(import.meta.dirname, "../..");
const project = join(root, "examples/whiteboard");

function bartizan(...args: readonly string[]): { readonly status: number | null; readonly stderr: string } {
  return spawnSync(join(root, "bin/bartizan"), args, { cwd: project, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
}

it("refuses a port that is none, in words", () => {
  const result = bartizan("up", "--lab", "--port", "abc");
  expect(result.status).toBe(2);
  expect(result.stderr).toContain("Allowed: a port from 1 to 65535.");
  expect(result.stderr).not.toContain("BZ_INTERNAL");
});

it("refuses a host that is none before anything boots", () => {
  const record = join("/run/bartizan/labs", labId("foobar", project));
  const before = existsSync(record);
  const result = bartizan("up", "--lab", "--only", "nope");
  expect(result.status).toBe(2);
  expect(result.stderr).toContain("BZ_SSH_UNKNOWN_HOST at --only nope: no host has this name\n  allowed: lb1, srv1, srv2, mon1");
  expect(existsSync(record)).toBe(before);
});

it.each([
  [["plan", "--only", "srv9,lb1"], "BZ_SSH_UNKNOWN_HOST at --only srv9"],
  [["up", "--lab", "--only", "srv1,"], "BZ_SSH_UNKNOWN_HOST at --only:"],
  [["ssh", "srv9"], "Did you mean srv1?"],
  [["ssh", "client"], "BZ_SSH_UNKNOWN_HOST at client"],
  [["exec", "--lab", "nope", "--", "true"], "allowed: lb1, srv1, srv2, mon1, client"],
  [["db", "promote", "srv9"], "BZ_PROMOTE_UNKNOWN at srv9"],
  [["backup", "now", "--in-place"], "Only `backup restore` takes these."],
  [["backup", "restore", "--no-copy"], "--no-copy without --in-place"],
  [["db", "promote", "--wrong"], "unknown option '--wrong'"],
  [["alerts", "test", "--wrong"], "unknown option '--wrong'"],
  [["logs", "-n", "x"], "allowed: a whole number"],
  [["logs", "no such"], 'found:   "no such", which is no role, no host and no unit'],
  [["logs", "databse"], "Did you mean database?"],
  [["backup", "nope"], "Allowed choices are now, list, test, restore, discard, key."],
  [["explain", "nope"], "BZ_EXPLAIN_UNKNOWN"],
  [["status", "nope"], "too many arguments"],
])("%j is a mistake of the command line, whatever runs", (words, said) => {
  const result = bartizan(...words);
  expect(result.stderr).toContain(said);
  expect(result.status).toBe(2);
});

const scratch = mkdtempSync(join(tmpdir(), "bartizan-read-only-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

it("commands that only look make no vault, in a repository that was told nothing of Bartizan's folder", () => {
  const git = (...words: readonly string[]): string => spawnSync("git", ["-C", scratch, ...words], { encoding: "utf8" }).stdout;
  expect(bartizan("init", scratch, "--name", "site").status).toBe(0);
  rmSync(join(scratch, ".gitignore"));
  git("init", "--quiet");
  const config = join(scratch, "bartizan.config.ts");
  const trust = bartizan("trust", "-c", config);
  expect([trust.status, trust.stderr]).toEqual([1, expect.stringContaining("BZ_VAULT_MISSING at ")]);
  expect(bartizan("rotate", "--yes", "-c", config).stderr).toContain("BZ_VAULT_MISSING");
  expect(bartizan("db", "promote", "--yes", "-c", config).stderr).toContain("BZ_VAULT_MISSING");
  expect(existsSync(join(scratch, ".bartizan/servers"))).toBe(false);
  git("add", "--all");
  expect(git("ls-files")).not.toContain(".bartizan");
});
