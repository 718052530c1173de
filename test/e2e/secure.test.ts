import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { loadInfrastructure } from "../../src/config/load.ts";
import { certificatesIn } from "../../src/engine/authority.ts";
import type { Infrastructure } from "../../src/model/infrastructure.ts";
import { shellWord } from "../../src/util/shell.ts";
import { inAll } from "../fixtures/all.ts";
import { ATTEMPTS, POSITIONS, type Position, REACH } from "../fixtures/positions.ts";
import { watchWires } from "./support/canary.ts";
import { until } from "./support/command.ts";
import { type Attempts, type Listener, listenersOf, shownBy, tryAll } from "./support/listeners.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import { Site } from "./support/site.ts";
import { type LoadResult, rateHere, steadyLoad } from "./support/steady-load.ts";
import { stranger } from "./support/stranger.ts";
import { summaryOf, testssl } from "./support/testssl.ts";

/** Requests a second while certificates are renewed, none of which may fail: as many as two slow cores answer beside ten machines that change. */
const RATE = rateHere(25);

// The fortress as it stands in examples/: ten machines, nothing in clear.
let site: Site;
let infra: Infrastructure;
let listeners: readonly Listener[];

beforeAll(async () => {
  site = Site.copyOf("fortress", (it) => it.replace('name: "foobar"', 'name: "walls"'));
  infra = (await loadInfrastructure(join(site.dir, "bartizan.config.ts"), site.dir)).infra;
  listeners = listenersOf(infra);
  await site.up();
});
afterAll(() => site?.remove());

