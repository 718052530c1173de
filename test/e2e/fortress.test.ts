import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { cutMachine, reconnectMachine } from "../../src/lab/lab.ts";
import { command, until } from "./support/command.ts";
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
}, 300_000);
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

it("loses no request when the address is given away, and tells the programs of its new holder", async () => {
  const from = await holder();
  const to = other(from);
  await site.on(
    to,
    `printf '#!/bin/sh\\necho "$1 $(id -un)" >>/tmp/taken\\n' >/etc/bartizan/takeover.d/note && chmod 755 /etc/bartizan/takeover.d/note`,
  );
  const load = inside("load", "50", "24", "0.2");
  await new Promise((done) => setTimeout(done, 3000));
  await site.on(from, "systemctl stop keepalived");
  expect(await holder()).toBe(to);
  expect(await load).toMatchObject({ failed: 0, sent: 1200 });
  // The sandbox of keepalived has a /tmp of its own.
  const noted = await site.on(to, "cat /tmp/systemd-private-*-keepalived.service-*/tmp/taken");
  expect(noted).toBe(`${ADDRESS} keepalived_script\n`);
  await site.on(from, "systemctl start keepalived");
  expect(await holder()).toBe(to);
});

it("moves when HAProxy dies, and is answered meanwhile", async () => {
  const from = await holder();
  const gap = await gapWhile(8, () => site.on(from, "pkill -KILL -x haproxy"));
  expect(gap).toBeLessThan(3);
  await until("HAProxy on the former holder", 20, async () =>
    (await site.try(from, "systemctl is-active haproxy keepalived")).code === 0 ? true : undefined,
  );
});

it("moves when nothing gets through to its holder any more, who gives it back when he hears of the other", async () => {
  const from = await holder();
  expect(await gapWhile(8, () => cutMachine(site.id, from))).toBeLessThan(4);
  await reconnectMachine(site.id, from);
  await holder();
  expect((await site.ask("/entries.json")).status).toBe(200);
});
