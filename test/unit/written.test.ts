import fc from "fast-check";
import { expect, test } from "vitest";
import { checkConfig } from "../../src/config/check.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import { fortress } from "../fixtures/fortress.ts";
import { validConfig } from "../fixtures/valid-config.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";
import { variantOf } from "../fixtures/written.ts";

test("what is written down of an infrastructure resolves to it again", () => {
  expect(variantOf(whiteboard)([])).toEqual(whiteboard);
  expect(variantOf(fortress)([])).toEqual(fortress);
});

test("of any infrastructure", () => {
  fc.assert(
    fc.property(fc.nat(), (seed) => {
      const checked = checkConfig(validConfig(seed));
      if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
      const { infra } = resolveConfig(checked.config, "/");
      expect(variantOf(infra)([])).toEqual(infra);
    }),
    { numRuns: 300, seed: 1729 },
  );
});
