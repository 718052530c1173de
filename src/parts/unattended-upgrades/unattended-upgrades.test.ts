import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile } from "../../catalog/compile.ts";
import { servicesOn } from "../../catalog/services.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import { redacted } from "../../util/content.ts";
import { servingOf } from "./serving.ts";
import { startOf } from "./unattended-upgrades.ts";

const INPUTS = { caCertificate: "ca", groupCertificate: "group", siteCertificate: "site", releaseId: "r1" };

function fileOn(infra: Infrastructure, host: string, path: string): string {
  const file = compile(infra, INPUTS)
    .get(host)
    ?.resources.find((it) => it.kind === "file" && it.path === path);
  return file?.kind === "file" ? redacted(file.content) : "";
}

it("names what serves, part by part", () => {
  const of = (infra: Infrastructure, name: string) => {
    const host = infra.hosts.find((it) => it.name === name);
    return host === undefined ? undefined : servingOf(servicesOn(host, infra));
  };
  expect(of(whiteboard, "lb1")).toEqual({ units: ["haproxy.service"], packages: ["haproxy"], renewedByReload: ["haproxy.service"] });
  expect(of(whiteboard, "srv1")).toEqual({
    units: ["foobar.service", "haproxy.service", "mariadb.service", "nginx.service"],
    packages: ["haproxy", "libnginx-mod-", "mariadb-", "nginx", "nodejs"],
    renewedByReload: ["haproxy.service"],
  });
  expect(of(fortress, "lb1")?.units).toContain("keepalived.service");
  expect(of(fortress, "db1")?.packages).toContain("galera-");
});

it("apt reads the file, in which what serves is blacklisted and Debian's wider origins are taken back", () => {
  const folder = mkdtempSync(join(tmpdir(), "updates-conf-"));
  const path = join(folder, "60bartizan-updates");
  const debian = `Unattended-Upgrade::Origins-Pattern { "origin=Debian,codename=\${distro_codename},label=Debian"; };\n`;
  writeFileSync(path, debian + fileOn(whiteboard, "srv1", "/etc/apt/apt.conf.d/60bartizan-updates"));
  const { status, stdout, stderr } = spawnSync("apt-config", ["-c", path, "dump"], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  expect([status, stderr]).toEqual([0, ""]);
  const values = (key: string): readonly string[] => [...stdout.matchAll(new RegExp(`^${key}:: "(.*)";$`, "gm"))].map((it) => it[1] ?? "");
  expect(values("Unattended-Upgrade::Origins-Pattern")).toEqual([
    `origin=Debian,codename=\${distro_codename}-security,label=Debian-Security`,
  ]);
  expect(values("Unattended-Upgrade::Package-Blacklist")).toEqual(["haproxy", "libnginx-mod-", "mariadb-", "nginx", "nodejs"]);
  expect(stdout).toContain('APT::Periodic::Unattended-Upgrade "1";');
  expect(stdout).toContain('Unattended-Upgrade::Automatic-Reboot "false";');
});

it("gives each host a moment of its own within four hours, over midnight, too", () => {
  expect(whiteboard.hosts.map((host) => startOf(host, whiteboard))).toEqual(["02:00", "03:00", "04:00", "05:00"]);
  const late = { ...whiteboard, updates: { automatic: true, fromHour: 22 } };
  expect(whiteboard.hosts.map((host) => startOf(host, late))).toEqual(["22:00", "23:00", "00:00", "01:00"]);
});

it("leaves everything to the operator who says so, and still protects what serves from who starts it by hand", () => {
  const manual = { ...whiteboard, updates: { automatic: false, fromHour: 2 } };
  const conf = fileOn(manual, "srv1", "/etc/apt/apt.conf.d/60bartizan-updates");
  expect(conf).toContain('APT::Periodic::Unattended-Upgrade "0";');
  expect(conf).toContain('"mariadb-";');
  const resources = compile(manual, INPUTS).get("srv1")?.resources ?? [];
  expect(resources.filter((it) => it.kind === "package" && it.name === "unattended-upgrades")).toEqual([]);
  expect(resources.filter((it) => it.kind === "unit" && it.name.startsWith("apt-"))).toEqual([]);
});
