import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import pc from "picocolors";
import { expect, test } from "vitest";
import { flowGroupsOf } from "../../src/catalog/compile.ts";
import { compare } from "../../src/check/compare.ts";
import type { Judged } from "../../src/check/formats/format.ts";
import { checkLines } from "../../src/cli/render/check.ts";
import { comparisonLines } from "../../src/cli/render/compare.ts";
import { loadInfrastructure } from "../../src/config/load.ts";
import { judge } from "../../src/site/judge.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const plain = pc.createColors(false);

/** What `bartizan check` prints of an example. `npm run golden` writes the files anew. */
function golden(name: string, lines: readonly string[]): void {
  const path = fileURLToPath(new URL(`check/${name}`, import.meta.url));
  const text = `${lines.join("\n")}\n`;
  if (process.env.UPDATE_GOLDEN === "1") writeFileSync(path, text);
  expect(text).toBe(readFileSync(path, "utf8"));
}

async function judged(example: string): Promise<Judged> {
  const loaded = await loadInfrastructure(join(root, "examples", example, "bartizan.config.ts"), root);
  return judge(loaded, { today: "2027-01-01", failOn: "error", version: "0" });
}

test.each(["whiteboard", "fortress", "survivor", "tiers"])("%s", async (example) => {
  golden(`${example}.txt`, checkLines(await judged(example), plain));
});

test("from the whiteboard to the fortress", async () => {
  const [before, after] = [await judged("whiteboard"), await judged("fortress")];
  const [old, now] = [before, after].map(({ verdict, infra }) => ({ verdict, flowGroups: flowGroupsOf(infra) }));
  if (old === undefined || now === undefined) return expect.unreachable();
  golden("whiteboard-to-fortress.txt", comparisonLines(compare(old, now), { before: "whiteboard", after: "fortress" }, plain));
});
