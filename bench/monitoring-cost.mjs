// `node bench/monitoring-cost.mjs [SECONDS]`: what the monitoring takes on a web host of the whiteboard, at a sample every 5 s and 200
// requests/s at the balancer, beside Debian's collectd and netdata on the same host under the same load, one after the other. Nothing
// of them is installed: they run from a folder of the host, netdata, which Debian 13 has not, with the libraries of Debian 12 around it.
import { execFileSync } from "node:child_process";
import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { run } from "./support/run.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const seconds = Number(process.argv[2] ?? 60);
const HOST = "srv1";
const home = mkdtempSync(join(tmpdir(), "bartizan-bench-"));
const dir = join(home, "whiteboard");
cpSync(join(root, "examples/whiteboard"), dir, { recursive: true, filter: (path) => !path.includes("/.bartizan") });

/** Debian packages and all that they need, unpacked into a folder and packed again: a tar for the host. */
async function unpacked(name, suite, packages) {
  const place = join(home, name);
  const words = ["--mode=root", "--variant=extract", `--include=${packages}`, "--dpkgopt=path-exclude=/usr/share/doc/*", suite, place];
  await run("mmdebstrap", words);
  return execFileSync("tar", ["-C", place, "-c", "."], { maxBuffer: 2 ** 31 - 1 });
}

/** The plugins that tell what the node exporter tells. Its one for nginx needs a library that is not in Debian 13. */
const COLLECTD = `FQDNLookup false
BaseDir "/run/collectd"
PluginDir "/usr/lib/collectd"
TypesDB "/usr/share/collectd/types.db"
Interval 5
LoadPlugin cpu
LoadPlugin memory
LoadPlugin df
LoadPlugin disk
LoadPlugin interface
LoadPlugin load
LoadPlugin conntrack
LoadPlugin tcpconns
LoadPlugin vmem
LoadPlugin csv
<Plugin csv>
  DataDir "/run/collectd/csv"
</Plugin>
`;

const NETDATA = `[global]
run as user = root
[db]
update every = 5
mode = dbengine
[directories]
config = /etc/netdata
stock config = /usr/lib/netdata/conf.d
plugins = /usr/lib/netdata/plugins.d
web = /usr/share/netdata/web
cache = /run/netdata
lib = /run/netdata
log = /run/netdata
[web]
bind to = 127.0.0.1
[cloud]
enabled = no
[plugins]
enable running new plugins = no
proc = yes
diskspace = yes
apps = yes
go.d = no
python.d = no
charts.d = no
ebpf = no
`;

/** A name, where it comes from, what it is told, and how it begins. */
const OTHERS = [
  {
    name: "collectd",
    suite: "trixie",
    packages: "collectd-core,libudev1",
    config: ["collectd.conf", COLLECTD],
    start: "/usr/sbin/collectd -f -C /collectd.conf",
  },
  {
    name: "netdata",
    suite: "bookworm",
    packages: "netdata-core",
    config: ["netdata.conf", NETDATA],
    start: "/usr/sbin/netdata -D -c /netdata.conf",
  },
];

const OURS = ["prometheus-node-exporter", "vmagent", "prometheus-mysqld-exporter"];

