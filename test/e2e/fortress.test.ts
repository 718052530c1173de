import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cutMachine, killMachine, reconnectMachine, startMachine } from "../../src/lab/lab.ts";
import { command, until } from "./support/command.ts";
import { around, predictedSeconds } from "./support/predicted.ts";
import { Site } from "./support/site.ts";

// Two balancers that share an address, before the whiteboard's servers.
let site: Site;
const ADDRESS = "203.0.113.10";
const BALANCERS = ["lb1", "lb2"] as const;

beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "doubled"')
      .replace(
        /lb1: \{.*\},/,
        'lb1: { address: "10.77.0.9", publicAddress: "203.0.113.11", runs: ["balancer"] },\n    lb2: { address: "10.77.0.10", publicAddress: "203.0.113.12", runs: ["balancer"] },',
      )
      .replace("  tls:", `  balancer: { virtualAddress: "${ADDRESS}" },\n  tls:`),
  );
  await site.up();
});
afterAll(() => site.remove());

/** Those of the balancers that answer and hold the address. */
async function holders(): Promise<readonly string[]> {
  const seen = await Promise.all(
    BALANCERS.map(async (name) => ({ name, ...(await site.try(name, `ip -o addr show to ${ADDRESS}`, { timeoutMs: 8000 })) })),
  );
  return seen.filter((it) => it.stdout.includes(ADDRESS)).map((it) => it.name);
}

/** The one that holds it, as soon as there is exactly one. */
async function holder(): Promise<(typeof BALANCERS)[number]> {
  const { value } = await until("one holder of the address", 30, async () => {
    const [one, ...more] = await holders();
    return more.length === 0 ? one : undefined;
  });
  return value === "lb1" ? "lb1" : "lb2";
}

const other = (name: string): (typeof BALANCERS)[number] => (name === "lb1" ? "lb2" : "lb1");

/** Runs one of the programs of `support` within the lab's network. */
async function inside(program: string, ...args: readonly string[]): Promise<Record<string, number>> {
  const file = fileURLToPath(new URL(`./support/${program}.mjs`, import.meta.url));
  const [enter = "", ...rest] = site.access().enter;
  const result = await command(enter, [...rest, "node", file, ADDRESS, "www.foobar.com", site.caFile, ...args]);
  return JSON.parse(result.stdout) as Record<string, number>;
}

/** How long nobody answers at the address while this is done. */
async function gapWhile(seconds: number, what: () => Promise<unknown>): Promise<number> {
  const measured = inside("gap", String(seconds));
  await new Promise((done) => setTimeout(done, 2000));
  await what();
  return (await measured).longest ?? Number.POSITIVE_INFINITY;
}

