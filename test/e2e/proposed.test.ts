import { afterAll, beforeAll, expect, it } from "vitest";
import { killMachine } from "../../src/lab/lab.ts";
import { until } from "./support/command.ts";
import { around, predictedSeconds } from "./support/predicted.ts";
import { Site } from "./support/site.ts";
import { missing, writing } from "./support/writing.ts";

// The whiteboard with what `check` proposes for its database: nothing more than the hosts that are there.
let site: Site;
let proposals = "";
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "proposed"'));
  proposals = (await site.bartizan(["check"])).stdout.replaceAll(/\s+/g, " ");
  site.edit((it) =>
    it
      .replace(/database: .*/, 'database: { engine: "mariadb", topology: "galera", arbitrator: "mon1" },')
      .replace(/\n\}\);\s*$/, '\n  backups: { to: "mon1", everyHours: 6, restoreTestDays: 7 },\n});\n'),
  );
  await site.up();
});
afterAll(() => site?.remove());

const backup = (what: string) => site.bartizan(["backup", what, "--lab"]);
const members = (host: string): Promise<string> =>
  site.on(host, "mariadb -N -e \"SELECT VARIABLE_VALUE FROM information_schema.GLOBAL_STATUS WHERE VARIABLE_NAME = 'wsrep_cluster_size'\"");

it("brings up two nodes with a vote on the monitor, and copies to the monitor, and up again changes nothing", async () => {
  expect(proposals).toContain("Galera on srv1 and srv2, with an arbitrator on mon1");
  expect(proposals).toContain("A copy every day to mon1");
  for (const host of ["srv1", "srv2"]) expect((await members(host)).trim(), host).toBe("3");
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const mended = (await site.bartizan(["check"])).stdout;
  expect(mended).not.toMatch(/^(single-writer-database|backup-missing)@/m);
});

it("takes a copy to the monitor, lists it and restores it, and the monitor reads none of it", async () => {
  expect((await site.ask("/entries", { method: "POST", body: JSON.stringify({ author: "e2e", message: "canary-row-1f2e" }) })).status).toBe(
    201,
  );
  const now = await backup("now");
  expect(now.code, now.stdout + now.stderr).toBe(0);
  expect((await backup("list")).stdout).toMatch(/1 snapshots/);
  const tested = await backup("test");
  expect(tested.stdout, tested.stderr).toContain("restored: 1 tables, 1 rows, all as they were in the copied database");
  const files = await site.on("mon1", "find /var/lib/bartizan-copies/database -type f | wc -l");
  expect(Number(files)).toBeGreaterThan(3);
  expect((await site.try("mon1", "grep -rl canary-row-1f2e /var/lib")).stdout).toBe("");
});

it("goes on writing when the host that takes the writes dies, and has it back with all of them", async () => {
  const predicted = await predictedSeconds(site, "database", "machine");
  const load = writing(site, "died");
  await new Promise((resolve) => setTimeout(resolve, 3000));
  await killMachine(site.id, "srv1");
  await new Promise((resolve) => setTimeout(resolve, 10_000));
  const writes = await load.stop();
  expect(writes.acknowledged.length).toBeGreaterThan(20);
  expect(writes.gap).toBeLessThanOrEqual(around(predicted).most);
  expect(await missing(site, "srv2", "proposed.entries", "died", writes)).toEqual([]);
  await site.up();
  await until("the vote and both nodes", 60, async () => ((await members("srv1").catch(() => "")).trim() === "3" ? true : undefined));
  expect(await missing(site, "srv1", "proposed.entries", "died", writes)).toEqual([]);
});
