import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { BartizanError } from "../util/errors.ts";
import { loadInfrastructure } from "./load.ts";

const EXAMPLE = fileURLToPath(new URL("../../examples/whiteboard/bartizan.config.ts", import.meta.url));
const RIGHT = `{
  name: "site",
  domain: "www.example.com",
  hosts: { mon1: { address: "10.0.0.1", runs: ["monitor"] } },
  tls: { certificate: "internal", terminateAt: "balancer" },
  firewall: { admin: ["198.51.100.0/24"] },
}`;

let dir = "";
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "bartizan-load-")));
  vi.stubEnv("HOME", join(dir, "home"));
  mkdirSync(join(dir, "home"));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(dir, { recursive: true, force: true });
});

function write(path: string, content: string): string {
  const full = join(dir, path);
  mkdirSync(dirname(full), { recursive: true });
  writeFileSync(full, content);
  return full;
}

/** What loading says, with the folder's name taken out. */
async function complaint(named: string | undefined, cwd = dir): Promise<string> {
  try {
    await loadInfrastructure(named, cwd);
    return "no problem";
  } catch (error) {
    if (!(error instanceof BartizanError)) throw error;
    return error.message.replaceAll(dir, "DIR");
  }
}

test("the real file of the example becomes the model", async () => {
  const { infra, path, dir: folder } = await loadInfrastructure(EXAMPLE, dir);
  expect(infra).toEqual({ ...whiteboard, app: { ...whiteboard.app, source: join(dirname(EXAMPLE), "app") } });
  expect([path, folder]).toEqual([EXAMPLE, dirname(EXAMPLE)]);
  expect(Object.isFrozen(infra.hosts[0]?.roles)).toBe(true);
});

test("the file is found here, above, by its folder and by its name; TypeScript goes before JavaScript", async () => {
  const file = write("bartizan.config.ts", `export default ${RIGHT} satisfies object;`);
  write("bartizan.config.mjs", "export default 5");
  mkdirSync(join(dir, "a/b"), { recursive: true });
  for (const [named, cwd] of [
    [undefined, dir],
    [undefined, join(dir, "a/b")],
    [".", dir],
    ["../../bartizan.config.ts", join(dir, "a/b")],
  ] as const) {
    expect((await loadInfrastructure(named, cwd)).path).toBe(file);
  }
});

test.each(["bartizan.config.js", "bartizan.config.mjs"])("%s may import the package too", async (name) => {
  write(name, `import { defineInfrastructure } from "bartizan";\nexport default defineInfrastructure(${RIGHT});`);
  expect((await loadInfrastructure(undefined, dir)).infra.name).toBe("site");
});

test("a file may import others and wait; a change is seen by the same process", async () => {
  write("hosts.ts", `export const hosts: object = { mon1: { address: "10.0.0.1", runs: ["monitor"] } };`);
  const body = RIGHT.replace(/hosts: \{.*\},/, "hosts,");
  write("bartizan.config.ts", `import { hosts } from "./hosts.ts";\nexport default await Promise.resolve(${body});`);
  expect((await loadInfrastructure(undefined, dir)).infra.hosts[0]?.name).toBe("mon1");
  write("hosts.ts", `export const hosts: object = { watch: { address: "10.0.0.1", runs: ["monitor"] } };`);
  expect((await loadInfrastructure(undefined, dir)).infra.hosts[0]?.name).toBe("watch");
});

test("no file anywhere", async () => {
  mkdirSync(join(dir, "a"));
  const message = await complaint(undefined, join(dir, "a"));
  expect(message.replace(/none in .*/, (found) => found.split(", ").slice(0, 2).join(", "))).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_MISSING: there is no config file
      found:   none in DIR/a, DIR
      allowed: bartizan.config.ts, bartizan.config.js, bartizan.config.mjs
      mend:    Go into the folder of your project, name the file with -c FILE, or make one with \`bartizan init\`."
  `);
});

test("a file that is not there", async () => {
  expect(await complaint("other.config.ts")).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_MISSING at DIR/other.config.ts: there is no config file
      found:   no such file
      allowed: bartizan.config.ts, bartizan.config.js, bartizan.config.mjs
      mend:    Go into the folder of your project, name the file with -c FILE, or make one with \`bartizan init\`."
  `);
});

test("a file that no file system could have", async () => {
  expect(await complaint("a\0b")).toContain("BZ_CONFIG_FILE_MISSING");
  expect(await complaint("a".repeat(5_000))).toContain("BZ_CONFIG_FILE_MISSING");
});

test("a syntax error", async () => {
  write("bartizan.config.ts", `export default {\n  name: "site"\n  domain: "www.example.com",\n};\n`);
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_SYNTAX at DIR/bartizan.config.ts:3:3: the config file is not valid TypeScript
      found:   Unexpected token, expected ","
      allowed: valid TypeScript
      mend:    Correct the file at this place; the mistake may also be just before it."
  `);
});

test("a syntax error in a file that is imported", async () => {
  write("bartizan.config.ts", `import { hosts } from "./my hosts.ts";\nexport default { hosts };\n`);
  write("my hosts.ts", "export const hosts = {;\n");
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_SYNTAX at DIR/my hosts.ts:1:23: the config file is not valid TypeScript
      found:   Unexpected token
      allowed: valid TypeScript
      mend:    Correct the file at this place; the mistake may also be just before it."
  `);
});

