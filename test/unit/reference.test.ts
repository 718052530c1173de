import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import {
  alertsReference,
  checkJsonReference,
  configReference,
  errorsReference,
  positionsReference,
  reliabilityReference,
  rulesReference,
  statusReference,
} from "../../scripts/reference.ts";
import { ERRORS } from "../../src/util/error-table.ts";
import { cached } from "../fixtures/cached.ts";
import { fortress } from "../fixtures/fortress.ts";
import { sending } from "../fixtures/sending.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));

test.each([
  ["docs/reference/config.md", configReference],
  ["docs/reference/errors.md", errorsReference],
  ["docs/reference/alerts.md", () => alertsReference(cached, whiteboard, fortress, sending)],
  ["docs/reference/status.md", statusReference],
  ["docs/reference/check-json.md", checkJsonReference],
  ["docs/reference/rules.md", rulesReference],
  ["docs/reference/positions.md", positionsReference],
  ["docs/reference/reliability.md", () => reliabilityReference(fortress)],
])("%s is up to date (scripts/docs writes it anew)", (path, make) => {
  const full = join(ROOT, path);
  if (process.env.UPDATE_DOCS === "1") writeFileSync(full, make());
  expect(make()).toBe(readFileSync(full, "utf8"));
});

test("every key of the config is described, with what is allowed", () => {
  const rows = configReference()
    .split("\n")
    .filter((line) => line.startsWith("| `"));
  expect(rows.length).toBeGreaterThan(30);
  for (const row of rows) expect(row.split(" | ").every((it) => it.replaceAll(/[|\s]/g, "") !== "")).toBe(true);
});

function sources(dir: string): readonly string[] {
  return readdirSync(dir, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"));
}

test("every code is thrown somewhere", () => {
  const src = join(ROOT, "src");
  const text = sources(src)
    .filter((path) => path !== "util/error-table.ts" && path !== "util/lab-errors.ts")
    .map((path) => readFileSync(join(src, path), "utf8"))
    .join("\n");
  expect(Object.keys(ERRORS).filter((code) => !text.includes(`"${code}"`))).toEqual([]);
});