it("is reached at the address that one of them holds, and up again changes nothing", async () => {
  await holder();
  expect((await site.ask("/entries.json")).status).toBe(200);
  expect(await site.on("client", "curl -sS -o /dev/null -w '%{http_code} %{remote_ip}' https://www.foobar.com/")).toBe(`200 ${ADDRESS}`);
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

it("reads a changed configuration of keepalived without a pause", async () => {
  const name = await holder();
  const child = (): Promise<string> => site.on(name, 'pgrep --parent "$(systemctl show -P MainPID keepalived)" --exact keepalived');
  const before = await child();
  expect(before.trim()).toMatch(/^\d+$/);
  // On time also where the lab's cgroups give it a share of real time.
  expect(await site.on(name, `ps -o cls= -p ${before.trim()}`)).toMatch(/RR/);
  await site.on(name, "systemctl reload keepalived && sleep 3");
  // The kernel once killed it for its computing time, whose limit the reload had lowered.
  expect(await child()).toBe(before);
  expect(await holder()).toBe(name);
});

it("loses no request when the address is given away, and its new holder tells the provider", async () => {
  const from = await holder();
  const to = other(from);
  await provider(to);
  const load = inside("load", "50", "24", "0.2");
  await new Promise((done) => setTimeout(done, 3000));
  await site.on(from, "systemctl stop keepalived");
  expect(await holder()).toBe(to);
  expect(await load).toMatchObject({ failed: 0, sent: 1200 });
  // The first time the provider was busy, so it was asked again.
  const request = [
    "POST /v1/floating-ips/assign HTTP/1.1",
    "Authorization: Bearer of-the-provider",
    "Content-Type: application/json",
    `{"address":"${ADDRESS}","server":"${to}"}`,
  ];
  const asked = await site.on(to, "grep -Ei '^(POST|authorization:|content-type:|[{])' /run/provider/log");
  expect(asked.trim().split("\n")).toEqual([...request, ...request]);
  await site.on(from, "systemctl start keepalived");
  expect(await holder()).toBe(to);
});

/** Installs examples/takeover as the guide says, and beside it something that answers as a provider's API would: at first it is busy. */
async function provider(host: string): Promise<void> {
  const example = readFileSync(fileURLToPath(new URL("../../examples/takeover/move-floating-ip", import.meta.url)), "utf8");
  const program = example.replace("https://api.example.net/", "http://127.0.0.1:8099/");
  expect(program).not.toBe(example);
  await site.on(host, "install -m 755 /dev/stdin /etc/bartizan/takeover.d/move-floating-ip", { stdin: program });
  await site.on(host, "install -m 640 -g keepalived_script /dev/stdin /etc/bartizan/takeover-token", { stdin: "of-the-provider\n" });
  const answer = `#!/bin/sh
mkdir -p /run/provider
while IFS= read -r line; do
	line=$(printf %s "$line" | tr -d '\\r')
	[ -n "$line" ] || break
	printf '%s\\n' "$line" >>/run/provider/log
	case $line in [Cc]ontent-[Ll]ength:*) length=\${line#*: } ;; esac
done
head -c "$length" >>/run/provider/log
echo >>/run/provider/log
status='200 OK'
[ -e /run/provider/busy ] || { status='503 Service Unavailable'; touch /run/provider/busy; }
printf 'HTTP/1.1 %s\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n' "$status"
`;
  await site.on(host, "install -m 755 /dev/stdin /usr/local/bin/provider", { stdin: answer });
  await site.on(
    host,
    "systemd-run --quiet --unit provider socat TCP-LISTEN:8099,bind=127.0.0.1,reuseaddr,fork EXEC:/usr/local/bin/provider",
  );
}

it("moves when HAProxy dies, and is answered meanwhile", async () => {
  const from = await holder();
  const gap = await gapWhile(8, () => site.on(from, "pkill -KILL -x haproxy"));
  expect(gap).toBeLessThan(3);
  await until("HAProxy on the former holder", 20, async () =>
    (await site.try(from, "systemctl is-active haproxy keepalived")).code === 0 ? true : undefined,
  );
});

it("moves when HAProxy hangs, as soon as predicted, and within three seconds", async () => {
  const from = await holder();
  const { least, most } = around(await predictedSeconds(site, "balancer", "software"));
  const gap = await gapWhile(8, () => site.on(from, "pkill -STOP -x haproxy"));
  await site.on(from, "pkill -CONT -x haproxy");
  expect(gap).toBeGreaterThan(least);
  // Three seconds, on a machine that has nothing else to do.
  expect(gap).toBeLessThan(Math.min(most, 4));
});

it("moves when nothing gets through to its holder any more, who gives it back when he hears of the other", async () => {
  const from = await holder();
  expect(await gapWhile(8, () => cutMachine(site.id, from))).toBeLessThan(4);
  await reconnectMachine(site.id, from);
  await holder();
  expect((await site.ask("/entries.json")).status).toBe(200);
});

it("moves when the machine of its holder dies, which is a spare when it is back", async () => {
  const from = await holder();
  const { least, most } = around(await predictedSeconds(site, "balancer", "machine"));
  const gap = await gapWhile(8, () => killMachine(site.id, from));
  expect(gap).toBeGreaterThan(least);
  expect(gap).toBeLessThan(Math.max(most, 4));
  await startMachine(site.id, from);
  await until("the balancer that was dead", 60, async () =>
    (await site.try(from, "systemctl is-active haproxy keepalived", { timeoutMs: 5000 })).code === 0 ? true : undefined,
  );
  expect(await holder()).toBe(other(from));
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

it("stops at a web server that does not come back healthy, takes the other one neither then nor later, and goes on once it is mended", async () => {
  site.edit((it) => it.replace('health: "/up",', 'health: "/up",\n    env: { GREETING: "hello" },'));
  let hit = "";
  let cut: Promise<string> | undefined;
  const onLine = (line: string): undefined => {
    const event = JSON.parse(line) as { readonly type: string; readonly host?: string };
    if (event.type !== "drained" || cut !== undefined) return;
    hit = event.host ?? "";
    // Not by anything that the file knows of, and that a run would mend.
    cut = site.on(
      hit,
      "nft 'add table inet operator; add chain inet operator input { type filter hook input priority -10; }; add rule inet operator input ip saddr { 10.77.0.9, 10.77.0.10 } tcp dport != 22 drop'",
    );
  };
  const ill = await site.bartizan(["up", "--lab", "--json"], { onLine });
  await cut;
  expect([ill.code, ill.stdout]).toEqual([1, expect.stringContaining("BZ_HOST_UNHEALTHY")]);
  const again = await site.bartizan(["up", "--lab"]);
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining("BZ_TIER_TOO_THIN")]);
  for (let count = 0; count < 6; count += 1) {
    const answer = await site.ask("/entries.json");
    expect([answer.status, answer.server === hit]).toEqual([200, false]);
  }
  await site.on(hit, "nft delete table inet operator");
  await site.up();
  await until("both servers", 20, async () => {
    const seen = await Promise.all(Array.from({ length: 6 }, () => site.ask("/entries.json")));
    return new Set(seen.map((it) => it.server)).size === 2 ? true : undefined;
  });
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});
