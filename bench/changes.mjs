// `node bench/changes.mjs [RATE [SECONDS [ONLY]]]`: the fortress changed in every way that it knows, under a load of reads and of
// writes with idempotency keys, and what the clients see of it. Then a planned promotion, on the same site with one database that
// takes the writes. Prints a row for each change; takes about a quarter of an hour. ONLY: a part of a row's name.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const rate = Number(process.argv[2] ?? 200);
const seconds = Number(process.argv[3] ?? 60);
const only = process.argv[4] ?? "";
const ADDRESS = "203.0.113.10";
const DOMAIN = "www.foobar.com";

const home = mkdtempSync(join(tmpdir(), "bartizan-bench-"));
for (const name of ["whiteboard", "fortress"]) {
  cpSync(join(root, "examples", name), join(home, name), {
    recursive: true,
    filter: (path) => !/\/(\.bartizan|node_modules|dist)(\/|$)/.test(path.slice(root.length)),
  });
}
const dir = join(home, "fortress");
const file = join(dir, "bartizan.config.ts");
const edit = (change) => writeFileSync(file, change(readFileSync(file, "utf8")));

function run(program, args, { stdin } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd: dir, stdio: [stdin === undefined ? "ignore" : "pipe", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
    });
    child.stderr.setEncoding("utf8").on("data", (chunk) => {
      stderr += chunk;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
    if (stdin !== undefined) child.stdin.end(stdin);
  });
}

