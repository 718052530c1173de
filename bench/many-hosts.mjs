// `node bench/many-hosts.mjs [HOSTS [SECONDS]]`: that many machines in one lab (40), all of which report to one monitor: how old the newest
// sample of each is, what the monitor takes, and whether the console's page stays smooth. Takes ten minutes.
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { run } from "./support/run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const count = Number(process.argv[2] ?? 40);
const seconds = Number(process.argv[3] ?? 180);
const home = mkdtempSync(join(tmpdir(), "bartizan-bench-"));
const dir = join(home, "whiteboard");
cpSync(join(root, "examples/whiteboard"), dir, { recursive: true, filter: (path) => !path.includes("/.bartizan") });

const webs = Array.from(
  { length: count - 3 },
  (_, index) => `web${index + 1}: { address: "10.77.0.${index + 51}", runs: ["web", "app"] },`,
);
writeFileSync(
  join(dir, "bartizan.config.ts"),
  `import { defineInfrastructure } from "bartizan";
export default defineInfrastructure({
  name: "foobar",
  domain: "www.foobar.com",
  hosts: {
    lb1: { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer"] },
    db1: { address: "10.77.0.11", runs: ["database"] },
    mon1: { address: "10.77.0.20", runs: ["monitor"] },
    ${webs.join("\n    ")}
  },
  tls: { certificate: "internal", terminateAt: "balancer" },
  app: { source: "./app", build: "npm ci && npm run build", output: "dist", packages: ["nodejs"], command: "node server.js", health: "/up", static: "public" },
  database: { engine: "mariadb", topology: "primary-replica", primary: "db1" },
  firewall: { admin: ["198.51.100.0/24"] },
});
`,
);

const at = (list, share) => [...list].sort((a, b) => a - b)[Math.floor((list.length - 1) * share)];
const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const MONITOR = ["victoria-metrics", "vmalert", "prometheus-alertmanager", "nginx", "vmagent", "prometheus-node-exporter"];

