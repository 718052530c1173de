import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Observation } from "../../src/model/observation.ts";
import { CLIENT, putCertificate, trustClient } from "./support/client-certificate.ts";
import { until } from "./support/command.ts";
import { Site } from "./support/site.ts";

const HOME = "/run/destinations";
const NAMES = ["api.datadoghq.eu", "http-intake.logs.datadoghq.eu"];
const SENDING = `
  monitoring: {
    sendTo: [
      sumologic({ url: secret("SUMO_URL"), category: "lab/metrics", logs: true }),
      datadog({ site: "datadoghq.eu", key: secret("DATADOG_KEY"), logs: true }),
      otlp({ url: "https://${CLIENT}:9443", token: secret("TOKEN"), logs: true }),
      remoteWrite({ url: "https://${CLIENT}:9443/api/v1/write", token: secret("TOKEN"), tenant: "lab" }),
    ],
  },
});`;
const SERVICES = ["sumologic", "datadog", "otlp", "remoteWrite"];
const LOGS = ["sumologic", "datadog", "otlp"];
const SOURCES = ["auth", "haproxy", "mariadb", "mariadb-slow", "nginx", "sends"];
const HOSTS = ["lb1", "srv1", "srv2", "mon1"];
/** Seconds that nobody takes anything; 600 for the long run. */
const OUTAGE = Number(process.env.BARTIZAN_E2E_OUTAGE ?? 60);

/** A line of a request that was answered; one that met a starting app has further lines, one for each try. */
const ANSWERED = /code=404 |"status":404,/;

/** Requests that are told in the logs, one a second. */
const REQUESTS = OUTAGE + 20;
const requests = `for i in $(seq 1 ${REQUESTS}); do curl -ks -o /dev/null --resolve www.foobar.com:443:203.0.113.10 https://www.foobar.com/canary-$i; sleep 1; done`;

let site: Site;
beforeAll(async () => {
  site = Site.copyOf("whiteboard", (it) =>
    it
      .replace("import { defineInfrastructure }", "import { datadog, defineInfrastructure, otlp, remoteWrite, secret, sumologic }")
      .replace('name: "foobar"', 'name: "sends"')
      .replace(/\n\}\);\s*$/, SENDING),
  );
  const vault = join(site.dir, ".bartizan/lab");
  mkdirSync(vault, { recursive: true, mode: 0o700 });
  const secrets = [`SUMO_URL=https://${CLIENT}:9443/receiver/v1/http/sumo-code`, "DATADOG_KEY=lab-api-key", "TOKEN=lab-token"];
  writeFileSync(join(vault, "secrets.env"), `${secrets.join("\n")}\n`, { mode: 0o600 });
  await site.up();
});
afterAll(() => site?.remove());

it("comes up with nobody there to send to, and up again changes nothing", async () => {
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
});

/** Milliseconds at which a service was given the load of each host. */
async function given(service: string): Promise<ReadonlyMap<string, readonly number[]>> {
  const lines = await site.on("client", `grep -P '^${service}\\tnode_load1[{]' ${HOME}/samples.txt 2>/dev/null || :`);
  const times = new Map<string, number[]>();
  for (const line of lines.split("\n")) {
    const host = /[{,]host=(\w+)/.exec(line)?.[1];
    if (host !== undefined) times.set(host, [...(times.get(host) ?? []), Number(line.split("\t")[2])]);
  }
  return times;
}

interface Log {
  readonly host: string;
  readonly service: string;
  readonly level: string;
  readonly message: string;
}

/** The log records that a service was given, each with how often. */
async function written(service: string): Promise<ReadonlyMap<string, { readonly log: Log; readonly times: number }>> {
  const lines = await site.on("client", `grep -P '^${service}-logs\\t' ${HOME}/samples.txt 2>/dev/null || :`);
  const found = new Map<string, { readonly log: Log; readonly times: number }>();
  for (const line of lines.trimEnd().split("\n")) {
    const [, text = "", at] = line.split("\t");
    if (text === "") continue;
    const key = `${at} ${text}`;
    found.set(key, { log: JSON.parse(text) as Log, times: (found.get(key)?.times ?? 0) + 1 });
  }
  return found;
}

/** Milliseconds at which the monitor has it. */
async function kept(from: number, to: number): Promise<ReadonlyMap<string, readonly number[]>> {
  const range = `-d start=${from / 1000} -d end=${to / 1000}`;
  const lines = await site.on("mon1", `curl -sS http://127.0.0.1:8428/api/v1/export -d 'match[]=node_load1' ${range}`);
  const series = lines
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly metric: { readonly host: string }; readonly timestamps: readonly number[] });
  return new Map(series.map((it) => [it.metric.host, it.timestamps]));
}

