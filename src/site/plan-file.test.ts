import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type PlanFile, planFile, readPlan, refuseInApp, writePlan } from "./plan-file.ts";
import { openTarget, type Target } from "./target.ts";

const dir = mkdtempSync(join(tmpdir(), "bartizan-plan-file-"));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

let target: Target;
let plan: PlanFile;
const path = join(dir, "site.plan");
beforeAll(async () => {
  target = await openTarget({ config: join(import.meta.dirname, "../../examples/whiteboard/bartizan.config.ts") });
  const changes = [{ kind: "file", key: "file:/etc/hosts", summary: "change /etc/hosts", digest: "d" }] as const;
  plan = planFile(target, { only: ["srv1"], release: "r1", hosts: [{ host: "srv1", wanted: "w", changes }], renewalsLeft: [] });
  writePlan(path, plan);
});

it("is read back as it was written", () => {
  expect(readPlan(path, target)).toEqual(plan);
});

it("is refused when it is not whole, of another format, or of another site, with what it is", () => {
  const text = readFileSync(path, "utf8");
  const as = (content: string, its = target): string => {
    const file = join(dir, "other.plan");
    writeFileSync(file, content);
    try {
      return JSON.stringify(readPlan(file, its));
    } catch (error) {
      return String(error);
    }
  };
  expect(as(text.slice(0, -40))).toContain("not JSON");
  expect(as(text.replace("/etc/hosts", "/etc/passwd"))).toContain("a plan that was changed, or cut off, after it was written");
  expect(as("[]")).toContain("BZ_PLAN_FILE at ");
  expect(as("null")).toContain("JSON, but no plan");
  expect(as(text.replace('"format": 1', '"format": 2'))).toMatch(
    /BZ_PLAN_FORMAT[\s\S]*format 2, by Bartizan [\d.]+\n {2}allowed: format 1/,
  );
  expect(as(text, { ...target, infra: { ...target.infra, name: "other" } })).toMatch(
    /BZ_PLAN_OTHER[\s\S]*foobar \(www\.foobar\.com\), the real servers\n {2}allowed: other/,
  );
  expect(as(text, { ...target, lab: true })).toContain("in the lab");
  expect(() => readPlan(join(dir, "nothing.plan"), target)).toThrow("no such file");
});

it("is not written where it would be shipped with the app", () => {
  const inApp = (file: string) => () => refuseInApp(target, join(target.infra.app?.source ?? "", file), "--out");
  expect(inApp("site.plan")).toThrow("BZ_USAGE");
  expect(inApp("public/site.plan")).toThrow("a file in the app's folder");
  for (const file of ["../site.plan", ".bartizan/site.plan", "../app.plan"]) expect(inApp(file)).not.toThrow();
});
