import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowsOf } from "../../catalog/compile.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { parseFacts } from "../../state/facts-parse.ts";
import { cutOff } from "./cut-off.ts";

/** What ss(8) of Debian 13 prints, and what is said of it on srv1, which runs nginx. */
const said = (infra: Infrastructure, ...lines: readonly string[]): readonly string[] => {
  const host = infra.hosts.find((it) => it.name === "srv1");
  if (host === undefined) throw new Error("no srv1");
  const output = `connection\t198.51.100.1 52006 10.77.0.11 2222\n${lines.map((line) => `listener\t${line}\n`).join("")}\nend\n`;
  const state = { host: "srv1", resources: [{ kind: "unit", name: "nginx.service", want: "running" }] } as const;
  return cutOff(host, infra, flowsOf(infra), state, parseFacts("srv1", output, [])).map((it) => `${it.code} ${it.found} | ${it.mend}`);
};
const socket = (local: string, unit = "mine.service", program = "python3", protocol = "tcp"): string =>
  `${protocol} LISTEN 0      5      ${local} 0.0.0.0:* users:(("${program}",pid=113,fd=3)) cgroup:/system.slice/${unit}   `;
const with1 = (more: object): Infrastructure => ({
  ...whiteboard,
  hosts: whiteboard.hosts.map((it) => (it.name === "srv1" ? { ...it, ...more } : it)),
});

test("a service of somebody else's is named, with the two ways to go on", () => {
  expect(said(whiteboard, socket("0.0.0.0:8080"), socket("[::]:8080"))).toEqual([
    "BZ_HOST_SERVICE_CUT_OFF mine.service (python3), which listens at port 8080/tcp | To let it in, declare a flow to srv1, port 8080. To cut it off, write closes: [8080] for srv1.",
  ]);
});

test("one that the file speaks of is not", () => {
  const flow = {
    service: "wiki",
    from: "anyone",
    to: "srv1",
    protocol: "tcp",
    port: 8080,
    encryption: "none",
    purpose: "The wiki.",
  } as const;
  expect(said({ ...whiteboard, flows: [flow] }, socket("*:8080"))).toEqual([]);
  expect(said(with1({ closes: ["8080"] }), socket("*:8080"))).toEqual([]);
  expect(said(with1({ closes: ["53/udp"] }), socket("*:53", "named.service", "named", "udp"))).toEqual([]);
  expect(said(with1({ closes: ["53/udp"] }), socket("*:53", "named.service", "named"))).toHaveLength(1);
});

test("one at a port that Bartizan needs has to go first, unless Bartizan takes the very unit over", () => {
  expect(said(whiteboard, socket("0.0.0.0:80", "apache2.service", "apache2"))).toEqual([
    expect.stringMatching(
      /^BZ_HOST_PORT_TAKEN apache2\.service \(apache2\), which listens at port 80\/tcp \| Stop it \(systemctl disable --now apache2\.service\)/,
    ),
  ]);
  expect(said(whiteboard, socket("0.0.0.0:80", "nginx.service", "nginx"))).toEqual([]);
});

test("what nobody else reaches, the way we came by, DHCP's clients and what containers ask for are nobody's service", () => {
  expect(
    said(
      whiteboard,
      socket("127.0.0.1:8080"),
      socket("127.0.0.53%lo:53"),
      socket("[::1]:8080"),
      socket("[::ffff:127.0.0.1]:8080"),
      socket("0.0.0.0:2222", "ssh.service", "sshd"),
      socket("10.77.0.11%eth0:68", "systemd-networkd.service", "systemd-network", "udp"),
      socket("[fe80::1]%eth0:546", "systemd-networkd.service", "systemd-network", "udp"),
      socket("10.89.0.1:53", "user.slice/podman.scope", "aardvark-dns", "udp"),
      socket("0.0.0.0%virbr0:67", "libvirtd.service", "dnsmasq", "udp"),
    ),
  ).toEqual([]);
  expect(said(whiteboard, socket("10.77.0.11:53", "named.service", "named", "udp"))).toHaveLength(1);
});

test("a socket of the kernel's own has a name, too", () => {
  expect(said(whiteboard, "udp UNCONN 0      0      0.0.0.0:51820 0.0.0.0:*")).toEqual([
    expect.stringContaining("the kernel, which listens at port 51820/udp"),
  ]);
});

test("a firewall that is not Bartizan's cuts nothing off on Bartizan's account", () => {
  expect(said(with1({ firewall: { by: "nobody" } }), socket("0.0.0.0:8080"))).toEqual([]);
});
