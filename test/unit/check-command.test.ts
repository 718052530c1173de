import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const root = join(import.meta.dirname, "../..");
const whiteboard = join(root, "examples/whiteboard/bartizan.config.ts");
const fortress = join(root, "examples/fortress/bartizan.config.ts");
const survivor = join(root, "examples/survivor/bartizan.config.ts");
const dir = mkdtempSync(join(tmpdir(), "bartizan-check-"));

afterAll(() => rmSync(dir, { recursive: true, force: true }));

function check(...args: readonly string[]): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  return spawnSync(join(root, "bin/bartizan"), ["check", ...args], { cwd: dir, encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });
}

describe("exit status", () => {
  it.each([
    ["0: no error and no warning", [fortress, "--fail-on", "warning"], 0],
    ["0: warnings, and only errors count", [survivor], 0],
    ["1: warnings count", [survivor, "--fail-on", "warning"], 1],
    ["1: errors", [whiteboard], 1],
    ["0: errors, and nothing counts", [whiteboard, "--fail-on", "never"], 0],
    ["0: errors, but not of what is asked for", [whiteboard, "--only", "plaintext-hop"], 0],
    ["1: errors of what is asked for", [whiteboard, "--only", "plaintext-hop,lb-spof@lb1"], 1],
    ["2: no such file", [join(dir, "nowhere.ts")], 2],
    ["2: no such rule", [whiteboard, "--only", "plaintext-hopp"], 2],
    ["2: no such format", [whiteboard, "--format", "yaml"], 2],
    ["2: no such option", [whiteboard, "--fail-onn", "error"], 2],
    ["2: no such day", [whiteboard, "--date", "2027-02-30"], 2],
    ["2: a folder that is not there", [whiteboard, "-o", join(dir, "none/x")], 2],
    ["2: a comparison in a format that has none", [whiteboard, "--base", fortress, "--format", "junit"], 2],
    ["2: no such fault tree", ["--fault-tree", join(dir, "none.xml")], 2],
  ])("%s", (_, args, status) => {
    const result = check(...args);
    expect(result.status, result.stderr).toBe(status);
    if (status === 2) expect(result.stderr).not.toBe("");
    expect(result.stderr).not.toContain("BZ_INTERNAL");
  });
});

describe("output", () => {
  it("is text by default, with the summary at its end", () => {
    const { stdout } = check(whiteboard);
    expect(stdout).toContain("lb-spof@lb1\n  lb1 is the only load balancer.");
    expect(stdout).toMatch(/\nfoobar {2}2 errors, 8 warnings, 2 infos, \d+ rules\n/);
    for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
  });

  it("is JSON with --json as with --format json", () => {
    const json = JSON.parse(check(whiteboard, "--json", "--date", "2027-01-01").stdout);
    expect(json).toMatchObject({ version: 1, date: "2027-01-01", failed: true, infrastructure: { name: "foobar" } });
    expect(json).toEqual(JSON.parse(check(whiteboard, "--format", "json", "--date", "2027-01-01").stdout));
  });

  it("goes to a file, and its summary to the terminal", () => {
    const file = join(dir, "out.sarif");
    const { stdout, status } = check(whiteboard, "--format", "sarif", "-o", file);
    expect([status, stdout.startsWith("foobar  2 errors")]).toEqual([1, true]);
    expect(JSON.parse(readFileSync(file, "utf8")).runs[0].results.length).toBe(12);
  });

  it.each([
    ["junit", "<testsuites "],
    ["markdown", "## foobar: 2 errors"],
    ["html", "<!doctype html>"],
    ["openpsa", "<opsa-mef>"],
  ])("%s", (format, start) => {
    expect(check(whiteboard, "--format", format).stdout).toContain(start);
  });

  it("says what changes from another file to this one", () => {
    const { stdout, status } = check(fortress, "--base", whiteboard);
    expect(status).toBe(0);
    expect(stdout).toContain("  - lb-spof@lb1 (error): lb1 is the only load balancer.");
    expect(stdout).toMatch(/less downtime a year\n$/);
    const json = JSON.parse(check(fortress, "--base", whiteboard, "--json").stdout);
    expect(json.downtimeMinutesDelta).toBeLessThan(0);
    expect(json.cutSets.lost).toContainEqual(expect.objectContaining({ components: ["host:lb1"] }));
    expect(json.flows.opened.length).toBeGreaterThan(0);
  });
});

