import { expect, test } from "vitest";
import whiteboard from "../../examples/whiteboard/bartizan.config.ts";
import { configReference } from "../../scripts/reference.ts";
import { checkConfig } from "../../src/config/check.ts";

test.each([
  ["database", "primary"],
  ["", "app"],
  ["", "database"],
])("the reference says of %s.%s what the rules say", (section, key) => {
  const { [key]: _, ...rest } = (section === "" ? whiteboard : whiteboard[section as "database"]) as unknown as Record<string, unknown>;
  const checked = checkConfig(section === "" ? rest : { ...whiteboard, [section]: rest });
  expect(checked.ok).toBe(false);
  const rows = configReference().split("\n");
  const from = section === "" ? 0 : rows.indexOf(`## ${section}`);
  expect(rows.slice(from).find((row) => row.startsWith(`| \`${key}\``))).toContain("must be said");
});
