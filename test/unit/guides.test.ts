import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import fortress from "../../examples/fortress/bartizan.config.ts";
import survivor from "../../examples/survivor/bartizan.config.ts";
import tiers from "../../examples/tiers/bartizan.config.ts";
import whiteboard from "../../examples/whiteboard/bartizan.config.ts";
import { generatedSections, withGenerated } from "../../scripts/servers-guide.ts";
import { COMMANDS } from "../../src/cli/commands/list.ts";
import { checkConfig } from "../../src/config/check.ts";
import { loadText } from "../../src/config/load.ts";
import { resolveConfig } from "../../src/config/resolve.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { CHAIN } from "../fixtures/chain.ts";
import { sending } from "../fixtures/sending.ts";

const INFRAS = [...[whiteboard, fortress, survivor, tiers].map(infraOf), sending];

function infraOf(config: unknown): Infrastructure {
  const checked = checkConfig(config);
  if (!checked.ok) return expect.unreachable(JSON.stringify(checked.problems));
  return resolveConfig(checked.config, "/examples").infra;
}

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const pages = ["README.md", ...readdirSync(join(ROOT, "docs/guide")).map((name) => `docs/guide/${name}`)].filter((it) =>
  it.endsWith(".md"),
);
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");

test.each(["docs/guide/servers.md", "docs/guide/your-app.md"])("%s has the tables of the code (UPDATE_DOCS=1 writes them anew)", (path) => {
  const made = withGenerated(read(path), generatedSections(INFRAS));
  expect(made).toContain("<!-- generated: ");
  if (process.env.UPDATE_DOCS === "1") writeFileSync(join(ROOT, path), made);
  expect(made).toBe(read(path));
});

/** Files that a part of a file may be a part of, from `hosts` on. */
const BASES = ["whiteboard", "fortress", "tiers"].map((name) => `examples/${name}/bartizan.config.ts`);
const KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl";

// A project with an app's folder, for the blocks to be the file of.
let dir = "";
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-guides-"));
  mkdirSync(join(dir, "app"));
  writeFileSync(join(dir, "bartizan.config.ts"), "");
  writeFileSync(join(dir, "site.pem"), CHAIN);
});
afterAll(() => rmSync(dir, { recursive: true }));

/** The keys that a block shows, without what frames them. */
function keysOf(block: string): string {
  return block
    .replaceAll(/^import .*$/gm, "")
    .replace(/export default defineInfrastructure\(\{/, "")
    .replace(/^\}\);\s*$/m, "")
    .replaceAll("ssh-ed25519 AAAA...", KEY);
}

const blocks = pages.flatMap((path) =>
  [...read(path).matchAll(/^```ts\n([\s\S]*?)^```$/gm)].map(([, block = ""], at) => ({ path, at, block })),
);

test.each(blocks)("the config $at in $path is right", async ({ block }) => {
  const wrong: string[] = [];
  for (const base of BASES) {
    const text = `import { readFileSync } from "node:fs";
import * as language from "bartizan";
const { datadog, otlp, remoteWrite, secret, sumologic, waive } = language as any;
import base from ${JSON.stringify(join(ROOT, base))};
const shown = {${keysOf(block)}} as any;
const { waivers, app, ...rest } = base as any;
export default language.defineInfrastructure({ ...rest, ...shown, app: { ...(shown.name === undefined ? { ...app, source: "./app" } : {}), ...shown.app }, hosts: { ...(shown.name === undefined ? rest.hosts : {}), ...shown.hosts } });`;
    try {
      await loadText(join(dir, "bartizan.config.ts"), text.replaceAll(/source: "[^"]*"/g, 'source: "./app"'));
      return;
    } catch (error) {
      wrong.push(String(error));
    }
  }
  expect.unreachable(wrong.join("\n\n"));
});

test.each(pages)("every command in %s is one", (path) => {
  const names = new Set(COMMANDS.map((it) => it.name));
  for (const [, name = ""] of read(path).matchAll(/^(?:sudo )?(?:\.\/bin\/)?bartizan ([a-z]+)/gm))
    expect(names, `${path}: ${name}`).toContain(name);
});

test.each(pages)("every link in %s leads somewhere", (path) => {
  for (const [, target = ""] of read(path).matchAll(/\]\(((?!https?:|#)[^)#\s]+)/g)) {
    expect(() => readdirSync(join(ROOT, path, "..", target, "..")), `${path}: ${target}`).not.toThrow();
    expect(readdirSync(join(ROOT, path, "..", target, "..")), `${path}: ${target}`).toContain(target.replace(/\/$/, "").split("/").at(-1));
  }
});
