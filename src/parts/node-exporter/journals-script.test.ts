import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { journalsFunction } from "./journals-script.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "journals-"));
  put("etc/machine-id", "0123\n");
});
afterEach(() => rmSync(root, { recursive: true }));

function put(path: string, content = ""): void {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), content);
}

/** What the function says where journalctl's words are these; see its `--header`. It notes what it is asked. */
function said(journalctl: string): { readonly status: number | null; readonly stdout: string } {
  put("bin/journalctl", `#!/bin/sh\n${journalctl}\n`);
  chmodSync(join(root, "bin/journalctl"), 0o755);
  const { status, stdout } = spawnSync("sh", ["-euc", `${journalsFunction(root)}\nif journals; then :; else exit 9; fi`], {
    env: { PATH: `${root}/bin:/usr/bin:/bin` },
    encoding: "utf8",
  });
  return { status, stdout };
}

const headers = (...newest: readonly number[]): string =>
  newest.map((it) => `Head sequential number: 1 (1)\nTail sequential number: ${it} (${it.toString(16)})\n`).join("\n");

it("counts the lines of each journal by the newest number in its files in use, and what was thrown away", () => {
  put("var/log/journal/0123/system.journal");
  put("var/log/journal/0123/user-1000.journal");
  put("var/log/journal/0123/system@0a-01-02.journal");
  put("var/log/journal/0123.traffic/system.journal");
  const { status, stdout } = said(`case "$*" in
*@*) exit 1 ;;
*--header*0123.traffic/system.journal) printf '${headers(12_345_678_901)}' ;;
*--header*0123/system.journal*0123/user-1000.journal) printf '${headers(41, 300)}' ;;
*0123.traffic*) printf '120\\n7\\n' ;;
esac`);
  expect(stdout).toBe(`bartizan_journal_lines_total{journal="system"} 300
bartizan_journal_suppressed_lines{journal="system"} 0
bartizan_journal_lines_total{journal="traffic"} 12345678901
bartizan_journal_suppressed_lines{journal="traffic"} 127
`);
  expect(status).toBe(0);
});

it("says nothing of a journal that is not there yet, and fails where it cannot know", () => {
  put("var/log/journal/0123/system.journal");
  expect(said(`case "$*" in *--header*) printf '${headers(5)}' ;; esac`)).toEqual({
    status: 0,
    stdout: 'bartizan_journal_lines_total{journal="system"} 5\nbartizan_journal_suppressed_lines{journal="system"} 0\n',
  });
  expect(said("exit 1").status).toBe(9);
});
