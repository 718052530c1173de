import { cpSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { PORTS } from "../../src/model/ports.ts";
import { command } from "./support/command.ts";
import { Site } from "./support/site.ts";

// Every proxy that a request can meet, with times so short that a test can wait them out.
const CONFIG = `import { defineInfrastructure } from "bartizan";

export default defineInfrastructure({
  name: "limits",
  domain: "www.limits.example",
  aliases: [{ name: "limits.example", redirect: 308 }, { name: "old.limits.example", redirect: 301 }, { name: "*.limits.example" }],
  hosts: {
    lb1:  { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer", "monitor"] },
    web1: { address: "10.77.0.11", runs: ["web"] },
    app1: { address: "10.77.0.12", runs: ["app"] },
  },
  tls: { certificate: "internal", terminateAt: "balancer", upstream: "verified" },
  balancer: { trustedProxies: { ranges: ["203.0.113.101/32"] } },
  app: {
    source: "app",
    packages: ["nodejs"],
    command: "node server.js",
    limits: { requestBodyMb: 60, answerSeconds: 4, pauseSeconds: 12, idleSeconds: 60 },
  },
  firewall: { admin: ["198.51.100.0/24"] },
  objectives: { peakConnections: 1000 },
});
`;

interface Came {
  readonly status?: number;
  readonly size?: number;
  readonly parts?: readonly string[];
  readonly error?: string;
  /** How often the app was asked. */
  readonly runs?: number;
}
type Answers = Readonly<Record<string, Came>> & {
  readonly sockets: { readonly opened: number; readonly open: number; readonly pages: readonly number[] };
};

let site: Site;
let came: Answers;
beforeAll(async () => {
  const dir = join(mkdtempSync(join(tmpdir(), "bartizan-e2e-")), "limits");
  cpSync(join(import.meta.dirname, "support/limits-app"), join(dir, "app"), { recursive: true });
  writeFileSync(join(dir, "bartizan.config.ts"), CONFIG);
  site = new Site(dir);
  await site.up();
  const { enter } = site.access();
  const script = join(import.meta.dirname, "support/limits.mjs");
  const args = [...enter, process.execPath, script, "203.0.113.10", "www.limits.example", site.caFile];
  const result = await command(args[0] ?? "", args.slice(1));
  expect(result.code, result.stderr).toBe(0);
  came = JSON.parse(result.stdout) as Answers;
});
afterAll(() => site.remove());

it("is brought up as its file says, once", async () => {
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

it("answers pages while 600 WebSockets are open, and cuts none that is silent for longer than an answer may take", () => {
  expect(came.sockets).toEqual({ opened: 600, open: 600, pages: Array.from({ length: 20 }, () => 200) });
});

it("passes events on at once, and lets them be silent for longer than an answer may take", () => {
  for (const events of [came.events, came.fetchedEvents]) {
    expect(events).toMatchObject({ status: 200, parts: ["data: one\n\n", "data: two\n\n"] });
  }
});

it("gives up an answer that takes too long, once", () => {
  expect(came.slow).toMatchObject({ status: 504, runs: 1 });
});

it("passes long heads in both directions, and refuses longer ones with a status, once", () => {
  expect(came.headers).toMatchObject({ status: 200 });
  expect(came.cookies).toMatchObject({ status: 200, parts: ["16000"] });
  expect(came.tooLong).toMatchObject({ status: 502, runs: 1 });
  expect(came.tooManyCookies).toMatchObject({ status: 400, runs: 0 });
});

it("asks an app once that answers what nobody can read, and one that dies with a write", () => {
  expect(came.junk).toMatchObject({ status: 502, runs: 1 });
  expect(came.death).toMatchObject({ status: 502, runs: 1 });
});

it("takes uploads as large as they may be, and none larger", () => {
  for (const upload of [came.upload, came.unmeasured]) expect(upload).toMatchObject({ status: 200, parts: [String(50 << 20)] });
  for (const upload of [came.tooLarge, came.unmeasuredTooLarge]) expect(upload).toMatchObject({ status: 413 });
});

it("waits for clients that pause, in both directions, and counts as cut what it cuts", async () => {
  expect(came.pausedUpload).toMatchObject({ status: 200, parts: [String(4 << 20)] });
  expect(came.download).toMatchObject({ status: 200, size: 100 << 20 });
  expect(came.cut?.error).toBe("ECONNRESET");
  const page = await site.on("web1", `curl -fsS http://127.0.0.1:${PORTS.loopback.webStatus}/metrics`);
  expect(page).toMatch(/^bartizan_http_requests_total\{.*code="cut"\} [1-9]/m);
});

it("counts as latency the time to the head of an answer: no stream, no upload, no download of these seconds", async () => {
  for (const [host, url] of [
    ["lb1", `http://127.0.0.1:${PORTS.loopback.proxyMetrics}/requests`],
    ["web1", `http://127.0.0.1:${PORTS.loopback.webStatus}/metrics`],
  ] as const) {
    const page = await site.on(host, `curl -fsS ${url}`);
    const upTo = (bound: string): number => Number(new RegExp(`_bucket\\{.*le="${bound.replace("+", "\\+")}"\\} (\\d+)`).exec(page)?.[1]);
    // One was slow: the one that was given up. A machine with other work to do may be so, too, now and then.
    expect(upTo("+Inf") - upTo("4"), host).toBeGreaterThanOrEqual(1);
    expect(upTo("+Inf") - upTo("4"), host).toBeLessThan(5);
    expect(upTo("+Inf"), host).toBeGreaterThan(600);
  }
});

it("shows pages under the names that are the site's, sends those of others to the main one, and knows no more", async () => {
  const ca = "/usr/local/share/site.crt";
  await site.on("client", `cat >${ca}`, { stdin: readFileSync(site.caFile, "utf8") });
  const asked = async (url: string): Promise<string> =>
    (
      await site.on("client", `curl -s -o /dev/null --cacert ${ca} --connect-to ::203.0.113.10: -w '%{http_code} %{redirect_url}' '${url}'`)
    ).trim();
  expect(await asked("https://limits.example/page?a=1")).toBe("308 https://www.limits.example/page?a=1");
  expect(await asked("https://old.limits.example/page")).toBe("301 https://www.limits.example/page");
  // So that browsers hear there, too, that they are to use HTTPS only.
  expect(await asked("http://limits.example/page?a=1")).toBe("308 https://limits.example/page?a=1");
  expect(await asked("http://shop.limits.example/")).toBe("308 https://shop.limits.example/");
  expect(await asked("http://other.example/page")).toBe("308 https://www.limits.example/page");
  const shop = await asked("https://shop.limits.example/up");
  expect(shop).toBe(await asked("https://www.limits.example/up"));
  expect(shop.slice(0, 1)).not.toBe("3");
  expect(await site.try("client", `curl -s --cacert ${ca} --connect-to ::203.0.113.10: https://a.b.limits.example/`)).toMatchObject({
    code: 60,
  });
  const stranger = `curl -s -o /dev/null --cacert ${ca} --connect-to ::203.0.113.10: -w '%{http_code}' -H 'Host: other.example' https://www.limits.example/`;
  expect(await site.on("client", stranger)).toBe("421");
});

it("believes a trusted proxy who its client is, and counts requests for that client; nobody else is believed", async () => {
  await site.on("client", "ip addr add 203.0.113.101/24 dev $(ip -o route get 203.0.113.10 | sed 's/.* dev \\([^ ]*\\).*/\\1/')");
  const asked = async (from: string, claim: string): Promise<string> =>
    site.on(
      "client",
      `curl -sk --interface ${from} --connect-to ::203.0.113.10: -H 'X-Forwarded-For: ${claim}' https://www.limits.example/client`,
    );
  // What the client itself claimed comes first; the last one is whom the proxy saw.
  expect(await asked("203.0.113.101", "192.0.2.66, 198.51.100.7")).toBe("198.51.100.7");
  expect(await asked("203.0.113.100", "198.51.100.7")).toBe("203.0.113.100");
  const counted = await site.on("lb1", "echo 'show table site' | socat -t 2 - UNIX-CONNECT:/run/haproxy/admin.sock");
  expect(counted).toContain("key=::ffff:198.51.100.7 ");
  expect(counted).not.toContain("key=::ffff:203.0.113.101 ");
  const told = await site.on("lb1", "journalctl --namespace='*' -u haproxy --no-pager -o cat --since=-1min | grep /client");
  expect(told).toMatch(/from=198\.51\.100\.7 /);
});
