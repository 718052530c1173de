import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { ShippedApp } from "./inputs.ts";
import { leftToApp } from "./left-to-app.ts";

let source: string;
beforeEach(() => {
  source = mkdtempSync(join(tmpdir(), "bartizan-static-"));
});
afterEach(() => rmSync(source, { recursive: true }));

function put(...paths: readonly string[]): void {
  for (const path of paths) {
    mkdirSync(dirname(join(source, path)), { recursive: true });
    writeFileSync(join(source, path), "");
  }
}

function found(change: Partial<ShippedApp>): readonly string[] {
  const { output: _, ...app } = whiteboard.app as ShippedApp;
  return leftToApp({ ...app, source, ...change });
}

it("sources, settings and dumps at any depth, by their paths in the folder", () => {
  put("web/index.html", "web/index.php", "web/app.css", "web/old/dump.sql", "server.py");
  expect(found({ static: "web" })).toEqual(["index.php", "old/dump.sql"]);
  expect(found({ static: "." })).toEqual(["server.py", "web/index.php", "web/old/dump.sql"]);
});

it("below what a build leaves, and nothing before it has run", () => {
  put("dist/public/site.conf", "public/other.conf");
  expect(found({ output: "dist", static: "public" })).toEqual(["site.conf"]);
  expect(found({ output: "made", static: "public" })).toEqual([]);
});

it("not what is not shipped", () => {
  put("public/.env", "public/.git/config.ini", "public/mine.log", "public/app.ini");
  writeFileSync(join(source, ".bartizanignore"), "*.log\n");
  expect(found({ static: "public" })).toEqual(["app.ini"]);
});
