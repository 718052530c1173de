import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import type { Reporter, TestModule } from "vitest/node";

const FILE = new URL("results.md", import.meta.url);

const git = (...args: readonly string[]): string => execFileSync("git", args, { encoding: "utf8" }).trim();

/** Notes in `test/results.md` what each file came to when everything in it ran: `npm run test:all` takes hours, and not every change waits for it. */
export default class NoteResults implements Reporter {
  onTestModuleEnd(module: TestModule): void {
    const all = [...module.children.allTests()];
    const of = (state: string): number => all.filter((test) => test.result().state === state).length;
    const name = module.relativeModuleId.replace(/^.*\//, "").replace(/\.test\.ts$/, "");
    const state = git("status", "--porcelain", "--", "src", "test/e2e") === "" ? "" : " and changes";
    const result = module.ok() ? "passed" : "FAILED";
    const seconds = Math.round(module.diagnostic().duration / 1000);
    const on = `${new Date().toISOString().slice(0, 10)}, ${git("rev-parse", "--short", "HEAD")}${state}`;
    const line = `| ${name} | ${result} | ${of("passed")} | ${of("failed")} | ${of("skipped")} | ${seconds} | ${on} |`;
    const [head, rows] = split(readFileSync(FILE, "utf8"));
    const others = rows.filter((row) => !row.startsWith(`| ${name} |`));
    writeFileSync(FILE, `${[...head, ...[...others, line].sort()].join("\n")}\n`);
  }
}

/** The lines to the end of the table's head, and its rows. */
function split(text: string): readonly [readonly string[], readonly string[]] {
  const lines = text.trimEnd().split("\n");
  const body = lines.findIndex((line) => line.startsWith("| ---")) + 1;
  return [lines.slice(0, body), lines.slice(body)];
}