async function bartizan(...args) {
  const result = await run(join(root, "bin/bartizan"), args);
  if (result.code !== 0) throw new Error(`bartizan ${args.join(" ")} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result.stdout;
}
const up = () => bartizan("up", "--lab", "--json");

let access;
let labId;
async function findLab() {
  const { labAccess, labId: idOf } = await import(join(root, "dist/lab/lab.js"));
  labId = idOf("foobar", dir);
  access = labAccess(labId);
}

/** A command line as root on a machine. */
async function on(host, line, stdin) {
  const [enter, ...rest] = access.enter;
  const result = await run(enter, [...rest, "ssh", "-F", access.sshConfig, "-o", "BatchMode=yes", host, line], { stdin });
  if (result.code !== 0) throw new Error(`${host}: ${line}\nended with ${result.code}\n${result.stdout}${result.stderr}`);
  return result.stdout;
}

/** The load, in a process of its own within the lab's network, until it is told to stop. */
function startLoad(prefix) {
  const [enter, ...rest] = access.enter;
  const script = join(root, "test/e2e/support/load.mjs");
  const ca = join(dir, ".bartizan/lab/ca.crt");
  const args = [...rest, process.execPath, script, ADDRESS, DOMAIN, ca, String(rate), "600", "0.2", prefix];
  const child = spawn(enter, args, { stdio: ["ignore", "pipe", "inherit"] });
  let out = "";
  child.stdout.setEncoding("utf8").on("data", (chunk) => {
    out += chunk;
  });
  const ended = new Promise((resolve, reject) => child.once("error", reject).once("close", resolve));
  return async () => {
    child.kill("SIGTERM");
    await ended;
    return JSON.parse(out);
  };
}

/** Acknowledged writes that are not in the database, and writes that are there more than once. */
async function compare(database, prefix, { acknowledged }) {
  const rows = await on(database, "mariadb --no-defaults -BN", `SELECT message FROM foobar.entries WHERE message LIKE '${prefix}%'`);
  const counts = new Map();
  for (const key of rows.trim().split("\n")) counts.set(key, (counts.get(key) ?? 0) + 1);
  return {
    lost: acknowledged.filter((index) => !counts.has(`${prefix}${index}`)).length,
    doubled: [...counts.values()].filter((count) => count > 1).length,
  };
}

const cells = (...them) => console.log(`| ${them.join(" | ")} |`);
let number = 0;
let good = true;

/** One row of the table: what is done under load, and what came of it. */
async function row(what, change, { database = "db1", wanted = true } = {}) {
  if (!wanted || !what.includes(only)) return;
  number += 1;
  const prefix = `row${number}-`;
  const stop = startLoad(prefix);
  let took = 0;
  let problem = "";
  const begun = performance.now();
  try {
    await wait(5_000);
    const started = performance.now();
    await change();
    took = (performance.now() - started) / 1000;
    await wait(Math.max(3_000, seconds * 1000 - (performance.now() - begun)));
  } catch (error) {
    problem = String(error.message);
  }
  const load = await stop();
  const { lost, doubled } = await compare(database, prefix, load);
  good &&= load.failed + lost + doubled === 0 && problem === "";
  cells(
    what,
    `${took.toFixed(1)} s`,
    load.sent,
    load.failed,
    load.acknowledged.length,
    lost,
    doubled,
    Math.round(load.p50),
    Math.round(load.p99),
    Math.round(load.max),
  );
  if (load.failed > 0) console.log(`<!-- ${JSON.stringify(load.failures)} -->`);
  if (problem !== "") console.log(`<!-- ${problem} -->`);
}

const hosts = {
  balancers: ["lb1", "lb2"],
  webs: ["web1", "web2"],
  apps: ["app1", "app2"],
  databases: ["db1", "db2", "db3"],
  monitors: ["mon1"],
};
const all = Object.values(hosts).flat();

/** Every part's own file, changed where it stands: `up` writes it anew and reloads or restarts what reads it, host after host. */
const PARTS = [
  ["the balancers' HAProxy", "/etc/haproxy/haproxy.cfg", hosts.balancers],
  ["keepalived", "/etc/keepalived/keepalived.conf", hosts.balancers],
  ["the web servers' nginx", "/etc/nginx/nginx.conf", hosts.webs],
  ["the web servers' HAProxy", "/etc/haproxy/haproxy.cfg", hosts.webs],
  ["the apps' HAProxy", "/etc/haproxy/haproxy.cfg", hosts.apps],
  ["the app", "/etc/bartizan/app.env", hosts.apps],
  ["the databases", "/etc/mysql/mariadb.conf.d/90-bartizan.cnf", hosts.databases],
  ["the firewalls", "/etc/bartizan/firewall.nft", all],
  ["the collectors", "/etc/vmagent/scrape.yml", all],
  ["OpenSSH", "/etc/ssh/sshd_config.d/00-bartizan.conf", all],
];

async function switchBalancers() {
  const held = await Promise.all(hosts.balancers.map((name) => on(name, `ip -o addr show to ${ADDRESS}`)));
  const holder = hosts.balancers[held.findIndex((it) => it.includes(ADDRESS))];
  await on(holder, "systemctl stop keepalived");
  await wait(2_000);
  await on(holder, "systemctl start keepalived");
}

function addHost(after, line) {
  edit((text) => text.replace(new RegExp(`( +${after}: .*\\n)`), `$1    ${line},\n`));
  return up();
}

function removeHost(name) {
  edit((text) => text.replace(new RegExp(` +${name}: .*\\n`), ""));
  return up();
}

async function cluster() {
  await row("nothing", async () => {});
  await row("the address moves to the other balancer", switchBalancers);
  await row("a setting of the app", () => {
    edit((text) => text.replace('health: "/up",', 'health: "/up",\n    env: { GREETING: "hello" },'));
    return up();
  });
  await row("certificates renewed (rotate)", () => bartizan("rotate", "--lab", "--yes"), { wanted: await knows("rotate") });
  for (const [part, path, where] of PARTS) {
    await row(`${part}: its file`, async () => {
      await Promise.all(where.map((name) => on(name, `echo '# changed' >>${path}`)));
      await up();
    });
  }
  await row("a web server added", () => addHost("web2", 'web3: { address: "10.77.0.23", runs: ["web"], zone: "c", capacityQps: 1500 }'));
  await row("a web server removed", () => removeHost("web3"));
  await row("a Galera node added", () => addHost("db3", 'db4: { address: "10.77.0.44", runs: ["database"], zone: "a", capacityQps: 600 }'));
}

async function knows(name) {
  return (await run(join(root, "bin/bartizan"), [name, "--help"])).code === 0;
}

async function oneWriter() {
  await row("the primary moves (planned promotion)", () => bartizan("db", "promote", "db2", "--lab", "--json"), { database: "db2" });
}

async function inLab(site) {
  await up();
  await findLab();
  try {
    await site();
  } finally {
    await bartizan("down");
  }
}

try {
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0].model.trim()}); ${rate} requests/s, a fifth of them writes\n`);
  cells("change", "took", "requests", "failed", "writes acknowledged", "lost", "doubled", "p50 ms", "p99 ms", "max ms");
  cells("---", ...Array.from({ length: 9 }, () => "---:"));
  const original = readFileSync(file, "utf8");
  if (only === "" || !only.includes("promotion")) await inLab(cluster);
  if (only === "" || "the primary moves (planned promotion)".includes(only)) {
    writeFileSync(
      file,
      original.replace(/topology: "galera", writers: "one"/, 'topology: "primary-replica", primary: "db1", replication: "semi-sync"'),
    );
    await inLab(oneWriter);
  }
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}
