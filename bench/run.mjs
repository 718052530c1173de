// `npm run bench`: what the promises of speed rest on, measured on the whiteboard lab. Ratios are taken within one run.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from "node:fs";
import { request } from "node:https";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "bin/bartizan");
const dir = join(mkdtempSync(join(tmpdir(), "bartizan-bench-")), "whiteboard");
cpSync(join(root, "examples/whiteboard"), dir, { recursive: true, filter: (path) => !path.includes("/.bartizan") });

function run(program, args, { onLine, cwd = dir } = {}) {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"] });
    let stdout = "";
    let stderr = "";
    let pending = "";
    child.stdout.setEncoding("utf8").on("data", (chunk) => {
      stdout += chunk;
      const lines = (pending + chunk).split("\n");
      pending = lines.pop() ?? "";
      for (const line of lines) onLine?.(line, (performance.now() - started) / 1000);
    });
    child.stderr.on("data", (chunk) => {
      stderr += chunk;
    });
    child.once("error", reject);
    child.once("exit", (code) => resolve({ code, stdout, stderr, seconds: (performance.now() - started) / 1000 }));
  });
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const s = (value) => `${value.toFixed(2)} s`;

async function must(args, options) {
  const result = await run(bin, args, options);
  if (result.code !== 0) throw new Error(`bartizan ${args.join(" ")} ended with ${result.code}\n${result.stdout}\n${result.stderr}`);
  return result;
}

function answers(https, ca) {
  return new Promise((resolve) => {
    const req = request(
      {
        host: https.address,
        port: https.port,
        servername: "www.foobar.com",
        ca,
        path: "/",
        headers: { host: "www.foobar.com" },
        agent: false,
      },
      (res) => {
        res.resume();
        res.on("end", () => resolve(res.statusCode === 200));
      },
    );
    req.setTimeout(1000, () => req.destroy());
    req.on("error", () => resolve(false));
    req.end();
  });
}

try {
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0].model.trim()})\n`);
  // The image and the app's release are there before the clock starts.
  await must(["up", "--lab", "--json"]);
  await must(["down"]);

  const marks = [];
  const { stdout, seconds } = await must(["up", "--lab", "--json"], {
    onLine: (line, at) => {
      const event = JSON.parse(line);
      marks.push({ at, ...event });
    },
  });
  const done = JSON.parse(stdout.trim().split("\n").at(-1));
  const started = performance.now();
  const ca = readFileSync(join(dir, ".bartizan/lab/ca.crt"));
  while (!(await answers(done.https, ca))) if (performance.now() - started > 60_000) throw new Error("no 200");
  const first200 = seconds + (performance.now() - started) / 1000;
  const last = (type) => marks.findLast((mark) => mark.type === type)?.at ?? 0;
  const first = (type) => marks.find((mark) => mark.type === type)?.at ?? 0;
  console.log("Nothing to first 200, warm image (limit 25 s)\n");
  row("phase", "ends at");
  row("---", "---:");
  row("machines booted, SSH logins", s(last("lab")));
  row("facts of all hosts", s(last("looked")));
  row("packages, users, keys, certificates", s(first("wave")));
  row("files, firewall, units, database", s(last("host-done")));
  row("first 200 through the loopback port", s(first200));

  const { labAccess, labId } = await import(join(root, "dist/lab/lab.js"));
  const id = labId("foobar", dir);
  await new Promise((resolve) => setTimeout(resolve, 30_000));
  const { total, byHost } = memoryOf(id);
  console.log("\nMemory of the lab after 30 s at rest (proportional set size; limit 2,048 MiB)\n");
  row("machine", "MiB");
  row("---", "---:");
  for (const [host, mib] of byHost) row(host, mib.toFixed(0));
  row("all", total.toFixed(0));

  const ssh = { ...labAccess(id), hosts: ["lb1", "srv1", "srv2", "mon1"] };
  const parallel = async () => {
    const begin = performance.now();
    const results = await Promise.all(
      ssh.hosts.map((host) =>
        run(ssh.enter[0], [...ssh.enter.slice(1), "ssh", "-F", ssh.sshConfig, "-o", "ControlPath=none", host, "true"]),
      ),
    );
    if (results.some((it) => it.code !== 0)) throw new Error(results.map((it) => it.stderr).join("\n"));
    return (performance.now() - begin) / 1000;
  };
  const ups = [];
  const logins = [];
  for (let i = 0; i < 15; i += 1) {
    logins.push(await parallel());
    const result = await must(["up", "--lab", "--json"]);
    if (JSON.parse(result.stdout.trim().split("\n").at(-1)).changed !== 0) throw new Error("the second up changed something");
    ups.push(result.seconds);
  }
  console.log("\nSecond `up`, nothing to change (limit 2 x the logins)\n");
  row("", "median", "min", "max");
  row("---", "---:", "---:", "---:");
  row(`${ssh.hosts.length} parallel ssh HOST true`, s(median(logins)), s(Math.min(...logins)), s(Math.max(...logins)));
  row("bartizan up, whole process", s(median(ups)), s(Math.min(...ups)), s(Math.max(...ups)));
  row("ratio, pair by pair", median(ups.map((up, i) => up / logins[i])).toFixed(2), "", "");
} finally {
  await run(bin, ["down"]);
  rmSync(dirname(dir), { recursive: true, force: true });
}

/** Proportional set sizes (proc(5), smaps_rollup) of every process that lives in one of the lab's machines. */
function memoryOf(id) {
  const byHost = new Map();
  const inits = new Map();
  for (const pid of readdirSync("/proc").filter((it) => /^\d+$/.test(it))) {
    try {
      const environment = readFileSync(`/proc/${pid}/environ`, "utf8");
      const name = /(?:^|\0)[A-Z_]*MACHINE=([a-z0-9-]+)\0/.exec(environment)?.[1];
      if (environment.includes(`=${id}\0`) && name !== undefined) inits.set(readNamespace(pid), name);
    } catch {}
  }
  for (const pid of readdirSync("/proc").filter((it) => /^\d+$/.test(it))) {
    try {
      const name = inits.get(readNamespace(pid));
      if (name === undefined) continue;
      const kib = Number(/^Pss:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, "utf8"))?.[1] ?? 0);
      byHost.set(name, (byHost.get(name) ?? 0) + kib / 1024);
    } catch {}
  }
  return { byHost: [...byHost].sort(), total: [...byHost.values()].reduce((sum, it) => sum + it, 0) };
}

function readNamespace(pid) {
  return readlinkSync(`/proc/${pid}/ns/pid`);
}