try {
  await run(join(root, "bin/bartizan"), ["up", "--lab", "--json"], { cwd: dir });
  const { labAccess, labId } = await import(join(root, "dist/lab/lab.js"));
  const { enter, sshConfig } = labAccess(labId("foobar", dir));
  const on = (line, stdin) =>
    run(enter[0], [...enter.slice(1), "ssh", "-F", sshConfig, "-o", "BatchMode=yes", HOST, line], { ...(stdin && { stdin }) });

  /** Of each unit: resident and proportional MiB, and seconds of processor; and those of the services that ended meanwhile. */
  const PROBE = `for unit in "$@"; do
  main=$(systemctl show -P MainPID $unit.service)
  for pid in $(ps -eo pid,ppid | awk -v main=$main '$1 == main { its[$1] = 1 } $2 in its { its[$1] = 1 } END { for (it in its) print it }'); do
    awk -v unit=$unit -v pid=$pid '/^Rss:/ { rss = $2 } /^Pss:/ { pss = $2 } END { print unit, pid, rss, pss }' /proc/$pid/smaps_rollup
    awk -v unit=$unit '{ sub(/^.*[)] /, ""); print unit, "cpu", $12 + $13 }' /proc/$pid/stat
  done
done
awk '{ sub(/^.*[)] /, ""); print "ended cpu", $14 + $15 }' /proc/1/stat`;
  const probe = async (units) => {
    const sums = new Map();
    for (const line of (await on(`sh -s ${units.join(" ")}`, PROBE)).trim().split("\n")) {
      const [unit, what, first, second] = line.split(" ");
      const it = sums.get(unit) ?? { rss: 0, pss: 0, cpu: 0 };
      if (what === "cpu") it.cpu += Number(first) / 100;
      else {
        it.rss += Number(first) / 1024;
        it.pss += Number(second) / 1024;
      }
      sums.set(unit, it);
    }
    return sums;
  };

  const load = (rate, time) =>
    run(enter[0], [
      ...enter.slice(1),
      process.execPath,
      join(root, "test/e2e/support/load.mjs"),
      "203.0.113.10",
      "www.foobar.com",
      join(dir, ".bartizan/lab/ca.crt"),
      String(rate),
      String(time),
    ]);

  /** What the units take under the load, in MiB and in per cent of a core. */
  const measure = async (units) => {
    const busy = load(200, seconds + 10);
    await wait(5_000);
    const before = await probe(units);
    await wait(seconds * 1000);
    const after = await probe(units);
    await busy;
    return new Map([...after].map(([unit, it]) => [unit, { ...it, cpu: ((it.cpu - (before.get(unit)?.cpu ?? 0)) / seconds) * 100 }]));
  };

  const row = (name, { rss, pss, cpu }) =>
    console.log(`| ${name} | ${rss ? rss.toFixed(1) : ""} | ${pss ? pss.toFixed(1) : ""} | ${cpu.toFixed(2)} |`);
  const total = (list) =>
    list.reduce((all, it) => ({ rss: all.rss + it.rss, pss: all.pss + it.pss, cpu: all.cpu + it.cpu }), { rss: 0, pss: 0, cpu: 0 });
  console.log(
    `${cpus().length} cores (${cpus()[0].model.trim()}); ${HOST} of the whiteboard, 200 requests/s at the balancer, ${seconds} s each\n`,
  );
  console.log("| what | RSS MiB | PSS MiB | % of a core |\n| --- | ---: | ---: | ---: |");
  await wait(20_000);
  const ours = await measure(OURS);
  for (const unit of OURS) row(unit, ours.get(unit));
  row("scripts that ended (counters of the firewall, certificates)", ours.get("ended"));
  const all = [...OURS, "ended"].map((unit) => ours.get(unit));
  row("**Bartizan, with a database**", total(all));
  row("**Bartizan, a web host**", total([...OURS.slice(0, 2), "ended"].map((unit) => ours.get(unit))));
  await on(`systemctl stop ${OURS.join(" ")} bartizan-textfile.timer`);
  for (const it of OTHERS) {
    const place = `/opt/${it.name}`;
    await on(`mkdir -p ${place} && tar -C ${place} -x`, await unpacked(it.name, it.suite, it.packages));
    const [file, config] = it.config;
    await on(`cat >${place}/${file} && mkdir -p ${place}/run/${it.name}`, config);
    const within = `-p RootDirectory=${place} -p MountAPIVFS=yes -p RuntimeDirectory=${it.name}`;
    await on(`systemd-run -q --unit=bench-${it.name} ${within} ${it.start}`);
    await wait(20_000);
    const found = (await measure([`bench-${it.name}`])).get(`bench-${it.name}`);
    if (found === undefined)
      console.log(`| ${it.name} did not run: ${(await on(`journalctl -u bench-${it.name} -n 3 -o cat`)).trim()} | | | |`);
    else row(it.name, found);
    await on(`systemctl stop bench-${it.name}`);
  }
} finally {
  await run(join(root, "bin/bartizan"), ["down"], { cwd: dir }).catch(() => {});
  rmSync(home, { recursive: true, force: true });
}
