import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import config from "../../examples/whiteboard/bartizan.config.ts";
import { configJson, configLines, resolvedLines } from "../../src/cli/render/config.ts";
import { checkConfig } from "../../src/config/check.ts";
import { resolveConfig } from "../../src/config/resolve.ts";

/** What `bartizan config` prints of the whiteboard. `npm run golden` writes the files anew. */
function golden(name: string, text: string): void {
  const path = fileURLToPath(new URL(`config/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

function whiteboard() {
  const checked = checkConfig(config);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  const dir = "/example";
  return { path: `${dir}/bartizan.config.ts`, dir, ...resolveConfig(checked.config, dir) };
}

test("config", () => golden("whiteboard.txt", `${configLines(whiteboard()).join("\n")}\n`));

test("config --resolved", () => golden("whiteboard.resolved.txt", `${resolvedLines(whiteboard().provenance).join("\n")}\n`));

test("config --resolved --json", () => golden("whiteboard.resolved.json.txt", `${configJson(whiteboard(), true)}\n`));

test("config --json leaves the origins out", () => {
  const { config: path, infrastructure, ...rest } = JSON.parse(configJson(whiteboard(), false));
  expect(path).toBe("/example/bartizan.config.ts");
  expect(infrastructure).toEqual(JSON.parse(JSON.stringify(whiteboard().infra)));
  expect(rest).toEqual({});
});
