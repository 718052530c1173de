import { setTimeout as wait } from "node:timers/promises";
import { beforeAll, expect, it } from "vitest";
import type { AlertStatus, Observation } from "../../src/model/observation.ts";
import { PORTS } from "../../src/model/ports.ts";
import { shellWord } from "../../src/util/shell.ts";
import { ALERT_CASES } from "../fixtures/alert-tests.ts";
import { until } from "./support/command.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import type { Site } from "./support/site.ts";

/** Where somebody has broken in: first into the app, then into the whole web server. */
const LIAR = "srv1";
const OTHERS = ["lb1", "srv2", "mon1"];

let site: Site;
beforeAll(async () => {
  site = await sharedWhiteboard();
});

const NODE_FOLDER = "/var/lib/prometheus/node-exporter";

it("takes nothing from the app's account: no collector answers it, no file of theirs is its to write, and it is not in the system's journal", async () => {
  const asApp = (line: string) => site.try(LIAR, `setpriv --reuid=foobar --regid=foobar --clear-groups bash -c ${shellWord(line)}`);
  const listening = await site.on(LIAR, "ss -Hltn | awk '{ print $4 }' | sed -n 's/^127[.]0[.]0[.]1://p' | sort -un");
  const ports = listening.trim().split("\n").map(Number);
  expect(ports).toContain(PORTS.loopback.collector);
  const open: number[] = [];
  for (const port of ports) if ((await asApp(`exec 3<>/dev/tcp/127.0.0.1/${port}`)).code === 0) open.push(port);
  // Itself, and its ways to the database.
  expect(open).toEqual([3000, PORTS.database, PORTS.loopback.databaseProxy]);
  expect((await asApp(`echo 'node_load1 9' >${NODE_FOLDER}/forged.prom`)).code).not.toBe(0);
  // As the app itself does it: with its account, from where it sees the system.
  const mark = `Accepted publickey for root from ${Math.random()}`;
  await site.on(
    LIAR,
    `nsenter -m -t "$(systemctl show -P MainPID foobar)" setpriv --reuid=foobar --regid=foobar --clear-groups logger -t sshd -p auth.info ${shellWord(mark)}`,
  );
  const lines = (journal: string) => site.on(LIAR, `journalctl -q ${journal} --since=-1min --grep=${shellWord(mark)} | wc -l`);
  await until("the line in the traffic's journal", 10, async () => ((await lines("--namespace=traffic")) === "1\n" ? true : undefined));
  expect(await lines("")).toBe("0\n");
});

async function alerts(): Promise<readonly AlertStatus[]> {
  const { code, stdout, stderr } = await site.bartizan(["status", "--lab", "--json"]);
  if (code !== 0) throw new Error(stderr);
  return (JSON.parse(stdout) as Observation).alerts ?? [];
}

const nameOf = ({ name, host }: AlertStatus): string => `${name} of ${host}`;
const firing = async (): Promise<readonly AlertStatus[]> => (await alerts()).filter((it) => it.state === "firing");

/** Samples from which the alerts' cases are made, each with what it becomes: what is wrong in the end, or what is well in the beginning. */
function lies(tick: number): string {
  const lines = ALERT_CASES.flatMap((it) =>
    Object.entries(it.series).flatMap(([selector, notation]) => {
      const runs = [...notation.matchAll(/(?<=^| )(-?[\d.e]+)(?:([+-][\d.e]+))?x\d+/g)].map(
        ([, from, slope]) => Number(from) + tick * Number(slope ?? 0),
      );
      const [good, bad] = [runs.at(0), runs.at(-1)];
      if (good === undefined || bad === undefined) return [];
      const [, name = "", labels = ""] = /^([\w:]+)(?:\{(.*)\})?$/.exec(selector) ?? [];
      const rest = labels.split(/,(?=\w+=)/).filter((label) => label !== "" && !/^(host|server|place)=/.test(label));
      const said = (host: string, lie: string, value: number): string =>
        `${name}{${[...rest, `host="${host}"`, `server="${host}"`, `place="${host}"`, `lie="${lie}"`].join(",")}} ${value}\n`;
      return OTHERS.flatMap((host) => [said(host, "well", good), said(host, "wrong", bad)]);
    }),
  );
  return [...new Set(lines)].join("");
}

