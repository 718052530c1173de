import { afterAll, beforeAll, expect, it } from "vitest";
import { killMachine } from "../../src/lab/lab.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

// Web servers and apps on hosts of their own, with TLS between all of them.
const HOSTS = `hosts: {
    lb1:  { address: "10.77.0.10", publicAddress: "203.0.113.10", runs: ["balancer"] },
    web1: { address: "10.77.0.21", runs: ["web"] },
    web2: { address: "10.77.0.22", runs: ["web"] },
    app1: { address: "10.77.0.31", runs: ["app"] },
    app2: { address: "10.77.0.32", runs: ["app"] },
    db1:  { address: "10.77.0.41", runs: ["database"] },
    mon1: { address: "10.77.0.20", runs: ["monitor"] },
  },`;
let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "apart"')
      .replace(/hosts: \{.*?\n {2}\},/s, HOSTS)
      .replace('terminateAt: "balancer"', 'terminateAt: "balancer", upstream: "verified"')
      .replace('primary: "srv1"', 'primary: "db1"'),
  );
  await site.up();
});
afterAll(() => site.remove());

/** A request to the app on app1 as somebody on a web host makes it, with these words for curl(1). */
const from = (host: string, words: string) =>
  site.try(
    host,
    `curl -sS -m 5 --resolve app1.app.internal:3443:10.77.0.31 --cacert /etc/bartizan/pki/ca.crt ${words} -o /dev/null -w '%{http_code}' https://app1.app.internal:3443/up`,
  );
const shown = (name: string): string => `--cert /etc/bartizan/pki/${name}.crt --key /etc/bartizan/pki/${name}.key`;

it("is served through every pair of web server and app, and up again changes nothing", async () => {
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  const servers = new Set<string | undefined>();
  for (let i = 0; i < 16; i += 1) servers.add((await site.ask("/entries.json")).server);
  expect([...servers].sort()).toEqual(["app1", "app2"]);
  for (const web of ["web1", "web2"]) {
    const state = await site.on(web, "echo 'show stat' | socat - /run/haproxy/admin.sock | awk -F, '$1 == \"app_read\" { print $2, $18 }'");
    expect(state.trim().split("\n")).toEqual(["app1 UP", "app2 UP", "BACKEND UP"]);
  }
});

it("has apps that answer web servers alone", async () => {
  expect((await from("web1", shown("app-client"))).stdout).toBe("200");
  // No certificate; one of the same CA for another purpose; one of another CA.
  expect((await from("web1", "")).code).not.toBe(0);
  expect((await from("web1", shown("metrics"))).stdout).toBe("403");
  const forge =
    "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout /tmp/f.key -out /tmp/f.crt -days 2 -subj /OU=web/CN=web1";
  await site.on("web1", `${forge} 2>/dev/null`);
  const foreign = await from("web1", "--cert /tmp/f.crt --key /tmp/f.key");
  expect(foreign.code).not.toBe(0);
  expect(foreign.stdout).not.toBe("200");
  await site.on("web1", "rm /tmp/f.crt /tmp/f.key");
});

it("answers late, and not with an error, when all apps are too busy to answer a check", async () => {
  const all = (signal: string) =>
    Promise.all(["app1", "app2"].map((app) => site.on(app, `systemctl kill --signal=${signal} apart.service`)));
  const lost = 'echo \'show stat\' | socat - /run/haproxy/admin.sock | awk -F, \'$1 == "app_read" && $2 != "BACKEND" && $18 != "DOWN"\'';
  await all("STOP");
  try {
    await until("all are lost", 15, async () => ((await site.on("web1", lost)) + (await site.on("web2", lost)) === "" ? true : undefined));
    const asked = Promise.all(Array.from({ length: 4 }, async () => (await site.ask("/entries.json")).status));
    await new Promise((done) => setTimeout(done, 1000));
    await all("CONT");
    expect(await asked).toEqual([200, 200, 200, 200]);
  } finally {
    await all("CONT");
  }
  await until("all are found", 15, async () => ((await site.ask("/up")).status === 200 ? true : undefined));
});

it("loses no request that reads when an app host dies", async () => {
  const until_ = Date.now() + 12_000;
  const statuses: number[] = [];
  const killed = new Promise((done) => setTimeout(done, 2_000)).then(() => killMachine(site.id, "app1"));
  const readers = Array.from({ length: 4 }, async () => {
    while (Date.now() < until_) statuses.push((await site.ask("/entries.json")).status);
  });
  await Promise.all([killed, ...readers]);
  expect(statuses.length).toBeGreaterThan(50);
  expect(statuses.filter((it) => it !== 200)).toEqual([]);
  expect((await site.ask("/entries.json")).server).toBe("app2");
  await site.up();
  await until("both apps", 30, async () => ((await site.ask("/entries.json")).server === "app1" ? true : undefined));
});
