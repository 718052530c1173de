import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import config from "../../examples/whiteboard/bartizan.config.ts";
import { check } from "../../src/check/check.ts";
import { checkConfig } from "../../src/config/check.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import { reportHtml } from "../../src/draw/report/html.ts";
import { reportMarkdown } from "../../src/draw/report/markdown.ts";
import { reportOf } from "../../src/draw/report/report.ts";
import { checkInputs } from "../../src/site/judge.ts";

/** What `bartizan report --date 2027-01-01` writes in the folder of the whiteboard. `npm run golden` writes the files anew. */
test.each([
  ["report.html", reportHtml],
  ["report.md", reportMarkdown],
])("examples/whiteboard/%s", (name, write) => {
  const checked = checkConfig(config);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  const dir = "/example";
  const inputs = checkInputs({ config: checked.config, dir, infra: resolveConfig(checked.config, dir).infra }, "2027-01-01");
  const report = reportOf({ ...inputs, verdict: check(inputs), file: "bartizan.config.ts", source: checked.config.app?.source });

  const path = fileURLToPath(new URL(`../../examples/whiteboard/${name}`, import.meta.url));
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, write(report));
  expect(write(report)).toBe(readFileSync(path, "utf8"));
});