/** Does it again and again until it is stopped. */
function again(seconds: number, what: (tick: number) => Promise<unknown>): () => Promise<void> {
  let goes = true;
  const done = (async () => {
    for (let tick = 0; goes; tick += 1) {
      await what(tick);
      await wait(seconds * 1000);
    }
  })();
  return async () => {
    goes = false;
    await done;
  };
}

const IMPORT = `curl -fsS --data-binary @- http://127.0.0.1:${PORTS.loopback.collector}/api/v1/import/prometheus`;
/** Each of these floods the balancer, meets a limit there and is told. */
const FLOODS = ["ClientsRefused of lb1", "HostSeriesFlood of lb1", "LogLinesSuppressed of lb1"];

it("takes of a web server nothing about others: no alert of theirs fires, ends or is muted; and floods meet limits, which are told", async () => {
  const before = new Set((await alerts()).map(({ name }) => name));
  const manySeries = Array.from({ length: 12_000 }, (_, index) => `flood{n="${index}"} 1\n`).join("");
  const stops = [
    again(5, (tick) => site.on(LIAR, IMPORT, { stdin: lies(tick) })),
    // A service that fills its journal, as an account of no rights; journald says what it has thrown away when the next half-minute begins.
    again(30, (tick) =>
      site.on(
        "lb1",
        `systemd-run --quiet --unit=talker-${tick} --slice=talker.slice -p User=daemon -p LogNamespace=traffic sh -c 'yes flood | head -n 60000; sleep 31; echo more'`,
      ),
    ),
    again(10, () => site.on("lb1", IMPORT, { stdin: manySeries })),
    again(0.1, () =>
      site.on("client", "curl -sk -o /dev/null --max-time 20 -H 'Host: nobody.example' 'https://www.foobar.com/[1-200]'; true", {
        timeoutMs: 30_000,
      }),
    ),
  ];
  const foreign = new Set<string>();
  try {
    await until("the alerts of three floods", 150, async () => {
      const now = await firing();
      for (const it of now) if (it.host !== LIAR && !before.has(it.name)) foreign.add(nameOf(it));
      for (const it of await alerts()) if (it.labels.lie !== undefined && it.labels.place !== LIAR) foreign.add(`${nameOf(it)}, forged`);
      return FLOODS.every((it) => now.some((alert) => nameOf(alert) === it)) ? true : undefined;
    });
    expect([...foreign].sort()).toEqual(FLOODS);
    // That the lies came in is shown by those about the liar itself, which are its to tell.
    expect((await alerts()).filter((it) => it.labels.lie !== undefined).length).toBeGreaterThan(5);
    const told = JSON.parse(await site.on("mon1", `curl -fsS http://127.0.0.1:${PORTS.loopback.notifications}/api/v2/alerts`)) as readonly {
      readonly labels: Readonly<Record<string, string>>;
      readonly status: { readonly state: string };
    }[];
    const floods = told.filter(({ labels }) => FLOODS.includes(`${labels.alertname} of ${labels.host}`));
    expect(new Set(floods.map(({ labels, status }) => `${labels.alertname} ${status.state}`))).toEqual(
      new Set(FLOODS.map((it) => `${it.replace(/ of .*/, "")} active`)),
    );
    // And what is true is not talked away.
    for (const host of [LIAR, "srv2"]) await site.on(host, "systemctl stop nginx");
    await until("NginxDown of srv2, and SiteDown", 120, async () => {
      const names = (await firing()).map(nameOf);
      return names.includes("NginxDown of srv2") && names.includes("SiteDown of null") ? true : undefined;
    });
  } finally {
    for (const stop of stops) await stop();
    for (const host of [LIAR, "srv2"]) await site.on(host, "systemctl start nginx");
    await site.on("lb1", "systemctl stop talker.slice; systemctl restart vmagent");
    const selector = 'match[]={lie!=""}';
    await site.on(
      "mon1",
      `curl -fsS --data-urlencode ${shellWord(selector)} http://127.0.0.1:${PORTS.loopback.samples}/api/v1/admin/tsdb/delete_series`,
    );
  }
  await until("a site that is well", 60, async () => ((await site.ask("/up")).status === 200 ? true : undefined));
});
