import { afterAll, beforeAll, expect, it } from "vitest";
import { redirect } from "../../src/parts/haproxy/redirect.ts";
import { redacted } from "../../src/util/content.ts";
import { inAll } from "../fixtures/all.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";
import { type LoadResult, rateHere, steadyLoad } from "./support/steady-load.ts";

// A whiteboard in small: a balancer, a server with the data, and web servers that come and go.
const RATE = rateHere(40);

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "grows"'));
  await site.up();
});
afterAll(() => site.remove());

type Events = readonly Record<string, unknown>[];

/** What `up` does under load, and what the clients see of it. */
async function underLoad(
  what: string,
  run: () => Promise<Events> = () => site.up(),
): Promise<{ readonly events: Events; readonly load: LoadResult }> {
  const load = steadyLoad(site, "203.0.113.10", RATE);
  let events: Events;
  let result: LoadResult;
  try {
    events = await run();
  } finally {
    result = await load.stop();
  }
  process.stdout.write(`${what}: ${JSON.stringify(result)}\n`);
  return { events, load: result };
}

const served = async (): Promise<readonly (string | undefined)[]> => {
  const answers = await Promise.all(Array.from({ length: 12 }, () => site.ask("/entries.json")));
  return [...new Set(answers.map((it) => it.server))].sort();
};