it("loses no sample and sends none twice while nobody takes any and the forwarders start anew", { timeout: 900_000 }, async () => {
  await putCertificate(site, HOME, NAMES);
  await site.on("client", `cat >${HOME}/destinations.mjs`, {
    stdin: readFileSync(fileURLToPath(new URL("support/destinations.mjs", import.meta.url)), "utf8"),
  });
  await site.on("client", `systemd-run --quiet --unit=destinations node ${HOME}/destinations.mjs ${HOME}`);
  for (const host of HOSTS) await trustClient(site, host, NAMES);
  await site.on("mon1", "systemctl restart remote-write");
  const arrives = async (since: number): Promise<true | undefined> => {
    const all = await Promise.all(SERVICES.map(given));
    return all.every((times) => HOSTS.every((host) => times.get(host)?.some((it) => it > since))) ? true : undefined;
  };
  await until("every service has something of every host", 120, () => arrives(0));
  const begun = Date.now();
  await site.on("client", `systemd-run --quiet --unit=requests sh -c '${requests}'`);
  await wait(10_000);
  await site.on("client", `echo 503 >${HOME}/mode`);
  await wait(OUTAGE * 500);
  await site.on("mon1", "systemctl restart remote-write vmagent");
  await Promise.all(["lb1", "srv1"].map((host) => site.on(host, "systemctl restart syslog-ng")));
  await site.on("srv1", "mariadb -e 'SELECT SLEEP(1.2)' && systemctl restart sends");
  await wait(OUTAGE * 500);
  const ended = Date.now();
  await site.on("client", `rm ${HOME}/mode`);
  const caught = await until("all that was held up", 120 + OUTAGE, () => arrives(ended));
  process.stdout.write(`an outage of ${OUTAGE} s: caught up after ${caught.seconds.toFixed(0)} s\n`);
  const there = await kept(begun, ended);
  for (const service of SERVICES) {
    const times = await given(service);
    for (const host of HOSTS) {
      // Datadog counts in seconds.
      const unit = service === "datadog" ? 1000 : 1;
      const within = (times.get(host) ?? []).filter((at) => at >= begun && at <= ended).sort((a, b) => a - b);
      const expected = (there.get(host) ?? []).map((at) => Math.floor(at / unit) * unit).filter((at) => at >= begun);
      expect(expected.length, host).toBeGreaterThan(OUTAGE / 10);
      expect(within, `${service}: ${host}`).toEqual(expected);
    }
  }
  for (const service of LOGS) {
    const paths = (records: Iterable<{ readonly log: Log }>, from: string): readonly number[] =>
      [...records]
        .flatMap(({ log }) =>
          log.service === from && ANSWERED.test(log.message) ? [Number(/canary-(\d+)"/.exec(log.message)?.[1] ?? 0)] : [],
        )
        .filter((it) => it > 0);
    const all = await until(`every log at ${service}`, 90, async () => {
      const records = await written(service);
      return paths(records.values(), "haproxy").includes(REQUESTS) ? records : undefined;
    });
    const records = [...all.value.values()];
    const expected = Array.from({ length: REQUESTS }, (_, index) => index + 1);
    // A line of the balancer for each request, and one of a web server, since nothing is there.
    for (const from of ["haproxy", "nginx"])
      expect(
        paths(records, from).toSorted((a, b) => a - b),
        `${service}: ${from}`,
      ).toEqual(expected);
    expect(
      records.filter(({ times }) => times > 1),
      service,
    ).toEqual([]);
    expect([...new Set(records.map(({ log }) => log.service))].sort(), service).toEqual(SOURCES);
    const slow = records.find(({ log }) => log.message.includes("SLEEP(1.2)"));
    expect(slow?.log, service).toMatchObject({ host: "srv1", service: "mariadb-slow" });
  }
  expect(await site.on("client", `cat ${HOME}/faults.txt 2>/dev/null || :`)).toBe("");
});

it("has every host send by itself where the file says so, and up again changes nothing", async () => {
  site.edit((config) => config.replace('tenant: "lab" }', 'tenant: "lab", from: "hosts" }'));
  await site.up();
  const since = Date.now();
  await until("what each host has sent itself", 60, async () => {
    const times = await given("remoteWrite");
    return HOSTS.every((host) => (times.get(host) ?? []).filter((it) => it > since).length > 2) ? true : undefined;
  });
  for (const [host, times] of await given("remoteWrite")) expect(new Set(times).size, host).toBe(times.length);
  expect((await site.up()).at(-1)).toMatchObject({ type: "done", changed: 0 });
  expect(await site.on("client", `cat ${HOME}/faults.txt 2>/dev/null || :`)).toBe("");
});

it("tells in an alert which host's logs a service has refused for good", async () => {
  // `up` has put the hosts' list of names back.
  await trustClient(site, "lb1", NAMES);
  await site.on("client", `echo 400 >${HOME}/mode`);
  await site.ask("/canary-refused");
  const { value } = await until("LogsLosing of the balancer", 150, async () => {
    const status = await site.bartizan(["status", "--lab", "--json"]);
    const { alerts } = JSON.parse(status.stdout) as Observation;
    const its = alerts?.filter((it) => it.name === "LogsLosing" && it.host === "lb1" && it.state === "firing") ?? [];
    return its.length >= LOGS.length ? its : undefined;
  });
  expect(value.map((it) => it.summary).sort()).toEqual(LOGS.map((service) => `Logs of lb1 for ${service} are dropped.`).sort());
  await site.on("client", `rm ${HOME}/mode`);
});
