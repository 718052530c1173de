import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../scripts/release", import.meta.url));
const REPOSITORY = { type: "git", url: "git+https://example.com/bartizan.git" };

let repo = "";
const run = (program: string, ...args: readonly string[]) => {
  const { status, stdout, stderr } = spawnSync(program, args, { cwd: repo, encoding: "utf8" });
  return { status, said: stdout + stderr };
};
const git = (...args: readonly string[]): string => {
  const { status, said } = run("git", ...args);
  expect(status, said).toBe(0);
  return said.trim();
};
const release = (...args: readonly string[]) => run("bash", "scripts/release", ...args);
const file = (name: string): string => readFileSync(join(repo, name), "utf8");
function commit(manifest: object, changes: string): void {
  writeFileSync(join(repo, "package.json"), JSON.stringify({ name: "x", version: "0.1.0", ...manifest }));
  writeFileSync(join(repo, "CHANGELOG.md"), `# Changes\n\n## Unreleased\n${changes}`);
  git("add", "-A");
  git("commit", "-qm", "all");
}
const tested = (): void => writeFileSync(join(repo, ".tested"), `${git("rev-parse", "HEAD")}\n`);

beforeEach(() => {
  repo = mkdtempSync(join(tmpdir(), "bartizan-release-"));
  mkdirSync(join(repo, "scripts"));
  cpSync(SCRIPT, join(repo, "scripts/release"));
  writeFileSync(join(repo, ".gitignore"), ".tested\n");
  git("init", "-q");
  git("config", "user.email", "release@example.com");
  git("config", "user.name", "release");
});
afterEach(() => rmSync(repo, { recursive: true }));

it("makes a commit and a tag of what was tested", () => {
  commit({ repository: REPOSITORY }, "\n- Something new.\n");
  tested();
  expect(release("0.2.0")).toEqual({ status: 0, said: expect.stringContaining("git push --follow-tags") });
  expect(git("describe", "--exact-match")).toBe("v0.2.0");
  expect(git("status", "--porcelain")).toBe("");
  expect(JSON.parse(file("package.json"))).toMatchObject({ version: "0.2.0" });
  expect(file("CHANGELOG.md")).toMatch(/^# Changes\n\n## Unreleased\n\n## 0\.2\.0 \(\d{4}-\d\d-\d\d\)\n\n- Something new\.\n$/);
  expect(release("0.2.0").said).toContain("v0.2.0 is there already");
});

it("refuses what was not tested, has changes, says nothing new, or not where it comes from", () => {
  commit({ repository: REPOSITORY }, "\n- Something new.\n");
  expect(release().said).toContain("no version");
  expect(release("0.2.0").said).toContain("npm test has not passed");
  tested();
  writeFileSync(join(repo, "left"), "");
  expect(release("0.2.0").said).toContain("?? left");
  rmSync(join(repo, "left"));
  commit({ repository: REPOSITORY }, "\n");
  tested();
  expect(release("0.2.0").said).toContain("nothing under Unreleased");
  commit({}, "\n- Something new.\n");
  tested();
  expect(release("0.2.0")).toEqual({ status: 1, said: expect.stringContaining("does not say where the source is") });
  expect(git("tag")).toBe("");
});
