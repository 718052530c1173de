import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { hostsFile } from "./hosts-file.ts";
import { sysctlFile } from "./sysctl.ts";

const host = (infra: Infrastructure, name: string): Host => {
  const found = infra.hosts.find((it) => it.name === name);
  if (found === undefined) throw new Error(`no host ${name}`);
  return found;
};

test("every host knows every host by both of its addresses", () => {
  const infra = { ...whiteboard, hosts: whiteboard.hosts.map((it, index) => ({ ...it, address6: `2001:db8::${index}` })) };
  const lines = hostsFile(host(infra, "lb1"), infra).split("\n");
  for (const it of infra.hosts) {
    expect(lines).toContain(`${it.address} ${it.name}.foobar.internal ${it.name}`);
    expect(lines).toContain(`${it.address6} ${it.name}.foobar.internal ${it.name}`);
  }
});

test("the database's name is the proxy of the host, and only where there is one", () => {
  const line = "127.0.0.1 database.internal\n";
  expect(hostsFile(host(whiteboard, "srv2"), whiteboard)).toContain(line);
  expect(hostsFile(host(whiteboard, "lb1"), whiteboard)).not.toContain("database.internal");
  const { database: _, ...rest } = whiteboard;
  const without = { ...rest, hosts: rest.hosts.map((it) => ({ ...it, roles: it.roles.filter((role) => role !== "database") })) };
  expect(hostsFile(host(without, "srv2"), without)).not.toContain("database.internal");
});

test("the port of an app is not given to an outgoing connection", () => {
  expect(sysctlFile([3000])).not.toContain("ip_local_reserved_ports");
  expect(sysctlFile([20000])).toContain("net.ipv4.ip_local_reserved_ports = 20000\n");
});

test("what a container may not write fails quietly", () => {
  const settings = sysctlFile([])
    .split("\n")
    .filter((line) => /^[-a-z]/.test(line));
  expect(settings.length).toBeGreaterThan(30);
  expect(settings.filter((line) => !line.startsWith("-") && !line.startsWith("net."))).toEqual([]);
});