it("changes a setting of the app on all web servers, one drained after the other, without a failed request", async () => {
  site.edit((it) => it.replace('health: "/up",', 'health: "/up",\n    env: { GREETING: "hello" },'));
  const { events, load } = await underLoad("a changed setting");
  expect(load).toMatchObject({ failed: 0, failures: [] });
  const order = events.flatMap((it) => (it.type === "drained" || it.type === "returned" ? [`${it.type} ${it.host}`] : []));
  expect(order).toEqual(["drained srv1", "returned srv1", "drained srv2", "returned srv2"]);
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("adds a web server, without a failed request", async () => {
  site.edit((it) => it.replace(/( +srv2: .*\n)/, '$1    srv3: { address: "10.77.0.13", runs: ["web", "app"] },\n'));
  const { events, load } = await underLoad("a new web server");
  expect(load).toMatchObject({ failed: 0, failures: [] });
  const waves = events.flatMap((it) => (it.type === "wave" ? [it.hosts as readonly string[]] : []));
  const at = (host: string): number => waves.findIndex((it) => it.includes(host));
  expect(at("srv3")).toBeGreaterThan(at("srv1"));
  expect(at("lb1")).toBeGreaterThan(at("srv3"));
  await until("all three", 10, async () => ((await served()).join() === "srv1,srv2,srv3" ? true : undefined));
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("removes a web server that left the file, once nobody is sent there any more, without a failed request", async () => {
  site.edit((it) => it.replace(/ +srv3: .*\n/, ""));
  expect((await site.bartizan(["plan", "--lab", "--no-diff"])).stdout).toMatch(/remove unit:nginx\.service/);
  const { events, load } = await underLoad("a web server removed");
  expect(load).toMatchObject({ failed: 0, failures: [] });
  const marks = events.flatMap((it) => {
    if (it.type === "drained" && it.host === "srv3") return ["drained srv3"];
    if (it.type === "wave" && (it.hosts as readonly string[]).some((host) => host === "lb1" || host === "srv3"))
      return [`wave ${it.hosts}`];
    return it.type === "step-done" && it.step === "remove unit:nginx.service" ? [`${it.host} stops`] : [];
  });
  expect(marks).toEqual(["drained srv3", "wave lb1", "wave srv3", "srv3 stops"]);
  expect(await site.on("lb1", "grep -c srv3 /etc/haproxy/haproxy.cfg /etc/hosts; true")).toBe("/etc/haproxy/haproxy.cfg:0\n/etc/hosts:0\n");
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0, hosts: 4 });
  expect(await served()).toEqual(["srv1", "srv2"]);
});

it("puts back at the next run whom a killed one had drained", async () => {
  site.edit((it) => it.replace('"hello"', '"good day"'));
  const killed = await site.bartizan(["up", "--lab", "--json"], {
    onLine: (line) => ((JSON.parse(line) as { readonly type: string }).type === "drained" ? "kill" : undefined),
  });
  expect(killed.code).toBe(137);
  const view = `echo 'show stat' | socat - /run/haproxy/admin.sock | awk -F, '$1 == "site_read" && $2 ~ /^srv/ { print $2, $18 }'`;
  expect(await site.on("lb1", view)).toBe("srv1 DRAIN\nsrv2 UP\n");
  await site.up();
  expect(await site.on("lb1", `${view}; ls /run/bartizan-drained 2>&1 | grep -c 'No such'`)).toBe("srv1 UP\nsrv2 UP\n1\n");
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

it("ends the connections to a database that is left, also those of HAProxy's former processes", async () => {
  const left = `master() { printf '%s\\n' "$1" | socat -t 5 - UNIX-CONNECT:/run/haproxy-master.sock; }
for pid in $(master 'show proc' | awk '/^# / { old = $2 == "old" } old { print $1 }'); do master "@!$pid show sess"; done | grep -c ' be=database '; true`;
  await until("the app on srv1 is connected", 20, async () => ((await site.ask("/entries.json")).server === "srv1" ? true : undefined));
  await site.on("srv1", "systemctl reload haproxy");
  expect(Number(await site.on("srv1", left))).toBeGreaterThan(0);
  // To where the primary is anyway: nothing moves but the connections.
  const swung = await site.try("srv1", "sh -s", { stdin: redirect("database", "10.77.0.11").map(redacted).join("\n") });
  expect([swung.code, swung.stdout + swung.stderr]).toEqual([0, expect.not.stringMatching(/disabled|No such/)]);
  expect(Number(await site.on("srv1", left))).toBe(0);
  expect((await site.ask("/entries.json")).status).toBe(200);
});

/** `up` that is killed at the first event of which `when` says so, and once more to its end. */
const killedOnce = (when: (event: Events[number]) => boolean) => async (): Promise<Events> => {
  const killed = await site.bartizan(["up", "--lab", "--json"], {
    onLine: (line) => (when(JSON.parse(line) as Events[number]) ? "kill" : undefined),
  });
  expect(killed.code).toBe(137);
  return site.up();
};

inAll("replaces the passwords of the database, killed on the way, without a failed request", async () => {
  const password = async (host = "srv1"): Promise<string> =>
    (await site.on(host, "sed -n 's/^DATABASE_PASSWORD=\"\\(.*\\)\"$/\\1/p' /etc/bartizan/app.env")).trim();
  const login = (word: string) =>
    site.try("srv1", `MYSQL_PWD=${word} mariadb -h 10.77.0.11 -u grows --ssl-ca=/etc/bartizan/pki/ca.crt -e 'SELECT 1'`);
  const former = await password();
  expect((await login(former)).code).toBe(0);
  expect((await site.bartizan(["secrets", "rotate", "--lab"])).stdout).toContain("database.app");
  // Nothing has changed yet, and a plan says what will.
  expect((await site.bartizan(["plan", "--lab", "--no-diff"])).stdout).toContain("accounts of the database");
  // One server has the new password, the other one still has the former.
  const { load } = await underLoad(
    "other passwords",
    killedOnce((event) => event.type === "returned"),
  );
  expect(load).toMatchObject({ failed: 0, failures: [] });
  expect(await password("srv2")).toBe(await password());
  expect((await login(await password())).code).toBe(0);
  expect((await login(former)).stderr).toContain("Access denied");
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

/** Who takes requests in clear, and who by TLS. */
const doors = async (): Promise<Readonly<Record<string, string>>> => {
  const listening = "ss -Hltn | awk '{ sub(/.*:/, \"\", $4); print $4 }' | grep -xE '80|443|3000|3443' | sort -un | tr '\\n' ' '";
  const all = ["srv1", "srv2", "web3"].map(async (host) => [host, (await site.on(host, listening)).trim()] as const);
  return Object.fromEntries(await Promise.all(all));
};
const TLS = 'terminateAt: "balancer"';

inAll("begins TLS between the hosts, killed on the way, without a failed request", async () => {
  // One web server without an app: the apps are asked from elsewhere, too.
  site.edit((it) => it.replace(/( +srv2: .*\n)/, '$1    web3: { address: "10.77.0.13", runs: ["web"] },\n'));
  await site.up();
  expect(await doors()).toEqual({ srv1: "80 3000", srv2: "80 3000", web3: "80" });
  site.edit((it) => it.replace(TLS, `${TLS}, upstream: "verified"`));
  // Web servers and apps have taken both ways since the first round; the balancer has begun to send in the new one.
  let rounds = 0;
  const { load } = await underLoad(
    "TLS between the hosts",
    killedOnce((event) => {
      if (event.type === "phase" && event.name === "prepare") rounds += 1;
      return rounds === 2 && event.type === "wave" && (event.hosts as readonly string[]).includes("lb1");
    }),
  );
  expect(load).toMatchObject({ failed: 0, failures: [] });
  expect(await doors()).toEqual({ srv1: "443 3000 3443", srv2: "443 3000 3443", web3: "443" });
  expect(await site.on("srv1", "ss -Hltn 'sport = :3000' | awk '{ print $4 }'")).toBe("127.0.0.1:3000\n");
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});

inAll("ends TLS between the hosts, killed on the way, without a failed request", async () => {
  site.edit((it) => it.replace(`${TLS}, upstream: "verified"`, TLS));
  const { load } = await underLoad(
    "no TLS between the hosts",
    killedOnce((event) => event.type === "drained"),
  );
  expect(load).toMatchObject({ failed: 0, failures: [] });
  expect(await doors()).toEqual({ srv1: "80 3000", srv2: "80 3000", web3: "80" });
  expect((await site.up()).at(-1)).toMatchObject({ changed: 0 });
});
