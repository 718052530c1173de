import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { hostsFile, namesInHosts } from "./hosts-file.ts";
import { sysctlFile } from "./sysctl.ts";

const NAMES = [{ name: "database.internal", about: "The app's way to the database." }];

test("every host knows every host by both of its addresses", () => {
  const infra = { ...whiteboard, hosts: whiteboard.hosts.map((it, index) => ({ ...it, address6: `2001:db8::${index}` })) };
  const lines = hostsFile(infra, []).split("\n");
  for (const it of infra.hosts) {
    expect(lines).toContain(`${it.address} ${it.name}.foobar.internal ${it.name}`);
    expect(lines).toContain(`${it.address6} ${it.name}.foobar.internal ${it.name}`);
  }
});

test("a host's names for its own loopback stand at the end, with what they lead to", () => {
  expect(hostsFile(whiteboard, NAMES)).toMatch(/\n# The app's way to the database\.\n127\.0\.0\.1 database\.internal\n$/);
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

describe("/etc/hosts, which is others' as well", () => {
  let root: string;
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "bartizan-hosts-"));
    mkdirSync(join(root, "etc/bartizan"), { recursive: true });
    mkdirSync(join(root, "var/lib/bartizan/originals/etc"), { recursive: true });
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const resources = namesInHosts(whiteboard, NAMES);
  /** A text of the host's, in a tree of its own. */
  const here = (text: string): string => text.replaceAll(/(?<!\w)\/(etc|var\/lib)\//g, `${root}/$1/`);
  const names = (): string => here(hostsFile(whiteboard, NAMES));
  const run = (text: string): string => {
    const { status, stdout, stderr } = spawnSync("sh", ["-c", here(text)], { encoding: "utf8" });
    expect(stderr).toBe("");
    expect(status === 0 || stdout === "").toBe(true);
    return stdout;
  };
  const keep = (): string => {
    const file = resources.find((it) => it.kind === "file" && it.path === "/usr/local/lib/bartizan/hosts");
    writeFileSync(join(root, "etc/bartizan/hosts"), names());
    run(file?.kind === "file" ? file.content.join("") : "");
    return read();
  };
  const kept = (): boolean => {
    const command = resources.find((it) => it.kind === "command");
    return run(command?.kind === "command" ? command.check.join("") : "") === "kept\n";
  };
  const write = (text: string): void => writeFileSync(join(root, "etc/hosts"), text);
  const read = (): string => readFileSync(join(root, "etc/hosts"), "utf8");
  const block = (...more: readonly string[]): string =>
    `# Bartizan's names begin\n${names()}${more.map((line) => `${line}\n`).join("")}# Bartizan's names end\n`;
  const debian = `127.0.0.1 localhost\n127.0.1.1 ${hostname()}\n`;

  test("has our names before the lines of others, which stay", () => {
    write(`${debian}192.0.2.7 printer # by hand\n`);
    expect(kept()).toBe(false);
    expect(keep()).toBe(`${block()}${debian}192.0.2.7 printer # by hand\n`);
    expect(kept()).toBe(true);
    expect(keep()).toBe(`${block()}${debian}192.0.2.7 printer # by hand\n`);
  });

  test("gets them back when cloud-init has written it anew, and when somebody added a line", () => {
    write(debian);
    keep();
    write(`# cloud-init\n${debian}`);
    expect(kept()).toBe(false);
    expect(keep()).toBe(`${block()}# cloud-init\n${debian}`);
    write(`${read()}192.0.2.8 scanner\n`);
    expect(kept()).toBe(true);
    expect(keep()).toBe(`${block()}# cloud-init\n${debian}192.0.2.8 scanner\n`);
  });

  test("knows the machine's own name and localhost when nobody else has written them down", () => {
    const own = `127.0.1.1 ${hostname()}`;
    const local = ["127.0.0.1 localhost", "::1 localhost ip6-localhost ip6-loopback"];
    write(`# 127.0.1.1 ${hostname()}\n127.0.0.1 localhost\n`);
    expect(keep()).toBe(`${block(own)}# 127.0.1.1 ${hostname()}\n127.0.0.1 localhost\n`);
    rmSync(join(root, "etc/hosts"));
    expect(keep()).toBe(block(own, ...local));
    expect(kept()).toBe(true);
  });

  test("is given back to its owner where an earlier version had taken the whole of it", () => {
    write("# By Bartizan: all hosts of foobar.\n127.0.0.1 localhost\n10.77.0.10 lb1\n");
    writeFileSync(join(root, "var/lib/bartizan/originals/etc/hosts"), debian);
    expect(keep()).toBe(`${block()}${debian}`);
  });

  test("loses no line when our block in it is damaged", () => {
    write(`${block().replace("# Bartizan's names end\n", "")}${debian}`);
    const text = keep();
    expect(text.startsWith(block())).toBe(true);
    expect(text.endsWith(debian)).toBe(true);
    expect(keep()).toBe(text);
  });
});
