import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { alertRulesOf } from "../../src/catalog/compile.ts";
import { ALERT_CASES, alertTestFiles } from "../fixtures/alert-tests.ts";
import { cached } from "../fixtures/cached.ts";
import { fortress } from "../fixtures/fortress.ts";
import { promtool } from "../fixtures/promtool.ts";
import { sending } from "../fixtures/sending.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

const tool = promtool();

test("every alert has a case in which it fires and one in which it does not", () => {
  const names = [...new Set([whiteboard, fortress, sending, cached].flatMap(alertRulesOf).map((it) => it.name))].sort();
  const firing = new Set(ALERT_CASES.filter((it) => it.fires.length > 0).map((it) => it.alert));
  const quiet = new Set(ALERT_CASES.filter((it) => it.quiet.length > 0).map((it) => it.alert));
  expect(names.filter((it) => !firing.has(it))).toEqual([]);
  expect(names.filter((it) => !quiet.has(it))).toEqual(["Watchdog"]);
});

// The monitor's own tool reads the same files in test/e2e/monitoring.test.ts. scripts/promtool fetches this one.
test.runIf(tool !== undefined)("the rules mean in Prometheus what the cases say", { timeout: 120_000 }, () => {
  const files = alertTestFiles("promtool");
  const run = (words: readonly string[], cwd: string): { readonly status: number | null; readonly said: string } => {
    const { status, stdout, stderr } = spawnSync(tool ?? "", words, { cwd, encoding: "utf8" });
    return { status, said: stdout + stderr };
  };
  const folder = mkdtempSync(join(tmpdir(), "bartizan-alert-cases-"));
  try {
    for (const [name, text] of files) writeFileSync(join(folder, name), text);
    const tests = [...files.keys()].filter((it) => it.startsWith("test-"));
    expect(tests.length).toBeGreaterThan(60);
    const { status, said } = run(["test", "rules", ...tests], folder);
    expect(status, said).toBe(0);
    // And an alert that does not fire is found out.
    const wrong = alertTestFiles("promtool", [
      { alert: "NginxDown", series: { 'up{job="nginx",host="srv1"}': "1x20" }, quiet: [], fires: ["5m"], labels: [{ host: "srv1" }] },
    ]);
    for (const [name, text] of wrong) writeFileSync(join(folder, name), text);
    expect(run(["test", "rules", "test-NginxDown-1m.yml"], folder).status).toBe(1);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