try {
  const up = async () =>
    JSON.parse((await run(join(root, "bin/bartizan"), ["up", "--lab", "--json"], { cwd: dir })).trim().split("\n").at(-1));
  const first = await up();
  const again = await up();
  const { labAccess, labId } = await import(join(root, "dist/lab/lab.js"));
  const { enter, sshConfig } = labAccess(labId("foobar", dir));
  const on = (line, stdin) =>
    run(enter[0], [...enter.slice(1), "ssh", "-F", sshConfig, "-o", "BatchMode=yes", "mon1", line], { ...(stdin && { stdin }) });
  console.log(`${count} machines and a client on ${cpus().length} cores (${cpus()[0].model.trim()})\n`);
  row("", "");
  row("---", "---:");
  row("first `up`", `${first.seconds.toFixed(0)} s`);
  row(`second \`up\`, ${again.changed} changed`, `${again.seconds.toFixed(2)} s`);
  await wait(60_000);

  const cpuOf = `for unit in ${MONITOR.join(" ")}; do
  pids=$(cat /sys/fs/cgroup/system.slice/$unit.service/cgroup.procs 2>/dev/null || systemctl show -P MainPID $unit.service)
  for pid in $pids; do
    awk -v unit=$unit '/^Rss:/ { rss = $2 } END { print unit, "rss", rss }' /proc/$pid/smaps_rollup
    awk -v unit=$unit '{ sub(/^.*[)] /, ""); print unit, "cpu", $12 + $13 }' /proc/$pid/stat
  done
done
curl -sS http://127.0.0.1:8428/metrics | awk '/^vm_rows_inserted_total/ { sum += $2 } END { print "rows rows", sum }'`;
  const probe = async () => {
    const sums = new Map();
    for (const line of (await on("sh -s", cpuOf)).trim().split("\n")) {
      const [unit, what, value] = line.split(" ");
      sums.set(`${unit} ${what}`, (sums.get(`${unit} ${what}`) ?? 0) + Number(value));
    }
    return sums;
  };

  // Asked on the monitor itself, by its own clock, every two seconds.
  const newest = `for i in $(seq ${Math.round(seconds / 2)}); do
  now=$(date +%s%3N)
  curl -sS http://127.0.0.1:8428/api/v1/export -d 'match[]=node_load1' -d start=$((now / 1000 - 60)) |
    sed -nE 's/.*"host":"([^"]+)".*[[,]([0-9]+)\\].*/\\1 \\2/p' | awk -v now=$now '{ print $1, now - $2 }'
  sleep 2
done`;
  const before = await probe();
  const begun = performance.now();
  const ages = (await on("sh -s", newest))
    .trim()
    .split("\n")
    .map((line) => line.split(" "));
  const after = await probe();
  const took = (performance.now() - begun) / 1000;
  const all = ages.map(([, age]) => Number(age) / 1000);
  row("hosts that report", new Set(ages.map(([host]) => host)).size);
  row("newest sample of a host: median, p99, oldest", [0.5, 0.99, 1].map((share) => `${at(all, share).toFixed(1)} s`).join(", "));
  const rows = (after.get("rows rows") - before.get("rows rows")) / took;
  row("samples a second", Math.round(rows));
  let rss = 0;
  let cpu = 0;
  for (const unit of MONITOR) {
    const mib = (after.get(`${unit} rss`) ?? 0) / 1024;
    const share = (after.get(`${unit} cpu`) ?? 0) - (before.get(`${unit} cpu`) ?? 0);
    rss += mib;
    cpu += share / took;
    row(`${unit}: RSS, processor`, `${mib.toFixed(0)} MiB, ${(share / took).toFixed(1)} % of a core`);
  }
  row("**the monitor**", `**${rss.toFixed(0)} MiB, ${cpu.toFixed(1)} % of a core**`);
  await on("curl -sS http://127.0.0.1:8428/internal/force_flush; curl -sS http://127.0.0.1:8428/internal/force_merge");
  await wait(15_000);
  const sizes = await on("curl -sS http://127.0.0.1:8428/metrics | grep -E '^vm_(rows|data_size_bytes)[{]type=.(storage|indexdb)'");
  const sum = (name, kind) =>
    [...sizes.matchAll(/^(\w+)\{type="(\w+)\/\w+"\} (\S+)$/gm)]
      .filter(([, its, type]) => its === name && type === kind)
      .reduce((total, [, , , value]) => total + Number(value), 0);
  const perSample = sum("vm_data_size_bytes", "storage") / sum("vm_rows", "storage");
  row("bytes a sample, merged", perSample.toFixed(2));
  row("disk a day, samples", `${((perSample * rows * 86_400) / 2 ** 20).toFixed(0)} MiB`);
  row("disk for the index, once", `${(sum("vm_data_size_bytes", "indexdb") / 2 ** 20).toFixed(1)} MiB`);

  const tunnel = spawn(join(root, "bin/bartizan"), ["console", "--lab", "--json"], { cwd: dir, stdio: ["ignore", "pipe", "inherit"] });
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  try {
    const url = await new Promise((resolve, reject) => {
      tunnel.once("exit", (code) => reject(new Error(`console ended with ${code}`)));
      tunnel.stdout.once("data", (chunk) => resolve(JSON.parse(String(chunk)).url));
    });
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const opened = performance.now();
    await page.goto(url);
    const paint = async () => page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime");
    await page.waitForFunction((wanted) => document.querySelectorAll("tr[data-host]").length === wanted, count);
    const shown = performance.now() - opened;
    row("page, first visit: first paint, all hosts shown", `${(await paint()).toFixed(0)} ms, ${shown.toFixed(0)} ms`);
    await page.reload();
    await page.waitForSelector("tr[data-host='web1']");
    row("page, second visit: first paint", `${(await paint()).toFixed(0)} ms`);
    // Half a minute in which the page renews itself six times, while its reader moves the cursor and scrolls.
    await page.evaluate(() => {
      window.gaps = [];
      window.long = 0;
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) window.long += entry.duration;
      }).observe({ type: "longtask" });
      let last = performance.now();
      const frame = (now) => {
        window.gaps.push(now - last);
        last = now;
        requestAnimationFrame(frame);
      };
      requestAnimationFrame(frame);
    });
    for (let step = 0; step < 60; step += 1) {
      await page.mouse.move(300 + (step % 30) * 20, 300);
      await page.mouse.wheel(0, step % 20 < 10 ? 120 : -120);
      await wait(500);
    }
    const { gaps, long } = await page.evaluate(() => ({ gaps: window.gaps, long: window.long }));
    row("frames: median, p99, longest", [0.5, 0.99, 1].map((share) => `${at(gaps, share).toFixed(0)} ms`).join(", "));
    row("tasks over 50 ms in 30 s, together", `${long.toFixed(0)} ms`);
    if (process.env.BARTIZAN_SHOTS) await page.screenshot({ path: join(process.env.BARTIZAN_SHOTS, "many-hosts.png"), fullPage: true });
  } finally {
    await browser.close();
    tunnel.kill("SIGTERM");
  }
} finally {
  await run(join(root, "bin/bartizan"), ["down"], { cwd: dir }).catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
