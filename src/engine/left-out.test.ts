import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import type { ShippedApp } from "./inputs.ts";
import { type BuildContext, knownRelease, leftOut, makeRelease, packedRelease } from "./release.ts";

let project = "";
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "bartizan-left-"));
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const write = (name: string, text = "x"): void => {
  mkdirSync(dirname(join(project, "app", name)), { recursive: true });
  writeFileSync(join(project, "app", name), text);
};
const shopOf = (changes: Partial<ShippedApp> = {}): BuildContext => {
  const { build: _build, output: _output, ...rest } = whiteboard.app as ShippedApp;
  return {
    app: { ...rest, source: join(project, "app"), ...changes },
    project,
    config: join(project, "bartizan.config.ts"),
    cacheDir: join(project, ".bartizan/releases"),
  };
};
const shipped = async (shop: BuildContext): Promise<readonly string[]> => {
  const words = ["-tvzf", await packedRelease(shop, await makeRelease(shop))];
  return execFileSync("tar", words, { encoding: "utf8" })
    .trim()
    .split("\n")
    .filter((it) => !it.startsWith("d"))
    .map((it) => it.replace(/^(\S+\s+){5}/, ""));
};
const key = generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" });

test("secrets, keys and histories stay here at any depth, and it is said which", async () => {
  for (const name of ["server.js", ".env.example", "config/ca.pem", "packages/api/index.js", "node_modules/x/index.js", ".well-known/x"])
    write(name);
  write("config/public.key", "-----BEGIN PUBLIC KEY-----\n");
  const secret = [".env", ".npmrc", "packages/api/.env.production", "packages/api/.npmrc", "deploy/id_ed25519", "deploy/prod.tfvars"];
  for (const name of [...secret, "deploy/.ssh/config", ".git/config", "packages/api/.git/config", "packages/api/.bartizan/servers/ca.key"])
    write(name);
  write("packages/api/server.pem", `Bag Attributes\n${String(key)}`);
  write("tls.key", String(key));
  expect([...(await shipped(shopOf()))].sort()).toEqual([
    ".env.example",
    ".well-known/x",
    "config/ca.pem",
    "config/public.key",
    "node_modules/x/index.js",
    "packages/api/index.js",
    "server.js",
  ]);
  expect([...leftOut(shopOf())].sort()).toEqual([...secret, "deploy/.ssh/", "packages/api/server.pem", "tls.key"].sort());
});

test("what is left out changes no id", async () => {
  write("server.js");
  const before = await knownRelease(shopOf());
  write(".env");
  write(".bartizanignore", "# nothing\n");
  expect(await knownRelease(shopOf())).toBe(before);
});

test("the user's rules are those of gitignore, by paths in the source, and can bring back what is left out", async () => {
  for (const name of ["server.js", "docs/a.md", "src/docs/b.md", "notes.txt", ".env", "packages/api/.env", ".git/config"]) write(name);
  write("tls.key", String(key));
  write(".bartizanignore", "/docs/\n*.txt\n!packages/api/.env\n!.git/\n!tls.key\n");
  expect([...(await shipped(shopOf()))].sort()).toEqual(["packages/api/.env", "server.js", "src/docs/b.md", "tls.key"]);
  expect([...leftOut(shopOf())].sort()).toEqual([".env", "docs/", "notes.txt"]);
});

test("where a folder below the source is shipped, paths are still those of the source", async () => {
  for (const name of ["dist/server.js", "dist/.env", "dist/maps/a.map", ".env"]) write(name);
  write(".bartizanignore", "/dist/maps/\n");
  expect(await shipped(shopOf({ output: "dist" }))).toEqual(["server.js"]);
  expect([...leftOut(shopOf({ output: "dist/" }))].sort()).toEqual(["dist/.env", "dist/maps/"]);
});
