// `node bench/availability.mjs`, after a build: the exact method against scram, whole process against whole process, on a published tree
// of Debian's package. Both compute the probability and every minimal cut set.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const MODELS = "/usr/share/scram/input/Baobab";
const FILES = ["baobab1.xml", "baobab1-basic-events.xml"].map((it) => join(MODELS, it));
const CUT_SETS = 46_188;
const RUNS = 9;

const row = (...cells) => console.log(`| ${cells.join(" | ")} |`);
const s = (milliseconds) => `${(milliseconds / 1000).toFixed(2)} s`;
const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const dir = mkdtempSync(join(tmpdir(), "bartizan-bench-"));

try {
  console.log(`Node ${process.version}, ${cpus().length} cores (${cpus()[0].model.trim()})\n`);
  console.log(`Baobab 1, all ${CUT_SETS.toLocaleString("en")} minimal cut sets, whole process (limit: scram)\n`);
  const pairs = Array.from({ length: RUNS }, () => ({ ours: bartizan(), theirs: scram() }));
  row("", "median", "min", "max");
  row("---", "---:", "---:", "---:");
  for (const [name, times] of [
    ["bartizan check --fault-tree", pairs.map((it) => it.ours)],
    ["scram --bdd", pairs.map((it) => it.theirs)],
  ]) {
    row(name, s(median(times)), s(Math.min(...times)), s(Math.max(...times)));
  }
  row("ratio, pair by pair", median(pairs.map(({ ours, theirs }) => ours / theirs)).toFixed(2), "", "");
} finally {
  rmSync(dir, { recursive: true });
}

function timed(program, args) {
  const begin = performance.now();
  const result = spawnSync(program, args, { encoding: "utf8" });
  if (result.error !== undefined) throw new Error(`${program}: ${result.error.message}; it is Debian's package of that name`);
  if (result.status !== 0) throw new Error(`${program} ended with ${result.status}\n${result.stderr}`);
  return { milliseconds: performance.now() - begin, stdout: result.stdout };
}

function bartizan() {
  const files = FILES.flatMap((file) => ["--fault-tree", file]);
  const { milliseconds, stdout } = timed(join(root, "bin/bartizan"), ["check", ...files, "--orders", "all", "--json"]);
  const found = JSON.parse(stdout).cutSetCounts.reduce((sum, { count }) => sum + count, 0);
  if (found !== CUT_SETS) throw new Error(`bartizan found ${found} cut sets`);
  return milliseconds;
}

function scram() {
  const out = join(dir, "scram.xml");
  const { milliseconds } = timed("scram", ["--bdd", "--probability", "1", "-l", "1000", "-o", out, ...FILES]);
  const found = /<sum-of-products[^>]*\bproducts="(\d+)"/.exec(readFileSync(out, "utf8"))?.[1];
  if (Number(found) !== CUT_SETS) throw new Error(`scram found ${found} cut sets`);
  return milliseconds;
}
