import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
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
  expect(result.status).toBe(1);
  expect(result.stderr).toContain("BZ_SSH_UNKNOWN_HOST at --only nope: no host has this name\n  allowed: lb1, srv1, srv2, mon1");
  expect(existsSync(record)).toBe(before);
});