it("comes up from nothing, and up again changes nothing", async () => {
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

/** They listen while a node gets the state of another, and at no other time. */
const TRANSFERS = ["galera-incremental", "galera-full"];

it("listens beyond loopback for declared flows alone", async () => {
  const found = await Promise.all(
    infra.hosts.map(async ({ name }) => {
      const lines = await site.on(name, "ss -Hltn | awk '{ print $4 }'");
      const ports = lines.split("\n").filter((line) => line !== "" && !/^(127\.|\[::1\])/.test(line));
      return [name, [...new Set(ports.map((line) => Number(line.replace(/.*:/, ""))))].sort((a, b) => a - b)] as const;
    }),
  );
  const declared = infra.hosts.map(({ name }) => {
    const its = listeners.filter((listener) => listener.host === name && !TRANSFERS.includes(listener.service));
    return [name, its.map((listener) => listener.port).sort((a, b) => a - b)] as const;
  });
  expect(found).toEqual(declared);
});

/** Who listens for other hosts alone. The site is open to the world, and is judged by testssl.sh; SSH is no TLS. */
const hidden = (): readonly Listener[] =>
  listeners.filter((it) => it.from !== "anyone" && it.from !== "admin" && !TRANSFERS.includes(it.service));

it("lets nobody in without TLS 1.3 and the certificate of the right role of the own CA", async () => {
  expect(new Set(hidden().map((it) => it.service))).toEqual(new Set(["web", "app", "database", "galera", "galera-health", "metrics"]));
  expect(hidden().filter((it) => it.encryption === "none")).toEqual([]);
  const tried = await tryAll(site, hidden());
  const found = [...tried].map(([it, attempts]) => [`${it.service} of ${it.host}`, attempts] as const);
  expect(Object.fromEntries(found)).toEqual(Object.fromEntries([...tried].map(([it, attempts]) => expected(it, attempts))));
});

function expected(it: Listener, attempts: Attempts): readonly [string, Attempts] {
  const others = Object.keys(attempts).filter((name) => name.startsWith("as "));
  if (it.encryption === "mutual-tls") expect(others.length).toBeGreaterThan(0);
  const names = ["in clear", "TLS 1.2", ...(it.encryption === "mutual-tls" ? ["no certificate"] : []), "of another CA", ...others];
  return [
    `${it.service} of ${it.host}`,
    {
      ...Object.fromEntries([["right", "accepted"], ...names.map((name) => [name, "refused"])]),
    },
  ];
}

/** On demand: it takes minutes where two processors carry ten machines as well. */
it.skipIf(process.env.BARTIZAN_E2E_TESTSSL === undefined)(
  "is judged A+ by testssl.sh at its virtual address, with nothing above low",
  async () => {
    const judged = await testssl(site, infra.domain, infra.balancer.virtualAddress ?? "");
    expect(judged.find((it) => it.id === "overall_grade")?.finding).toBe("A+");
    const grave = judged.filter((it) => ["MEDIUM", "HIGH", "CRITICAL", "FATAL"].includes(it.severity));
    expect(grave.map((it) => it.id)).toEqual([]);
    writeFileSync(new URL("../../docs/testssl.md", import.meta.url), summaryOf(judged));
  },
  1_500_000,
);

/** Words that nobody else says, on their way from a client into the database and back. */
async function sendCanary(to: Site, words: string): Promise<void> {
  for (let i = 0; i < 8; i += 1) {
    const message = `${words}-${i}`;
    const body = JSON.stringify({ author: "canary", message });
    // What is looked for is the word, and not whether every request succeeds.
    await until("an acknowledged write", 30, async () => {
      const answer = await to.ask("/entries", { method: "POST", body, headers: { "idempotency-key": message } }).catch(() => undefined);
      return answer !== undefined && answer.status < 300 ? true : undefined;
    });
    await until("the word back", 30, async () => {
      const answer = await to.ask("/entries.json").catch(() => undefined);
      return answer?.text.includes(message) === true ? true : undefined;
    });
  }
}

describe.each(Object.keys(POSITIONS) as readonly Position[])("an intruder: %s", (at) => {
  const attempts = ATTEMPTS.filter((it) => it.at === at);
  const enter = (line: string) => {
    const words = `${REACH}; ${line}`;
    if (at === "app") return site.try("app1", `runuser -u walls -- bash -c ${shellWord(words.replaceAll("foobar/", "walls/"))}`);
    if (at === "web") return site.try("web1", words);
    if (at === "public") return site.try("client", words);
    return stranger(site, words);
  };

  it.each(attempts.map((one) => [`${one.can ? "can" : "cannot"} ${one.to}`, one] as const))("%s", async (_, { line, can }) => {
    const { code, stdout, stderr } = await enter(line);
    expect(code === 0, `${code}: ${stdout}${stderr}`).toBe(can);
  });
});

it("carries a word from the client to every database node and back, a copy of all data included, without showing it on any wire", async () => {
  const words = `canary-${Math.random().toString(36).slice(2)}`;
  const wires = await watchWires(site);
  await sendCanary(site, words);
  // A node that has lost its data gets a full copy.
  await site.on("db3", "systemctl stop mariadb && rm -f /var/lib/mysql/grastate.dat && systemctl start mariadb", { timeoutMs: 120_000 });
  await until("the copy on db3", 60, async () => {
    const { stdout } = await site.try("db3", `mariadb -N -e "SELECT COUNT(*) FROM walls.entries WHERE message LIKE '${words}%'"`);
    return stdout.trim() === "8" ? true : undefined;
  });
  const capture = await wires.stop();
  expect(capture.packets).toBeGreaterThan(1000);
  expect(capture.seen(words)).toEqual([]);
  // The two doors that nobody can try, because they are open to the one who was called only.
  expect({ full: capture.versions(4444), incremental: capture.versions(4568) }).toEqual({ full: ["TLS 1.3"], incremental: ["TLS 1.3"] });
});

/** `bartizan rotate` while requests come in, none of which fails. */
async function rotate(...words: readonly string[]): Promise<void> {
  const load = steadyLoad(site, infra.balancer.virtualAddress ?? "", RATE);
  let result: LoadResult;
  try {
    const rotated = await site.bartizan(["rotate", "--lab", "--json", ...words]);
    expect(rotated.code, rotated.stdout.slice(-2000) + rotated.stderr).toBe(0);
  } finally {
    result = await load.stop();
  }
  process.stdout.write(`rotate ${words.join(" ")}: ${JSON.stringify(result)}\n`);
  expect(result.failed).toBe(0);
}

it("renews every certificate, and up finds nothing left to do", async () => {
  const before = await shownBy(site, hidden());
  await rotate();
  const after = await shownBy(site, hidden());
  for (const [it, serial] of before) {
    expect(serial).toMatch(/^[0-9A-F]{32} /);
    expect(after.get(it), `${it.service} of ${it.host}`).toMatch(/^[0-9A-F]{32} /);
    expect(after.get(it), `${it.service} of ${it.host}`).not.toBe(serial);
  }
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

inAll("replaces the CA in three steps, and then nobody trusts the old one", async () => {
  const files = ["ca.crt", "group-ca.crt", "site-ca.crt"];
  const read = (file: string): string => readFileSync(site.vaultFile(file), "utf8");
  const old = files.map(read);
  for (const certificates of [2, 2, 1]) {
    await rotate("--ca");
    for (const file of files) expect(certificatesIn(read(file)), file).toHaveLength(certificates);
  }
  for (const [index, file] of files.entries()) expect(read(file), file).not.toContain(old[index]);
  const issuers = [...(await shownBy(site, hidden()))].map(([it, shown]) => [it.service === "galera", shown.replace(/^\S+ /, "")] as const);
  // Two of them: one signs for Galera's group alone.
  expect(new Set(issuers.filter(([group]) => group).map(([, issuer]) => issuer)).size).toBe(1);
  expect(new Set(issuers.filter(([group]) => !group).map(([, issuer]) => issuer)).size).toBe(1);
  for (const { name, roles } of infra.hosts) {
    expect(await site.on(name, "cat /etc/bartizan/pki/ca.crt")).toBe(read("ca.crt"));
    if (roles.includes("database")) expect(await site.on(name, "cat /etc/bartizan/pki/group-ca.crt")).toBe(read("group-ca.crt"));
    if (roles.includes("monitor")) expect(await site.on(name, "cat /etc/bartizan/pki/site-ca.crt")).toBe(read("site-ca.crt"));
  }
  // Who starts now knows the new CA alone; who went on had to take it over.
  await site.on("db2", "systemctl restart mariadb", { timeoutMs: 120_000 });
  const fresh = `count(time() - timestamp(node_time_seconds) < 20)`;
  await until("measurements of all hosts", 60, async () => {
    const { stdout } = await site.try("mon1", `curl -sS --data-urlencode 'query=${fresh}' http://127.0.0.1:8428/api/v1/query`);
    return stdout.includes(`"${infra.hosts.length}"`) ? true : undefined;
  });
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

it("would have been seen: the whiteboard shows such a word behind its balancer, and not before it", async () => {
  const whiteboard = await sharedWhiteboard();
  const words = `canary-${Math.random().toString(36).slice(2)}`;
  const wires = await watchWires(whiteboard);
  await sendCanary(whiteboard, words);
  const seen = (await wires.stop()).seen(words);
  expect(seen).toContain("p-lb1");
  expect(seen.filter((link) => link.startsWith("i-"))).toEqual([]);
});
