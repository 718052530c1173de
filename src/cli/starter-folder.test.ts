import { type ChildProcess, execFileSync, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { checkConfig } from "../config/check.ts";
import { loadInfrastructure } from "../config/load.ts";
import { resolveConfig } from "../config/resolve.ts";
import { type Answers, MOST_SERVERS, nameFrom, starterConfig } from "../config/starter.ts";
import { judgeAnswers, refuseExisting, writeStarter } from "./starter-folder.ts";

const ANSWERS: Answers = { name: "my-site", domain: "www.my-site.org", servers: 3, admin: "192.0.2.0/24", database: true };

let dir = "";
let home = "";
let running: ChildProcess | undefined;
beforeEach(() => {
  dir = realpathSync(mkdtempSync(join(tmpdir(), "bartizan-init-")));
  home = realpathSync(mkdtempSync(join(tmpdir(), "bartizan-home-")));
  vi.stubEnv("HOME", home);
});
afterEach(() => {
  running?.kill("SIGKILL");
  running = undefined;
  vi.unstubAllEnvs();
  for (const folder of [dir, home]) rmSync(folder, { recursive: true, force: true });
});

test.each([1, 2, 3, MOST_SERVERS])("with %i servers, with and without a database, the file loads as what was answered", async (servers) => {
  for (const database of [true, false]) {
    const answers = { ...ANSWERS, servers, database };
    writeStarter(dir, answers);
    const { infra } = await loadInfrastructure(undefined, dir);
    const checked = checkConfig(starterConfig(answers));
    expect(checked.ok && resolveConfig(checked.config, dir).infra).toEqual(infra);
    expect(infra.hosts.filter((host) => host.roles.includes("app")).length).toBe(servers);
    expect(infra.database?.primary).toBe(database ? "srv1" : undefined);
  }
});

test("the config that is written", () => {
  writeStarter(dir, ANSWERS);
  expect(readFileSync(join(dir, "bartizan.config.ts"), "utf8")).toMatchInlineSnapshot(`
    "import { defineInfrastructure } from "bartizan";

    export default defineInfrastructure({
      name: "my-site",
      domain: "www.my-site.org",
      // The addresses are those of the lab on this computer. For real servers write theirs, and leave --lab away.
      hosts: {
        lb1: { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer"] },
        srv1: { address: "10.77.0.101", runs: ["web", "app", "database"] },
        srv2: { address: "10.77.0.102", runs: ["web", "app", "database"] },
        srv3: { address: "10.77.0.103", runs: ["web", "app"] },
        mon1: { address: "10.77.0.20", runs: ["monitor"] },
      },
      tls: { certificate: "internal", terminateAt: "balancer" },
      app: {
        source: "./app",
        packages: ["nodejs"],
        command: "node server.js",
        health: "/up",
        static: "public",
      },
      database: { engine: "mariadb", topology: "primary-replica", primary: "srv1" },
      // From here SSH is let in; from nowhere else.
      firewall: { admin: ["192.0.2.0/24"] },
    });
    "
  `);
});

test("what is there is refused, and a .gitignore is only added to", () => {
  writeFileSync(join(dir, ".gitignore"), "node_modules");
  refuseExisting(dir);
  writeStarter(dir, ANSWERS);
  writeStarter(dir, ANSWERS);
  expect(readFileSync(join(dir, ".gitignore"), "utf8")).toBe("node_modules\n.bartizan/\n");
  expect(() => refuseExisting(dir)).toThrow("BZ_INIT_EXISTS");
});

test("a folder that cannot be written", () => {
  writeFileSync(join(dir, "file"), "");
  expect(() => writeStarter(join(dir, "file"), ANSWERS)).toThrow(/BZ_INIT_FOLDER[\s\S]*ENOTDIR|EEXIST/);
});

test("wrong answers are all named at once", () => {
  expect(() => judgeAnswers({ ...ANSWERS, name: "root", domain: "x", admin: "0.0.0.0/0" })).toThrow(
    /BZ_CONFIG_NAME_RESERVED[\s\S]*BZ_CONFIG_DOMAIN[\s\S]*BZ_CONFIG_ADMIN_OPEN/,
  );
  for (const servers of [0, -1, 1.5, Number.NaN, MOST_SERVERS + 1]) expect(() => judgeAnswers({ ...ANSWERS, servers })).toThrow("BZ_USAGE");
});

test("any folder's name becomes a name of the right form", () => {
  fc.assert(fc.property(fc.string(), (folder) => void expect(nameFrom(folder)).toMatch(/^[a-z]([a-z0-9-]{0,29}[a-z0-9])?$/)));
});

/** Runs the command line itself, which has no terminal here. */
function bartizan(...args: readonly string[]) {
  const command = fileURLToPath(new URL("../../bin/bartizan", import.meta.url));
  const { status, stdout, stderr } = spawnSync(command, args, { cwd: dir, encoding: "utf8" });
  return { status, stdout, stderr };
}

test("on the command line: written, refused, forced, and nothing at all when an answer is wrong", () => {
  const wrong = bartizan("init", "site", "--name", "www-data", "--domain", "http://x");
  expect(wrong).toMatchObject({ status: 2, stdout: "" });
  expect(wrong.stderr).toContain("BZ_CONFIG_NAME_RESERVED");
  expect(wrong.stderr).toContain("BZ_CONFIG_DOMAIN");
  expect(readdirSync(dir)).toEqual([]);

  const first = bartizan("init", "site", "--no-database", "--servers", "1");
  expect(first).toMatchObject({ status: 0, stderr: "" });
  expect(first.stdout).toMatchInlineSnapshot(`
    "site/bartizan.config.ts
    site/app/server.js
    site/app/public/style.css
    site/.gitignore
    site/tsconfig.json

    Next:
      cd site
      bartizan config          what the file describes
      bartizan up --lab        bring it up on this computer
    "
  `);
  const second = bartizan("init", "site");
  expect(second).toMatchObject({ status: 1, stdout: "" });
  expect(second.stderr).toContain("found:   bartizan.config.ts, app/server.js, app/public/style.css");

  expect(bartizan("init", "site", "--force", "--json")).toMatchObject({ status: 0 });
  expect(readFileSync(join(dir, "site/bartizan.config.ts"), "utf8")).toContain("database:");
}, 120_000);

async function fetchText(port: number, path: string): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    try {
      const response = await fetch(`http://127.0.0.1:${port}${path}`);
      return `${response.status} ${await response.text()}`;
    } catch (error) {
      if (tries > 100) throw error;
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}

test("the app answers on PORT, tells its host and whether the database answers, and ends when it is told to", async () => {
  writeStarter(dir, ANSWERS);
  const database = createServer().listen(0, "127.0.0.1");
  await once(database, "listening");
  const port = await freePort();
  const { port: databasePort } = database.address() as AddressInfo;
  const env = {
    PATH: process.env.PATH,
    PORT: String(port),
    HOST: "127.0.0.1",
    SERVER_NAME: "srv7",
    DATABASE_HOST: "127.0.0.1",
    DATABASE_PORT: String(databasePort),
  };
  running = spawn(process.execPath, ["server.js"], { cwd: join(dir, "app"), env, stdio: "ignore" });
  expect(await fetchText(port, "/up")).toBe("200 up\n");
  expect(await fetchText(port, "/")).toMatch(/^200 [\s\S]*<strong>srv7<\/strong>[\s\S]*The database answers\./);
  expect(await fetchText(port, "//")).toMatch(/^404/);
  database.close();
  expect(await fetchText(port, "/")).toContain("The database does not answer.");
  running.kill("SIGTERM");
  expect(await once(running, "exit")).toEqual([0, null]);
}, 30_000);

test("the app takes a listening socket as file descriptor 3", async () => {
  writeStarter(dir, ANSWERS);
  const socket = createServer().listen(0, "127.0.0.1");
  await once(socket, "listening");
  const { port } = socket.address() as AddressInfo;
  // Node offers no other way to the number of a listening socket's descriptor.
  const { _handle: handle } = socket as unknown as { readonly _handle: { readonly fd: number } };
  running = spawn(process.execPath, ["server.js"], {
    cwd: join(dir, "app"),
    env: { PATH: process.env.PATH, LISTEN_FDS: "1" },
    stdio: ["ignore", "ignore", "ignore", handle.fd],
  });
  // Both processes hold the socket; closing ours leaves it to the app.
  socket.close();
  expect(await fetchText(port, "/up")).toBe("200 up\n");
}, 30_000);

test("the app is CommonJS without dependencies, as the config says it is started", () => {
  writeStarter(dir, ANSWERS);
  expect(existsSync(join(dir, "app/package.json"))).toBe(false);
  execFileSync(process.execPath, ["--check", join(dir, "app/server.js")]);
});