describe("a waiver in the file", () => {
  const file = join(dir, "bartizan.config.ts");

  beforeAll(() => {
    const text = readFileSync(whiteboard, "utf8")
      .replace("{ defineInfrastructure }", "{ defineInfrastructure, waive }")
      .replace('source: "./app"', `source: "${join(root, "examples/whiteboard/app")}"`)
      .replace(
        "export default defineInfrastructure({",
        `export default defineInfrastructure({
  waivers: [
    waive("lb-spof@lb1", { reason: "a second one is ordered", owner: "ops", until: "2027-01-31" }),
    waive("plaintext-hop@lb1->srv9", { reason: "one rack, one wire", owner: "ops", until: "2027-01-31" }),
  ],`,
      );
    writeFileSync(file, text);
  });

  function findings(...args: readonly string[]): Readonly<Record<string, { readonly waived?: object; readonly expired?: object }>> {
    const { findings: found } = JSON.parse(check("--json", ...args).stdout);
    return Object.fromEntries(found.map((it: { readonly id: string }) => [it.id, it]));
  }

  it("holds to its last day, comes back the day after, and does not count when nobody wants it to", () => {
    expect(findings("--date", "2027-01-31")["lb-spof@lb1"]?.waived).toMatchObject({ owner: "ops" });
    expect(findings("--date", "2027-02-01")["lb-spof@lb1"]).toMatchObject({ expired: { until: "2027-01-31" } });
    expect(findings("--no-waivers")["lb-spof@lb1"]?.waived).toBeUndefined();
  });

  it("that matches nothing is an error, with its line", () => {
    expect(findings()).toHaveProperty("waiver-unmatched@plaintext-hop@lb1->srv9");
    const { results } = JSON.parse(check("--format", "sarif", "--only", "waiver-unmatched").stdout).runs[0];
    const { uri } = results[0].locations[0].physicalLocation.artifactLocation;
    const { startLine } = results[0].locations[0].physicalLocation.region;
    expect([uri, readFileSync(file, "utf8").split("\n")[startLine - 1]]).toEqual([
      "bartizan.config.ts",
      expect.stringContaining('waive("plaintext-hop@lb1->srv9"'),
    ]);
  });
});

describe("a fault tree of somebody's", () => {
  const file = join(dir, "tree.xml");

  beforeAll(() => {
    // Two of three, with 0.1, 0.2 and 0.3: by hand 0.1*0.2 + 0.1*0.3 + 0.2*0.3 - 2*0.1*0.2*0.3 = 0.098.
    const event = (name: string, chance: number) => `<define-basic-event name="${name}"><float value="${chance}"/></define-basic-event>`;
    writeFileSync(
      file,
      `<?xml version="1.0"?><opsa-mef><define-fault-tree name="t"><define-gate name="top"><atleast min="2"><basic-event name="a"/><basic-event name="b"/><basic-event name="c"/></atleast></define-gate></define-fault-tree><model-data>${event("a", 0.1)}${event("b", 0.2)}${event("c", 0.3)}</model-data></opsa-mef>`,
    );
  });

  it("is analysed", () => {
    const json = JSON.parse(check("--fault-tree", file, "--json").stdout);
    expect(json.probability).toBeCloseTo(0.098, 12);
    expect(json).toMatchObject({ version: 1, method: "bdd", cutSetCounts: [{ order: 2, count: 3 }], events: 3, gates: 1 });
    expect(check("--fault-tree", file).stdout).toContain("ORDER  MINIMAL CUT SETS\n2      3\n");
  });

  it("may stand in several files", () => {
    const [gates, chances] = [join(dir, "gates.xml"), join(dir, "chances.xml")];
    const whole = readFileSync(file, "utf8");
    writeFileSync(gates, whole.replace(/<model-data>.*<\/model-data>/, ""));
    writeFileSync(chances, whole.replace(/<define-fault-tree.*<\/define-fault-tree>/, ""));
    const json = JSON.parse(check("--fault-tree", gates, "--fault-tree", chances, "--json").stdout);
    expect(json).toMatchObject({ files: [gates, chances], events: 3, gates: 1 });
    expect(json.probability).toBeCloseTo(0.098, 12);
  });

  it("of any order, when all are asked for", () => {
    expect(JSON.parse(check("--fault-tree", file, "--json", "--orders", "1").stdout).cutSetCounts).toEqual([]);
    expect(JSON.parse(check("--fault-tree", file, "--json", "--orders", "all").stdout).cutSetCounts.length).toBe(1);
  });

  it("is refused when it means nothing", () => {
    writeFileSync(join(dir, "broken.xml"), "<opsa-mef><define-fault-tree");
    const result = check("--fault-tree", join(dir, "broken.xml"));
    expect([result.status, result.stderr.startsWith("BZ_")]).toEqual([2, true]);
  });
});
