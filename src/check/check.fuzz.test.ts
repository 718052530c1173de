import fc from "fast-check";
import { expect, test } from "vitest";
import { RANDOM_CONFIGS } from "../../test/fixtures/all.ts";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { checkConfig } from "../config/check.ts";
import { applyEdits } from "../config/edit.ts";
import { resolveConfig } from "../config/resolve.ts";
import { checkInputs } from "../site/judge.ts";
import { check } from "./check.ts";
import { FAIL_ON, type Judged } from "./formats/format.ts";
import { formatHtml } from "./formats/html.ts";
import { formatJson } from "./formats/json.ts";
import { formatJunit } from "./formats/junit.ts";
import { formatMarkdown } from "./formats/markdown.ts";
import { formatSarif } from "./formats/sarif.ts";
import { RULES } from "./rules.ts";

/** What is said of the config that is drawn from this seed. */
function judged(seed: number): Judged {
  const checked = checkConfig(validConfig(seed));
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  const { infra } = resolveConfig(checked.config, "/");
  const inputs = checkInputs({ config: checked.config, dir: "/", infra }, "2027-01-01");
  // No folder stands behind these configs.
  const verdict = check({ ...inputs, leftToApp: seed % 3 === 0 ? ["index.php"] : [] });
  return {
    infra,
    verdict,
    file: "bartizan.config.ts",
    uri: "bartizan.config.ts",
    version: "0",
    failOn: FAIL_ON[seed % 4] ?? "error",
    lineOf: () => 1,
  };
}

test(`${RANDOM_CONFIGS} valid configs are judged, whatever is in them`, () => {
  const fired = new Set<string>();
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const { verdict, infra } = judged(seed);
      const { unavailability, downtimeMinutes, cutSets } = verdict.availability;
      expect(unavailability >= 0 && unavailability <= 1).toBe(true);
      expect(downtimeMinutes).toBeCloseTo(unavailability * 8766 * 60, 6);
      for (const { components } of cutSets) expect(components.length).toBeGreaterThan(0);
      const names = new Set(infra.hosts.map((host) => host.name));
      for (const { rule, hosts } of verdict.findings) {
        fired.add(rule);
        if (!hosts.every((name) => names.has(name))) expect.unreachable(`${rule} names hosts that are not there: ${hosts.join(", ")}`);
      }
    }),
    { numRuns: RANDOM_CONFIGS, seed: 1729 },
  );
  // Every rule is reached, so the above means something for each.
  expect(RULES.map((rule) => rule.id).filter((id) => !fired.has(id))).toEqual([]);
}, 900_000);

test("what a finding offers to write is a file that the language accepts", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const config = validConfig(seed);
      for (const { id, fix } of judged(seed).verdict.findings) {
        const offers = fix.kind === "options" ? fix.options.map((it) => it.edits) : fix.kind === "edit" ? [fix.edits] : [];
        for (const edits of offers) {
          const checked = checkConfig(applyEdits(config, edits));
          if (!checked.ok) expect.unreachable(`${id}: ${JSON.stringify(edits)}: ${JSON.stringify(checked.problems)}`);
        }
      }
    }),
    { numRuns: 200, seed: 1729 },
  );
}, 300_000);

test("the same config is judged the same way, and every format writes it down the same way", () => {
  const formats = [formatJson, formatSarif, formatJunit, formatMarkdown, formatHtml];
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      for (const format of formats) expect(format(judged(seed))).toBe(format(judged(seed)));
    }),
    { numRuns: 50, seed: 1729 },
  );
}, 300_000);