test("a file that throws, with a secret in what it throws", async () => {
  write(
    "bartizan.config.ts",
    `const url: string = "mysql://a:hunter2@db";\ninterface A {\n  x: 1;\n}\nthrow new Error("cannot reach " + url);\n`,
  );
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_THROWS at DIR/bartizan.config.ts:5: the config file failed while it was loaded
      found:   Error: cannot reach mysql[a URL with a password, not shown]db
      allowed: a file that runs to its end
      mend:    Correct the file; it is run as a program when it is loaded."
  `);
});

test.each(["null", "undefined", "{ toString() { throw 1; } }", "Object.create(null)", "Symbol('x')"])(
  "a file that throws %s",
  async (thrown) => {
    write("bartizan.config.ts", `throw ${thrown};\n`);
    expect(await complaint(undefined)).toContain("BZ_CONFIG_FILE_THROWS at DIR/bartizan.config.ts");
  },
);

test("an import that is not there", async () => {
  write("bartizan.config.ts", `import { hosts } from "./hosts.ts";\nexport default { hosts };\n`);
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_IMPORT at DIR/bartizan.config.ts: the config file imports something that is not there
      found:   Cannot find module './hosts.ts'
      allowed: files and packages that are there
      mend:    Correct the import, or install the package."
  `);
});

test("a package that is not there", async () => {
  write("bartizan.config.ts", `import { hosts } from "no-such-package-at-all";\nexport default { hosts };\n`);
  expect(await complaint(undefined)).toContain("BZ_CONFIG_FILE_IMPORT");
});

test("no default export", async () => {
  write("bartizan.config.ts", "export const config = {};\n");
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_FILE_EXPORT at DIR/bartizan.config.ts: the config file exports no config
      found:   no default export, only config
      allowed: a config as the default export
      mend:    Write \`export default defineInfrastructure({ ... })\`."
  `);
});

test("no export at all", async () => {
  write("bartizan.config.ts", "");
  expect(await complaint(undefined)).toContain("found:   no export");
});

test("a function, and a Promise that fails", async () => {
  write("bartizan.config.ts", "export default () => ({});\n");
  expect(await complaint(undefined)).toContain("found:   a function");
  write("bartizan.config.ts", "export default Promise.reject(new Error('x'));\n");
  expect(await complaint(undefined)).toContain("found:   a Promise");
});

test("the app's folder is missed together with everything else", async () => {
  const config = RIGHT.replace("monitor", "monitr").replace("tls:", `app: { source: "./app", command: "node x.js" },\n  tls:`);
  write("bartizan.config.ts", `export default ${config};`);
  expect(await complaint(undefined)).toMatchInlineSnapshot(`
    "BZ_CONFIG_ROLE_UNKNOWN at hosts.mon1.runs[0]: there is no such role
      found:   "monitr"
      allowed: "balancer", "web", "app", "cache", "database", "monitor"
      mend:    Did you mean "monitor"?

    BZ_CONFIG_APP_FOLDER at app.source: the app's folder is not there
      found:   "DIR/app", which is not there
      allowed: an existing folder, relative to the config file
      mend:    Correct app.source: it is relative to the config file."
  `);
  write("app", "a file");
  expect(await complaint(undefined)).toContain("which is not a folder");
});

test("what was compiled is kept where nobody else may write, and nowhere else", async () => {
  write("bartizan.config.ts", `export default ${RIGHT};`);
  await loadInfrastructure(undefined, dir);
  const cache = join(dir, "home/.cache/bartizan/config");
  expect(statSync(cache).mode & 0o777).toBe(0o700);
  expect(readdirSync(cache).length).toBe(1);

  chmodSync(cache, 0o770);
  write("other.config.ts", `export default ${RIGHT};`);
  await loadInfrastructure("other.config.ts", dir);
  expect(readdirSync(cache).length).toBe(1);
});

test("without a home, loading only takes longer", async () => {
  vi.stubEnv("HOME", join(dir, "nowhere"));
  write("bartizan.config.ts", `export default ${RIGHT};`);
  expect((await loadInfrastructure(undefined, dir)).infra.name).toBe("site");
  expect(existsSync(join(dir, "nowhere"))).toBe(false);
});

test.skipIf(process.getuid?.() !== 0)("nothing is left in a home that is somebody else's (only root can try)", async () => {
  chownSync(join(dir, "home"), 12345, 12345);
  write("bartizan.config.ts", `export default ${RIGHT};`);
  await loadInfrastructure(undefined, dir);
  expect(readdirSync(join(dir, "home"))).toEqual([]);
});
