import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { replaceFile } from "./replace-file.ts";

let dir: string;
let path: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "bartizan-replace-"));
  path = join(dir, "there");
});
afterEach(() => rmSync(dir, { recursive: true }));

it("keeps its mode, and a link a link", () => {
  const target = join(dir, "shared.ts");
  writeFileSync(target, "old");
  chmodSync(target, 0o640);
  symlinkSync("shared.ts", path);
  replaceFile(path, "old", "new", "BZ_FIX_CHANGED");
  expect(readFileSync(target, "utf8")).toBe("new");
  expect(statSync(target).mode & 0o777).toBe(0o640);
  expect(readdirSync(dir).toSorted()).toEqual(["shared.ts", "there"]);
});

it("makes a file where there was none", () => {
  replaceFile(path, undefined, "new", "BZ_VAULT_CHANGED");
  expect(readFileSync(path, "utf8")).toBe("new");
});

it.each([["old"], [undefined]])("refuses when somebody was there before, and leaves nothing behind", (before) => {
  writeFileSync(path, "theirs");
  expect(() => replaceFile(path, before, "new", "BZ_VAULT_CHANGED")).toThrow("BZ_VAULT_CHANGED");
  expect(readFileSync(path, "utf8")).toBe("theirs");
  expect(readdirSync(dir)).toEqual(["there"]);
});
