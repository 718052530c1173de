import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { expect, test } from "vitest";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { compile } from "../catalog/compile.ts";
import { notBuilt } from "../catalog/not-built.ts";
import { check } from "../check/check.ts";
import { checkConfig } from "../config/check.ts";
import { applyEdits } from "../config/edit.ts";
import { loadInfrastructure } from "../config/load.ts";
import { resolveConfig } from "../config/resolve.ts";
import type { Edit } from "../kit/faces/finding.ts";
import type { InfrastructureConfig } from "../language/config.ts";
import type { Infrastructure } from "../model/infrastructure.ts";
import { checkInputs } from "./judge.ts";

interface Proposal {
  readonly rule: string;
  readonly title: string;
  readonly edits: readonly Edit[];
}

function proposals(config: InfrastructureConfig, infra: Infrastructure): readonly Proposal[] {
  return check(checkInputs({ config, dir: "/", infra }, "2027-01-01")).findings.flatMap(({ rule, fix }) => {
    if (fix.kind === "edit") return [{ rule, title: fix.title, edits: fix.edits }];
    return fix.kind === "options" ? fix.options.map(({ title, edits }) => ({ rule, title, edits })) : [];
  });
}

/** What is proposed and cannot be brought up, where it could before: `RULE: TITLE: why`. */
function unbuildable(config: InfrastructureConfig): { readonly count: number; readonly refused: readonly string[] } {
  const { infra } = resolveConfig(config, "/");
  const before = new Set(notBuilt(infra).map((it) => it.where));
  const all = proposals(config, infra);
  const refused = all.flatMap(({ rule, title, edits }) => {
    const wanted = checkConfig(applyEdits(config, edits));
    if (!wanted.ok) return [`${rule}: ${title}: ${wanted.problems.map((it) => it.code).join(", ")}`];
    const after = resolveConfig(wanted.config, "/").infra;
    const more = notBuilt(after).filter((it) => !before.has(it.where));
    if (more.length === 0 && notBuilt(after).length === 0)
      compile(after, { caCertificate: "ca", groupCertificate: "group", siteCertificate: "", releaseId: "r" });
    return more.map((it) => `${rule}: ${title}: ${it.where}`);
  });
  return { count: all.length, refused };
}

test.each(["whiteboard", "tiers", "survivor", "fortress"])("everything that is proposed for the %s can be brought up", async (name) => {
  const path = fileURLToPath(new URL(`../../examples/${name}/bartizan.config.ts`, import.meta.url));
  const { config } = await loadInfrastructure(path, "/");
  expect(unbuildable(config).refused).toEqual([]);
});

test("whatever any rule proposes can be brought up, if the file could be before", () => {
  let proposed = 0;
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { count, refused } = unbuildable(validConfig(seed));
      proposed += count;
      expect(refused).toEqual([]);
    }),
    { numRuns: 20, seed: 1729 },
  );
  expect(proposed).toBeGreaterThan(50);
}, 240_000);
