// `node bench/check.mjs`, after a build: the check of large infrastructures in process, and of the whiteboard as a whole process.
// Each size has a process of its own, since a process keeps the memory that it once had.
import { execFileSync, spawnSync } from "node:child_process";
import { cpus } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import "./texts.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const SIZES = [100, 1_000, 10_000];
const WHITEBOARD_RUNS = 7;

const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const s = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;

const size = process.argv[2] === undefined ? undefined : Number(process.argv[2]);
if (size === undefined) table();
else console.log(JSON.stringify(await measure(size)));

function table() {
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0].model.trim()})\n`);
  console.log("Rules and engine in process (limits: 1 s for 1,000 hosts, 10 s for 10,000; 1,024 MiB)\n");
  row("hosts", "groups of flows", "flows", "rules and engine", "engine again, warm", "growth", "max RSS");
  row("---:", "---:", "---:", "---:", "---:", "---:", "---:");
  let before;
  for (const hosts of SIZES) {
    const it = JSON.parse(execFileSync(process.execPath, [fileURLToPath(import.meta.url), String(hosts)], { encoding: "utf8" }));
    const growth = before === undefined ? "" : `x ${(it.both / before.both).toFixed(1)} for x ${hosts / before.hosts}`;
    const cells = [it.groups, it.flows].map((count) => count.toLocaleString("en"));
    row(hosts.toLocaleString("en"), ...cells, s(it.both), s(it.engine), growth, `${it.mebibytes.toFixed(0)} MiB`);
    before = { both: it.both, hosts };
  }
  const times = Array.from({ length: WHITEBOARD_RUNS }, whiteboard).sort((a, b) => a - b);
  console.log("\n`bartizan check` on the whiteboard, whole process (limit 0.5 s)\n");
  row("median", "min", "max");
  row("---:", "---:", "---:");
  row(s(times[Math.floor(times.length / 2)]), s(times[0]), s(times.at(-1)));
}

function whiteboard() {
  const begin = performance.now();
  const { status, stderr } = spawnSync(join(root, "bin/bartizan"), ["check", join(root, "examples/whiteboard/bartizan.config.ts")]);
  // 1: there are findings, which is what the whiteboard is for.
  if (status !== 1) throw new Error(`bartizan check ended with ${status}\n${stderr}`);
  return performance.now() - begin;
}

async function measure(hosts) {
  const of = (path) => import(join(root, "dist", path));
  const { checkConfig } = await of("config/check.js");
  const { resolveConfig } = await of("config/resolve.js");
  const { flowGroupsOf } = await of("catalog/compile.js");
  const { alertsOf } = await of("check/alerts.js");
  const { check, contextOf } = await of("check/check.js");
  const checked = checkConfig(config(hosts));
  if (!checked.ok) throw new Error(JSON.stringify(checked.problems.slice(0, 3)));
  const { infra } = resolveConfig(checked.config, root);
  const begin = performance.now();
  const flowGroups = flowGroupsOf(infra);
  const inputs = { infra, flowGroups, alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
  check(inputs);
  const both = performance.now() - begin;
  const mebibytes = process.resourceUsage().maxRSS / 1024;
  const again = performance.now();
  contextOf(inputs);
  const engine = performance.now() - again;
  return { both, engine, mebibytes, groups: flowGroups.length, flows: flowGroups.reduce((sum, it) => sum + flowsOf(it), 0) };
}

/** How many flows a group stands for. */
function flowsOf({ from, to, channels }) {
  if (typeof from === "string") return to.length * channels.length;
  const listening = new Set(to);
  return (from.length * to.length - from.filter((name) => listening.has(name)).length) * channels.length;
}

/** Two balancers, a cluster of three database nodes and a monitor; all others are web and app hosts, by turns in two zones. */
function config(count) {
  const few = {
    lb1: { address: "10.0.0.1", runs: ["balancer"], zone: "a" },
    lb2: { address: "10.0.0.2", runs: ["balancer"], zone: "b" },
    db1: { address: "10.0.0.3", runs: ["database"], zone: "a" },
    db2: { address: "10.0.0.4", runs: ["database"], zone: "b" },
    db3: { address: "10.0.0.5", runs: ["database"], zone: "c" },
    mon1: { address: "10.0.0.6", runs: ["monitor"], zone: "c" },
  };
  const web = Math.floor((count - Object.keys(few).length) / 2);
  const app = count - Object.keys(few).length - web;
  return {
    name: "large",
    domain: "www.foobar.com",
    hosts: { ...few, ...tier("web", web, 1), ...tier("app", app, 2) },
    balancer: { virtualAddress: "10.0.0.7" },
    tls: { certificate: "internal", terminateAt: "balancer", upstream: "verified" },
    app: { source: "./app", packages: ["nodejs"], command: "node server.js", health: "/up" },
    database: { engine: "mariadb", topology: "galera", writers: "one" },
    firewall: { admin: ["198.51.100.0/24"] },
    objectives: { availability: 0.999 },
  };
}

function tier(role, count, net) {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `${role}${index + 1}`,
      { address: `10.${net}.${index >> 8}.${index & 255}`, runs: [role], zone: index % 2 === 0 ? "a" : "b" },
    ]),
  );
}
