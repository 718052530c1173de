import { beforeAll, describe, expect, it } from "vitest";
import { flowsOf } from "../../src/catalog/compile.ts";
import { whiteboard } from "../fixtures/whiteboard.ts";
import { sharedWhiteboard } from "./support/shared.ts";
import type { Site } from "./support/site.ts";

let site: Site;
beforeAll(async () => {
  site = await sharedWhiteboard();
});

const names = whiteboard.hosts.map((host) => host.name);
const sources = ["client", ...names];

/** The TCP ports that the declared flows let `from` reach on `to`. */
function declared(from: string, to: string): readonly number[] {
  const ports = flowsOf(whiteboard)
    .filter((flow) => flow.to === to && flow.protocol === "tcp")
    .filter((flow) => flow.from.kind === "anyone" || (flow.from.kind === "host" && flow.from.host === from))
    .map((flow) => flow.port);
  return [...new Set(ports)].sort((a, b) => a - b);
}

/** Open ports as nmap's greppable output names them. */
function open(output: string, protocol: "tcp" | "udp"): readonly number[] {
  const found = [...output.matchAll(new RegExp(`(\\d+)/open/${protocol}/`, "g"))].map((it) => Number(it[1]));
  return [...new Set(found)].sort((a, b) => a - b);
}

const addressOf = (name: string): string => whiteboard.hosts.find((host) => host.name === name)?.address ?? "";

describe.each(names)("the ports of %s", (to) => {
  it("are over TCP exactly those of the declared flows, from the internet and from every other host, v4 and v6", async () => {
    const link = (await site.on(to, "ip -6 -o addr show dev private0 scope link")).match(/fe80::[0-9a-f:]+/)?.[0] ?? "";
    expect(link).not.toBe("");
    const scan = (from: string, target: string): Promise<string> =>
      site.on(from, `nmap -n -Pn -sS -p- --min-rate 5000 --max-retries 2 -T4 -oG - ${target}`);
    const anyone = flowsOf(whiteboard)
      .filter((flow) => flow.to === to && flow.from.kind === "anyone")
      .map((flow) => flow.port);
    await Promise.all(
      sources
        .filter((it) => it !== to)
        .flatMap((from) => [
          scan(from, addressOf(to)).then((v4) => expect(open(v4, "tcp"), `${from} -> ${to}, v4`).toEqual(declared(from, to))),
          // Only who shares the wire has a link-local address to talk to. Flows name hosts by address, so only what anyone may reach is open.
          ...(from === "client"
            ? []
            : [
                scan(from, `-6 ${link}%private0`).then((v6) =>
                  expect(open(v6, "tcp"), `${from} -> ${to}, v6`).toEqual([...new Set(anyone)].sort((a, b) => a - b)),
                ),
              ]),
        ]),
    );
  });

  it("are none over UDP: every probe is dropped and counted", async () => {
    const dropped = async (): Promise<number> =>
      Number(/packets (\d+)/.exec(await site.on(to, "nft list counter inet bartizan dropped"))?.[1] ?? Number.NaN);
    const listening = (await site.on(to, "ss -Hlun | awk '{print $4}' | sed 's/.*://' | sort -un | paste -sd,")).trim();
    const ports = [...new Set([...listening.split(",").filter((it) => it !== ""), "53", "68", "123", "161", "443", "514"])];
    for (const target of [addressOf(to)]) {
      const before = await dropped();
      const scan = await site.on(
        to === "srv1" ? "srv2" : "srv1",
        `nmap -n -Pn -sU -p ${ports.join(",")} --max-retries 1 -T4 -oG - ${target}`,
      );
      expect(open(scan, "udp")).toEqual([]);
      expect((await dropped()) - before).toBeGreaterThanOrEqual(ports.length);
    }
  });

  it("have a firewall that drops by default and counts each flow under its name", async () => {
    const rules = await site.on(to, "nft list table inet bartizan");
    expect(rules).toMatch(/hook input priority filter; policy drop;/);
    expect(rules).toMatch(/hook forward priority filter; policy drop;/);
    for (const flow of flowsOf(whiteboard).filter((it) => it.to === to)) expect(rules).toContain(`counter ${flow.id} {`);
  });
});

it("lets the operator's range in by SSH and nobody else", async () => {
  for (const host of names) {
    expect(
      (await site.try("client", `nc -z -w 2 ${addressOf(host)} 22 || timeout 3 sh -c 'cat </dev/null >/dev/tcp/${addressOf(host)}/22'`))
        .code,
    ).not.toBe(0);
    expect((await site.try(host, "true")).code).toBe(0);
  }
});

it("stands again after a reboot, before the network does", async () => {
  const order = await site.on("srv1", "systemctl show -p Before,WantedBy,UnitFileState bartizan-firewall.service");
  expect(order).toContain("network-pre.target");
  expect(order).toContain("UnitFileState=enabled");
});
