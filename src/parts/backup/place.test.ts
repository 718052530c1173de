import { expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { compile, flowsOf } from "../../catalog/compile.ts";
import { redacted } from "../../util/content.ts";
import { backupHost, copyPlace, placeIn } from "./place.ts";

test("a host of the file keeps the copies: one host may reach it, and do nothing there but transfer files", () => {
  const infra = { ...whiteboard, backups: { to: "mon1", everyHours: 24, keepDays: 30, restoreTestDays: 7 } };
  expect(placeIn(infra)).toEqual({ user: "bartizan-copies", host: "10.77.0.20", port: 22, folder: "/database" });
  const flows = flowsOf(infra).filter((it) => it.id.startsWith("backup_"));
  expect(flows.map((it) => [it.id, it.port, it.encryption])).toEqual([["backup_srv2_mon1", 22, "ssh"]]);
  const states = compile(infra, { caCertificate: "ca", groupCertificate: "group", siteCertificate: "" });
  const file = (host: string, path: string): string => {
    const found = states.get(host)?.resources.find((it) => it.kind === "file" && it.path === path);
    return found?.kind === "file" ? redacted(found.content) : "";
  };
  const sshd = "/etc/ssh/sshd_config.d/00-bartizan.conf";
  expect(file("mon1", sshd)).toMatch(
    /Match User bartizan-copies\n\tAuthorizedKeysFile \S+\n\tChrootDirectory \/var\/lib\/bartizan-copies\n\tForceCommand internal-sftp\n\tPermitTTY no\n\tAllowTcpForwarding no\n$/,
  );
  expect(file("lb1", sshd)).not.toContain("Match");
  expect(file("mon1", "/etc/bartizan/copies-authorized-keys")).toMatch(/^restrict /);
  expect(file("srv2", "/etc/bartizan/backup/ssh_config")).toMatch(
    /HostName 10\.77\.0\.20[\s\S]*IdentityFile \/etc\/bartizan\/backup\/store\.key/,
  );
});

test.each([
  ["sftp://backup@vault.example.net/foobar", { user: "backup", host: "vault.example.net", port: 22, folder: "foobar" }],
  ["ssh://b@203.0.113.9:2222//srv/copies", { user: "b", host: "203.0.113.9", port: 2222, folder: "/srv/copies" }],
  ["sftp://vault.example.net/foobar", undefined],
  ["sftp://backup@vault.example.net/", undefined],
  ["sftp://backup@vault.example.net", undefined],
  ["s3://bucket/foobar", undefined],
  ["mon1", undefined],
])("%s", (to, place) => {
  expect(copyPlace(to)).toEqual(place);
});

test("copies are made by a host that takes no writes, if there is one", () => {
  const backups = { to: "sftp://backup@vault.example.net/foobar", everyHours: 24, keepDays: 30 };
  expect(backupHost(whiteboard)).toBeUndefined();
  expect(backupHost({ ...whiteboard, backups })?.name).toBe("srv2");
  expect(backupHost({ ...fortress, backups })?.name).toBe("db3");
  const alone = whiteboard.hosts.map((host) => (host.name === "srv2" ? { ...host, roles: [] } : host));
  expect(backupHost({ ...whiteboard, hosts: alone, backups })?.name).toBe("srv1");
});
