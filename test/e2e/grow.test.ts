import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";
import { type LoadResult, rateHere, steadyLoad } from "./support/steady-load.ts";

// A whiteboard in small: a balancer, a server with the data, and web servers that come and go.
const RATE = rateHere(100);

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) => it.replace('name: "foobar"', 'name: "grows"'));
  await site.up();
});
afterAll(() => site.remove());

type Events = readonly Record<string, unknown>[];

/** What `up` does under load, and what the clients see of it. */
async function underLoad(what: string): Promise<{ readonly events: Events; readonly load: LoadResult }> {
  const load = steadyLoad(site, "203.0.113.10", RATE);
  let events: Events;
  let result: LoadResult;
  try {
    events = await site.up();
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
