import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { killMachine, startMachine } from "../../src/lab/lab.ts";
import { until, within } from "./support/command.ts";
import { Site } from "./support/site.ts";
import { rateHere, steadyLoad } from "./support/steady-load.ts";

const ADDRESS = "203.0.113.10";
const BALANCERS = ["lb1", "lb2"] as const;
const SITE_PEM = "/etc/bartizan/acme/site/site.pem";
/** Seconds that a certificate lives: two thirds of it are soon over. */
const LIFE = 60;
const script = readFileSync(fileURLToPath(new URL("support/pebble.sh", import.meta.url)), "utf8");

let site: Site;
let ca = "";
/** Starts the public CA anew: it has forgotten all accounts. Gives the certificate by which its directory shows who it is. */
const startCa = (life = LIFE): Promise<string> => site.on("client", `sh -s -- ${ca} ${ADDRESS} ${life}`, { stdin: script });

beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace('name: "foobar"', 'name: "certified"')
      .replace(
        /lb1: \{.*\},/,
        'lb1: { address: "10.77.0.9", publicAddress: "203.0.113.11", runs: ["balancer"] },\n    lb2: { address: "10.77.0.10", publicAddress: "203.0.113.12", runs: ["balancer"] },',
      )
      .replace(
        "  tls:",
        `  aliases: [{ name: "foobar.com", redirect: 308 }, { name: "shop.foobar.com" }],\n  balancer: { virtualAddress: "${ADDRESS}" },\n  tls:`,
      )
      .replace('packages: ["nodejs"]', 'packages: ["nodejs", "pebble"]'),
  );
  await site.up();
  ca = (await site.on("client", "ip -o -4 addr show scope global | sed 's|.* inet \\([0-9.]*\\)/.*|\\1|' | head -n 1")).trim();
  site.write("directory.pem", await startCa());
  await Promise.all(BALANCERS.map((it) => site.on(it, `echo nameserver ${ca} >/etc/resolv.conf`)));
  site.edit((it) =>
    it
      .replace("import {", 'import { readFileSync } from "node:fs";\nimport {')
      .replace(
        'certificate: "internal"',
        `certificate: "acme", acme: { termsAgreed: true, directory: "https://${ca}:14000/dir", authority: readFileSync(new URL("directory.pem", import.meta.url), "utf8") }`,
      ),
  );
});
afterAll(() => site.remove());

/** Who signed what a balancer shows, and until when it is good. */
async function shown(address: string): Promise<{ readonly issuer: string; readonly serial: string }> {
  const said = await site.on(
    "client",
    `echo | openssl s_client -connect ${address}:443 -servername www.foobar.com 2>/dev/null | openssl x509 -noout -issuer -serial`,
  );
  const [issuer = "", serial = ""] = said.trim().split("\n");
  return { issuer, serial };
}
const publicAddress = { lb1: "203.0.113.11", lb2: "203.0.113.12" };
const signed = (name: (typeof BALANCERS)[number], seconds = 60): Promise<unknown> =>
  until(`a public certificate on ${name}`, seconds, async () =>
    (await shown(publicAddress[name])).issuer.includes("Pebble") ? true : undefined,
  );

it("gives each balancer a certificate and a key of its own, and a second run changes nothing", async () => {
  await site.up();
  await Promise.all(BALANCERS.map((it) => signed(it)));
  const [one, two] = await Promise.all(BALANCERS.map((it) => shown(publicAddress[it])));
  expect(one?.serial).not.toBe(two?.serial);
  const names = await site.on("lb1", `openssl x509 -in ${SITE_PEM} -noout -ext subjectAltName`);
  expect(names.match(/DNS:[^,\s]+/g)?.sort()).toEqual(["DNS:foobar.com", "DNS:shop.foobar.com", "DNS:www.foobar.com"]);
  const keys = await Promise.all(BALANCERS.map((it) => site.on(it, `openssl pkey -in ${SITE_PEM} -pubout`)));
  expect(keys[0]).not.toBe(keys[1]);
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  // Both answer for the one account, and say nothing else.
  const answers = await Promise.all(
    BALANCERS.map((it) => site.on("client", `curl -s http://${publicAddress[it]}/.well-known/acme-challenge/abc_-1`)),
  );
  expect(answers[0]).toMatch(/^abc_-1\.[A-Za-z0-9_-]{43}$/);
  expect(answers[1]).toBe(answers[0]);
  const odd = await site.on("client", `curl -s -o /dev/null -w '%{http_code}' 'http://${ADDRESS}/.well-known/acme-challenge/a%3Cb'`);
  expect(odd).toBe("308");
});

it("renews under load without a failed request, while the other balancer is dead", async () => {
  const holds = async (name: string) => (await site.try(name, `ip -o addr show to ${ADDRESS}`)).stdout.includes(ADDRESS);
  const alive = (await holds("lb1")) ? "lb1" : "lb2";
  const dead = alive === "lb1" ? "lb2" : "lb1";
  const roots = await site.on("client", `curl -sf --cacert /srv/pebble/server.crt https://${ca}:15000/roots/0`);
  const caFile = join(site.dir, "roots.pem");
  writeFileSync(caFile, roots);
  await killMachine(site.id, dead);
  const before = await shown(publicAddress[alive]);
  const load = steadyLoad(site, ADDRESS, rateHere(200), caFile);
  try {
    // As its timer does, as soon as a third of its life is left.
    await within("a third of its life", LIFE, async () => {
      await wait(5000);
      await site.on(alive, "systemctl start bartizan-acme");
      return (await shown(publicAddress[alive])).serial === before.serial ? undefined : true;
    });
    await wait(3000);
  } finally {
    await startMachine(site.id, dead);
    const result = await load.stop();
    process.stdout.write(`renewed under ${result.sent} requests: p99 ${result.p99} ms\n`);
    expect(result).toMatchObject({ failed: 0, failures: [] });
  }
  await until("the other one is there again", 60, () => shown(publicAddress[dead]).catch(() => undefined));
});

