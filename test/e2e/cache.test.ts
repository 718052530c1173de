import { afterAll, beforeAll, expect, it } from "vitest";
import { cutMachine, killMachine, reconnectMachine, startMachine } from "../../src/lab/lab.ts";
import { VOTE_TIMING } from "../../src/parts/valkey/voters.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// A guest book that counts its visits in a cache of two, of which one takes the writes; the monitor is the third that votes on which.
const HOSTS = `    cache1: { address: "10.77.0.51", runs: ["cache"] },
    cache2: { address: "10.77.0.52", runs: ["cache"] },`;
const ADDRESSES: Readonly<Record<string, string>> = { cache1: "10.77.0.51", cache2: "10.77.0.52" };
/** Within so many seconds after a loss visits are counted again. */
const MOST_SECONDS = 25;
const CACHE = "/usr/local/lib/bartizan/cache";

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "cached"')
      .replace(/^ {4}srv2: .*$/m, HOSTS)
      .replace("  firewall:", '  cache: { engine: "valkey" },\n  firewall:'),
  );
  await site.up();
});
afterAll(() => site.remove());

/** Which of the caches takes the writes, by the word of the monitor's voter. */
async function primary(): Promise<string> {
  const said = await site.on("mon1", `${CACHE} ask-voter SENTINEL MASTER cache`);
  return Object.keys(ADDRESSES).find((name) => said.includes(ADDRESSES[name] ?? "-")) ?? said;
}

const other = (name: string): string => (name === "cache1" ? "cache2" : "cache1");

/** The number of this visit; nothing where nobody counted it. The page itself is always there. */
async function visit(): Promise<number | undefined> {
  const { status, text } = await site.ask("/");
  expect(status).toBe(200);
  const number = /Visit (\d+)/.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** When a cache was lost last. */
let lostAt = 0;

/** Seconds in which no visit is counted because of a loss. None is counted twice meanwhile. */
async function counted(lose: () => Promise<unknown>): Promise<number> {
  const before = (await until("a visit that is counted", 20, visit)).value;
  const lost = lose();
  const start = Date.now();
  lostAt = start;
  const numbers = [before];
  let last = start;
  let gap = 0;
  while (Date.now() - start < (MOST_SECONDS + 3) * 1000) {
    const number = await visit();
    const now = Date.now();
    if (number !== undefined) {
      numbers.push(number);
      gap = Math.max(gap, now - last);
      last = now;
    }
    await new Promise((done) => setTimeout(done, 200));
    // It went, and came back: five counted visits in a row.
    if (gap > 1000 && numbers.length > 5 && Date.now() - last < 500 && now - start > gap + 1500) break;
  }
  await lost;
  expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
  expect(Date.now() - last, "visits are counted in the end").toBeLessThan(3000);
  return gap / 1000;
}

/** Both caches are there again: the one takes the writes, the other follows it. */
async function whole(): Promise<void> {
  // As long as the voters let pass between two elections, the last of which began some seconds after the loss.
  await new Promise((done) => setTimeout(done, Math.max(0, lostAt + (2 * VOTE_TIMING.failover + 6) * 1000 - Date.now())));
  await until("two caches that follow each other", 60, async () => {
    const first = await primary();
    const { stdout } = await site.try(other(first), `${CACHE} ask INFO replication`);
    const voters = await site.try("mon1", `${CACHE} ask-voter SENTINEL MASTER cache`);
    return stdout.includes("master_link_status:up") && /num-slaves\n1\n/.test(voters.stdout) ? true : undefined;
  });
}

it("counts visits, and up again changes nothing", async () => {
  const [first, second] = [await visit(), await visit()];
  expect(first).toBeGreaterThan(0);
  expect(second).toBe((first ?? 0) + 1);
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const status = JSON.parse((await site.bartizan(["status", "--lab", "--json"])).stdout) as {
    readonly caches: readonly {
      readonly host: string;
      readonly up: boolean;
      readonly primary: boolean;
      readonly replicating: boolean | null;
    }[];
  };
  expect(status.caches.map(({ host, up, primary: is, replicating }) => ({ host, up, is, replicating }))).toEqual([
    { host: "cache1", up: true, is: true, replicating: null },
    { host: "cache2", up: true, is: false, replicating: true },
  ]);
});

it("lets nobody in without TLS, without the password or from elsewhere, and the app do no more than it needs", async () => {
  const first = await primary();
  const password = (await site.on("srv1", "sed -n 's/^CACHE_PASSWORD=//p' /etc/bartizan/app.env | tr -d '\"'")).trim();
  const asks = (words: string, secret = password): Promise<string> =>
    site
      .try(
        other(first),
        `REDISCLI_AUTH=${secret} valkey-cli --tls --cacert /etc/bartizan/pki/ca.crt --no-auth-warning -h ${first} ${words} 2>&1`,
      )
      .then((it) => it.stdout.trim());
  expect(await asks("PING")).toBe("PONG");
  expect(await asks("SET greeting hello")).toBe("OK");
  expect(await asks("PING", "wrong")).toMatch(/NOAUTH|WRONGPASS/);
  for (const words of ["CONFIG GET dir", "FLUSHALL", "FLUSHDB", "KEYS '*'", "ACL LIST", "REPLICAOF no one", "SHUTDOWN", "MONITOR"])
    expect(await asks(words), words).toContain("NOPERM");
  for (const host of ["cache2", "srv1"])
    expect((await site.try(host, `printf 'PING\\r\\n' | timeout 3 socat - TCP:${ADDRESSES[first]}:6379`)).stdout).not.toContain("PONG");
  for (const port of [6379, 26_379])
    expect((await site.try("lb1", `timeout 3 bash -c '</dev/tcp/${ADDRESSES[first]}/${port}'`)).code).not.toBe(0);
  // Of passwords nothing stands where others read it.
  expect((await site.try("srv1", "setpriv --reuid=nobody --clear-groups cat /etc/bartizan/cache/proxy.cfg")).code).not.toBe(0);
});

it("goes on with the other cache after a planned stop, and with the first one after the next", async () => {
  const first = await primary();
  const seconds = await counted(() => site.on(first, "systemctl stop valkey-server"));
  process.stdout.write(`a planned stop: ${seconds} s without a cache\n`);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(await primary()).toBe(other(first));
  await site.on(first, "systemctl start valkey-server");
  await whole();
});

it("goes on with the other cache after a crash, which keeps all keys", async () => {
  const first = await primary();
  const seconds = await counted(() => site.on(first, "pkill -9 valkey-server"));
  process.stdout.write(`a crash: ${seconds} s without a cache\n`);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(await primary()).toBe(other(first));
  await whole();
});

it("goes on with the other cache when the machine is dead", async () => {
  const first = await primary();
  const seconds = await counted(() => killMachine(site.id, first));
  process.stdout.write(`a dead machine: ${seconds} s without a cache\n`);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  await startMachine(site.id, first);
  await whole();
  expect(await primary()).toBe(other(first));
});

it("uses none that is cut off, and has it follow when it is back", async () => {
  const first = await primary();
  const seconds = await counted(() => cutMachine(site.id, first));
  process.stdout.write(`cut off: ${seconds} s without a cache\n`);
  expect(seconds).toBeLessThan(MOST_SECONDS);
  expect(await primary()).toBe(other(first));
  const before = (await visit()) ?? 0;
  await reconnectMachine(site.id, first);
  // Its own voter takes it for the primary a moment longer: nobody is sent there.
  for (let i = 0; i < 10; i += 1) expect(await visit()).toBe(before + 1 + i);
  await whole();
  expect(await primary()).toBe(other(first));
});
