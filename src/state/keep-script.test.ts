import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { filesScript, prepareScript } from "./apply-script.ts";
import { keepScript, removeScript } from "./keep-script.ts";
import { plan } from "./plan.ts";
import type { Resource } from "./resource.ts";
import type { HostPlan } from "./step.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "bartizan-keep-"));
  mkdirSync(join(root, "var/lib/bartizan"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true }));

/** A text of the host's, in a tree of its own. */
const here = (text: string): string =>
  text.replaceAll(/\/(etc|srv)\//g, `${root}/$1/`).replaceAll("/var/lib/bartizan", `${root}/var/lib/bartizan`);
const run = (script: string): void => {
  const { status, stderr } = spawnSync("sh", ["-euc", here(script)], { encoding: "utf8", cwd: root });
  expect([status, stderr]).toEqual([0, ""]);
};
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
const read = (path: string): string => readFileSync(join(root, path), "utf8");
const planOf = (resources: readonly Resource[], manifest: readonly string[] = []): HostPlan =>
  plan(
    { host: "h", resources },
    { now: 1, os: "debian 13", memory: 2048, generation: "", manifest, trusted: "", observed: new Map() },
    { secrets: new Map(), issuers: { own: "", group: "", site: "" } },
  );
const file = (path: string): Resource => ({ kind: "file", path, content: ["ours\n"] });

test("a file that stands in the place of one of ours is kept, and comes back when ours leaves", () => {
  write("etc/shop/main.conf", "theirs\n");
  chmodSync(join(root, "etc/shop/main.conf"), 0o640);
  run(keepScript(planOf([file("/etc/shop/main.conf"), file("/etc/shop/new.conf")])));
  write("etc/shop/main.conf", "ours\n");
  write("etc/shop/new.conf", "ours\n");
  // A later run, which the first one had told that the file is ours: what is kept stays.
  run(keepScript(planOf([file("/etc/shop/main.conf")])));
  run(removeScript("file:/etc/shop/main.conf"));
  run(removeScript("file:/etc/shop/new.conf"));
  expect(read("etc/shop/main.conf")).toBe("theirs\n");
  expect(statSync(join(root, "etc/shop/main.conf")).mode & 0o777).toBe(0o640);
  expect(existsSync(join(root, "etc/shop/new.conf"))).toBe(false);
});

test("so are links, also those that lead nowhere, and files where a folder belongs", () => {
  mkdirSync(join(root, "etc"));
  symlinkSync("nowhere", join(root, "etc/link"));
  write("srv/shop", "a file\n");
  const wanted = planOf([
    { kind: "link", path: "/etc/link", target: "/x" },
    { kind: "directory", path: "/srv/shop" },
  ]);
  run(keepScript(wanted));
  rmSync(join(root, "etc/link"));
  rmSync(join(root, "srv/shop"));
  mkdirSync(join(root, "srv/shop"));
  run(removeScript("link:/etc/link"));
  run(removeScript("directory:/srv/shop"));
  expect(spawnSync("readlink", [join(root, "etc/link")], { encoding: "utf8" }).stdout).toBe("nowhere\n");
  expect(read("srv/shop")).toBe("a file\n");
});

test("a folder that was there before stays, with the owner and the mode that it had", () => {
  mkdirSync(join(root, "srv/data"), { recursive: true });
  chmodSync(join(root, "srv/data"), 0o711);
  run(keepScript(planOf([{ kind: "directory", path: "/srv/data", mode: "0700" }])));
  chmodSync(join(root, "srv/data"), 0o700);
  run(removeScript("directory:/srv/data"));
  expect(statSync(join(root, "srv/data")).mode & 0o777).toBe(0o711);
});

test("what is Bartizan's already is not kept as if it were somebody else's", () => {
  expect(keepScript(planOf([file("/etc/shop/main.conf")], ["file:/etc/shop/main.conf"]))).toBe("");
});

test("all of it is kept before anything is installed, and before the manifest says that it is Bartizan's", () => {
  const wanted = planOf([
    { kind: "package", name: "nginx" },
    file("/etc/nginx/nginx.conf"),
    { kind: "unit", name: "nginx.service", want: "running" },
  ]);
  const hold = { run: "r", holder: "h", pid: 1, seconds: 1, dead: [] };
  const text = (entries: ReturnType<typeof prepareScript>): string => String(entries[0]?.data);
  const prepare = text(prepareScript(wanted, hold));
  for (const kept of ["\nkeep /etc/nginx/nginx.conf", "\nkeep_unit nginx.service"]) {
    expect(prepare.indexOf(kept)).toBeGreaterThan(0);
    expect(prepare.indexOf(kept)).toBeLessThan(prepare.indexOf("apt-get install"));
  }
  const files = text(filesScript(wanted, hold, { secrets: new Map(), certificates: new Map() }));
  expect(files.indexOf("\nkeep /etc/nginx/nginx.conf")).toBeGreaterThan(0);
  expect(files.indexOf("\nkeep /etc/nginx/nginx.conf")).toBeLessThan(files.indexOf("BARTIZAN_MANIFEST"));
});
