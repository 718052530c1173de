import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import fortress from "../../examples/fortress/bartizan.config.ts";
import survivor from "../../examples/survivor/bartizan.config.ts";
import tiers from "../../examples/tiers/bartizan.config.ts";
import whiteboard from "../../examples/whiteboard/bartizan.config.ts";
import { configJson, configLines, resolvedLines } from "../../src/cli/render/config.ts";
import { checkConfig } from "../../src/config/check.ts";
import { loadInfrastructure } from "../../src/config/load.ts";
import { resolveConfig } from "../../src/config/resolve.ts";

const examples = { whiteboard, fortress, survivor, tiers };

/** What `bartizan config` prints of an example. `npm run golden` writes the files anew. */
function golden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`config/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

function loaded(example: keyof typeof examples) {
  const checked = checkConfig(examples[example]);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  const dir = `/examples/${example}`;
  return { path: `${dir}/bartizan.config.ts`, dir, config: examples[example], ...resolveConfig(checked.config, dir) };
}

const names = Object.keys(examples) as readonly (keyof typeof examples)[];

test.each(names)("%s: config", (name) => golden(`${name}.txt`, `${configLines(loaded(name)).join("\n")}\n`));

test.each(names)("%s: config --resolved", (name) =>
  golden(`${name}.resolved.txt`, `${resolvedLines(loaded(name).provenance).join("\n")}\n`),
);

test("config --resolved --json", () => golden("whiteboard.resolved.json.txt", `${configJson(loaded("whiteboard"), true)}\n`));

test("config --json leaves the origins out", () => {
  const { config: path, infrastructure, ...rest } = JSON.parse(configJson(loaded("whiteboard"), false));
  expect(path).toBe("/examples/whiteboard/bartizan.config.ts");
  expect(infrastructure).toEqual(JSON.parse(JSON.stringify(loaded("whiteboard").infra)));
  expect(rest).toEqual({});
});

test.each(names)("%s: what it names is there", async (name) => {
  const folder = fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));
  expect((await loadInfrastructure(undefined, folder)).infra.app?.source).toMatch(/\/examples\/whiteboard\/app$/);
});