it("keeps what it has while the CA is down, and says why in words", async () => {
  await site.on("client", "systemctl stop pebble");
  const before = await shown(publicAddress.lb1);
  await site.on("lb1", "rm -f /var/lib/bartizan-acme/directory");
  expect((await site.try("lb1", "systemctl start bartizan-acme")).code).not.toBe(0);
  expect(await shown(publicAddress.lb1)).toEqual(before);
  expect(await site.on("lb1", "cat /var/lib/prometheus/node-exporter/bartizan-acme.prom")).toMatch(
    /bartizan_acme_success 0\nbartizan_acme_failure\{reason="unknown"\} 1\nbartizan_acme_end_seconds \d{10}\n/,
  );
});

it("makes an account anew where the CA knows none, and with another key", async () => {
  const succeeds = async () => {
    const before = await shown(publicAddress.lb1);
    await site.on("lb1", "rm -f /var/lib/bartizan-acme/directory; systemctl start bartizan-acme");
    expect(await site.on("lb1", "cat /var/lib/prometheus/node-exporter/bartizan-acme.prom")).toContain("bartizan_acme_success 1");
    expect((await shown(publicAddress.lb1)).serial).not.toBe(before.serial);
  };
  await startCa();
  await succeeds();
  const thumbprint = () => site.on("client", `curl -s http://${ADDRESS}/.well-known/acme-challenge/a`);
  const old = await thumbprint();
  const file = site.vaultFile("secrets.json");
  const { "acme.account": _key, "acme.thumbprint": _print, ...others } = JSON.parse(readFileSync(file, "utf8"));
  writeFileSync(file, JSON.stringify(others));
  await site.up();
  expect(await thumbprint()).not.toBe(old);
  await succeeds();
});

/** A certificate for the names of the site by somebody unknown, and its key, as files of the project. */
function made(name: string): void {
  const openssl = (...args: readonly string[]) => execFileSync("openssl", args, { cwd: site.dir, stdio: "pipe" });
  site.write("names.ext", "subjectAltName=DNS:www.foobar.com,DNS:foobar.com,DNS:shop.foobar.com\nbasicConstraints=critical,CA:false\n");
  const key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", `${name}.key`];
  openssl("req", "-new", ...key, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
  openssl("x509", "-req", "-in", `${name}.csr`, "-signkey", `${name}.key`, "-days", "30", "-extfile", "names.ext", "-out", `${name}.pem`);
}

it("takes a certificate that is brought, and a newer one, without a failed request, and none whose key is another's", async () => {
  for (const name of ["first", "second"]) made(name);
  const up = (key: string) => site.bartizan(["up", "--lab", "--json"], { env: { SITE_KEY: site.read(`${key}.key`) } });
  site.edit((it) =>
    it
      .replace("import { defineInfrastructure", "import { defineInfrastructure, secret")
      .replace(
        /certificate: "acme", acme: \{[^}]*\}/,
        'certificate: "provided", provided: { chain: readFileSync(new URL("first.pem", import.meta.url), "utf8"), key: secret("SITE_KEY"), renewal: "manual" }',
      ),
  );
  const before = await shown(publicAddress.lb1);
  const refused = await up("second");
  expect([refused.code, refused.stdout + refused.stderr]).toEqual([
    1,
    expect.stringContaining("the key is that of another certificate than the first one of tls.provided.chain"),
  ]);
  expect(refused.stdout + refused.stderr).not.toContain(site.read("second.key").split("\n")[1]);
  expect(await shown(publicAddress.lb1)).toEqual(before);
  const taken = await up("first");
  expect([taken.code, taken.stderr]).toEqual([0, expect.any(String)]);
  for (const it of BALANCERS) expect((await shown(publicAddress[it])).issuer).toBe("issuer=CN=first");
  expect(await site.on("lb1", "stat -c %a /etc/bartizan/pki/site-provided.pem; ls /etc/bartizan/acme 2>&1 || :")).toMatch(
    /^600\n.*No such file/,
  );
  const again = await up("first");
  expect(JSON.parse(again.stdout.trim().split("\n").at(-1) ?? "")).toMatchObject({ type: "done", changed: 0 });
  const caFile = join(site.dir, "both.pem");
  writeFileSync(caFile, `${site.read("first.pem")}${site.read("second.pem")}`);
  const load = steadyLoad(site, ADDRESS, rateHere(100), caFile);
  try {
    await wait(2000);
    site.edit((it) => it.replace("first.pem", "second.pem"));
    expect((await up("second")).code).toBe(0);
    await wait(2000);
  } finally {
    expect(await load.stop()).toMatchObject({ failed: 0, failures: [] });
  }
  for (const it of BALANCERS) expect((await shown(publicAddress[it])).issuer).toBe("issuer=CN=second");
  // The monitor asks as a visitor would, and is told when it ends.
  await until("the monitor sees the site", 60, async () =>
    (await site.on("mon1", "cat /var/lib/prometheus/node-exporter/bartizan-site.prom")).match(/_up\{[^}]*\} 1/g)?.length === 2
      ? true
      : undefined,
  );
});
