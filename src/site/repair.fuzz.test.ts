import fc from "fast-check";
import { expect, test } from "vitest";
import { validConfig } from "../../test/fixtures/valid-config.ts";
import { check } from "../check/check.ts";
import { checkConfig } from "../config/check.ts";
import { applyEdits } from "../config/edit.ts";
import { resolveConfig } from "../config/resolve.ts";
import { rewrite } from "../config/source/rewrite.ts";
import type { Edit } from "../kit/faces/finding.ts";
import { checkInputs } from "./judge.ts";

/** Every way to mend whatever the check finds. */
function remedies(config: ReturnType<typeof validConfig>): readonly (readonly Edit[])[] {
  const { infra } = resolveConfig(config, "/");
  return check(checkInputs({ config, dir: "/", infra }, "2027-01-01")).findings.flatMap(({ fix }) => {
    if (fix.kind === "edit") return [fix.edits];
    return fix.kind === "options" ? fix.options.map((it) => it.edits) : [];
  });
}

function evaluate(text: string): unknown {
  const body = text.replace(/^import .*$/m, "").replace("export default", "return");
  return new Function("defineInfrastructure", "secret", body)(
    (it: unknown) => it,
    (name: string) => ({ secret: name }),
  );
}

test("whatever any rule proposes can be written into a file that is written out", () => {
  let written = 0;
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(0, 2), (seed, indent) => {
      const config = validConfig(seed);
      const literal = JSON.stringify(config, null, indent);
      const text = `import { defineInfrastructure } from "bartizan";\n\nexport default defineInfrastructure(${literal});\n`;
      for (const edits of remedies(config)) {
        const wanted = checkConfig(applyEdits(config, edits));
        expect(wanted.ok).toBe(true);
        expect(evaluate(rewrite({ name: "bartizan.config.ts", text, config }, edits))).toEqual(applyEdits(config, edits));
        written += 1;
      }
    }),
    { numRuns: 25, seed: 1729 },
  );
  expect(written).toBeGreaterThan(50);
});
