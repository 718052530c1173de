import { spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { UNIT_SHELL } from "../unit-shell.ts";
import { unitScript } from "./unit.ts";

let dir = "";
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-step-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function program(name: string, does: string): void {
  writeFileSync(join(dir, name), `#!/bin/sh\n${does}\n`);
  chmodSync(join(dir, name), 0o755);
}

/** Runs the start of a unit with these programs before the system's, and tells how long it took. */
function start(ready: string, readySeconds: number): { status: number | null; stdout: string; stderr: string; seconds: number } {
  const script = unitScript({
    kind: "unit",
    key: "unit:shop.service",
    summary: "start unit:shop.service",
    resource: { kind: "unit", name: "shop.service", want: "running", ready, readySeconds },
    actions: ["start"],
    stamps: { restart: "-", reload: "-" },
  });
  const began = performance.now();
  const { status, stdout, stderr } = spawnSync("sh", ["-c", `${UNIT_SHELL}${script}`], {
    env: { PATH: `${dir}:/usr/bin:/bin` },
    encoding: "utf8",
  });
  return { status, stdout, stderr, seconds: (performance.now() - began) / 1000 };
}

it("tells once, not at every try, why a unit that was started does not do its work", () => {
  program("systemctl", `case "$*" in *InvocationID*) echo before ;; *NRestarts*) echo 0 ;; esac`);
  program("journalctl", "echo the journal");
  const { seconds, stdout, ...rest } = start("echo nobody answers >&2; false", 1);
  expect(rest).toEqual({ status: 1, stderr: "" });
  expect(stdout.replace(/for \d s/, "for N s")).toBe(
    "Asked for N s whether it does its work, the last answer was: nobody answers\nWhat shop.service wrote since its start:\nthe journal\n",
  );
});

it("asks once at least, however long systemd takes to answer", () => {
  program("systemctl", `case "$*" in *InvocationID*) sleep 1.1; echo before ;; *NRestarts*) echo 0 ;; esac`);
  program("journalctl", "exit 0");
  expect(start("echo nobody answers >&2; false", 1).stdout).toContain("the last answer was: nobody answers");
});

it("waits in time, however long one answer takes", () => {
  program("systemctl", "exit 0");
  program("journalctl", "exit 0");
  const { status, seconds } = start("sleep 30", 2);
  expect(status).toBe(1);
  expect(seconds).toBeGreaterThan(0.9);
  expect(seconds).toBeLessThan(15);
});

it("asks the journal for this start alone", () => {
  // The id changes with the start, and again when the program ended and systemd started it anew.
  program(
    "systemctl",
    `case "$*" in
  *InvocationID*) n=$(cat ${dir}/starts 2>/dev/null || echo 0); echo "id$n" ;;
  "start shop.service") echo 1 >${dir}/starts ;;
  *NRestarts*) echo 0 ;;
esac`,
  );
  program("journalctl", 'printf "%s\\n" "$*"');
  const { stdout } = start(`echo 2 >${dir}/starts; false`, 1);
  expect(stdout).toContain("_SYSTEMD_INVOCATION_ID=id1 _SYSTEMD_INVOCATION_ID=id2 + INVOCATION_ID=id1 INVOCATION_ID=id2");
  expect(stdout).not.toContain("id0");
});
