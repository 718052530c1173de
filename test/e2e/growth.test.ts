import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "./support/command.ts";
import { Ledger } from "./support/ledger.ts";
import { Site } from "./support/site.ts";

// One machine that does everything becomes three, and its database a replica's primary and then a cluster, while it is written to.
/** `BARTIZAN_E2E_GROWTH_MEGABYTES=400` for the long run. */
const MEGABYTES = Number(process.env.BARTIZAN_E2E_GROWTH_MEGABYTES ?? 40);

const ONE = 'one: { address: "10.77.0.11", publicAddress: "203.0.113.11", runs: ["balancer", "web", "app", "database", "monitor"] },';
const other = (name: string, last: number, runs: readonly string[]): string =>
  `${name}: { address: "10.77.0.${last}", runs: ${JSON.stringify(runs)} },`;
const EVERYTHING = ["web", "app", "database"];

let site: Site;
let ledger: Ledger;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "growth"')
      .replace(/hosts: \{.*?\n {2}\},/s, `hosts: {\n    ${ONE}\n  },`)
      .replace('primary: "srv1"', 'primary: "one"')
      // What a cluster needs is in the machines' image from the beginning.
      .replace('packages: ["nodejs"]', 'packages: ["nodejs", "galera-4", "mariadb-backup", "socat"]'),
  );
  await site.up();
  const rows = `INSERT INTO growth.stock (v) SELECT REPEAT(MD5(seq), 32) FROM seq_1_to_${MEGABYTES * 1000}`;
  await site.on("one", `mariadb growth -e 'CREATE TABLE growth.stock (id BIGINT AUTO_INCREMENT PRIMARY KEY, v TEXT); ${rows}'`);
  ledger = new Ledger(site, "grows");
});
afterAll(async () => {
  await ledger?.stop();
  await site.remove();
});

/** The hosts beside the first one. */
function hosts(...others: readonly string[]): void {
  site.edit((it) => it.replace(/hosts: \{.*?\n {2}\},/s, `hosts: {\n    ${[ONE, ...others].join("\n    ")}\n  },`));
}

const started = async (): Promise<string> => site.on("one", "systemctl show -p ActiveEnterTimestampMonotonic --value mariadb");

/** Writes went on all the time, and are still answered; a second run has nothing to do. */
async function settled(count: number): Promise<void> {
  const again = await site.up();
  expect(again.flatMap((it) => (it.type === "planned" ? (it.steps as readonly string[]) : []))).toEqual([]);
  expect(again.at(-1)).toMatchObject({ type: "done", changed: 0, hosts: count });
  const before = ledger.acknowledged.size;
  await until("more writes", 20, async () => (ledger.acknowledged.size > before + 10 ? true : undefined));
  expect(ledger.failed).toEqual([]);
}

it("goes on writing when the first copy for a new host breaks off, also after a restart", async () => {
  hosts(other("two", 12, ["database"]));
  const since = await started();
  const cut = "for i in $(seq 100); do pkill -x mariadb-dump && break; sleep 0.05; done";
  let cutting: Promise<unknown> | undefined;
  const result = await site.bartizan(["up", "--lab", "--json"], {
    onLine: (line) => {
      const event = JSON.parse(line) as { readonly type: string; readonly step?: string };
      if (event.type === "step-started" && event.step === "two replicates from one") cutting ??= site.try("two", cut);
      return undefined;
    },
  });
  await cutting;
  const failed = '"type":"step-failed","host":"two","step":"two replicates from one"';
  expect([result.code, result.stdout.includes(failed)]).toEqual([1, true]);
  expect(await started()).toBe(since);
  await site.on("one", "systemctl restart mariadb");
  await until("writes are let in", 10, async () =>
    (await site.on("one", "mariadb -BN -e 'SELECT @@read_only'").catch(() => "")).trim() === "0" ? true : undefined,
  );
  expect(ledger.failed).toEqual([]);
});

it("gets its first replica without a restart of the primary", async () => {
  const since = await started();
  const waves = (await site.up()).flatMap((it) => (it.type === "wave" ? [(it.hosts as readonly string[]).join()] : []));
  expect(waves.at(-1)).toBe("one");
  expect(waves).toContain("two");
  expect(await started()).toBe(since);
  expect(await site.on("one", "cat /var/lib/mysql/bartizan-voters")).toBe("10.77.0.12\n");
  await settled(2);
});

it("grows to three hosts that serve, and is told of them when they are ready; and shrinks again", async () => {
  const since = await started();
  hosts(other("two", 12, EVERYTHING), other("three", 13, EVERYTHING));
  const waves = (await site.up()).flatMap((it) => (it.type === "wave" ? [(it.hosts as readonly string[]).join()] : []));
  expect(waves).toEqual(["one", "two", "three", "one"]);
  await settled(3);
  const served = new Set(await Promise.all(Array.from({ length: 12 }, async () => (await site.ask("/entries.json")).server)));
  expect([...served].sort()).toEqual(["one", "three", "two"]);
  hosts(other("two", 12, EVERYTHING));
  await site.up();
  await settled(2);
  expect(await started()).toBe(since);
});

it("becomes a cluster of three: of the primary, its replica and a new host", async () => {
  site.edit((it) => it.replace('topology: "primary-replica"', 'topology: "galera"'));
  hosts(other("two", 12, EVERYTHING), other("three", 13, EVERYTHING));
  await site.up();
  await settled(3);
  await ledger.stop();
  for (const host of ["one", "two", "three"]) {
    expect(await site.on(host, `mariadb -BN -e "SHOW STATUS LIKE 'wsrep_cluster_size'; SELECT COUNT(*) FROM growth.stock"`)).toBe(
      `wsrep_cluster_size\t3\n${MEGABYTES * 1000}\n`,
    );
    expect(await ledger.missingOn(host)).toEqual([]);
  }
  process.stdout.write(`growth: ${ledger.acknowledged.size} writes, slowest answer ${Math.round(ledger.slowest)} ms\n`);
});
