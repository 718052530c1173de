import { expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { backupHost, placeOf } from "./place.ts";

test.each([
  ["sftp://backup@vault.example.net/foobar", { user: "backup", host: "vault.example.net", port: 22, folder: "foobar" }],
  ["ssh://b@203.0.113.9:2222//srv/copies", { user: "b", host: "203.0.113.9", port: 2222, folder: "/srv/copies" }],
  ["sftp://vault.example.net/foobar", undefined],
  ["sftp://backup@vault.example.net/", undefined],
  ["sftp://backup@vault.example.net", undefined],
  ["s3://bucket/foobar", undefined],
  ["mon1", undefined],
])("%s", (to, place) => {
  expect(placeOf(to)).toEqual(place);
});

test("copies are made by a host that takes no writes, if there is one", () => {
  const backups = { to: "sftp://backup@vault.example.net/foobar", everyHours: 24, keepDays: 30 };
  expect(backupHost(whiteboard)).toBeUndefined();
  expect(backupHost({ ...whiteboard, backups })?.name).toBe("srv2");
  expect(backupHost({ ...fortress, backups })?.name).toBe("db3");
  const alone = whiteboard.hosts.map((host) => (host.name === "srv2" ? { ...host, roles: [] } : host));
  expect(backupHost({ ...whiteboard, hosts: alone, backups })?.name).toBe("srv1");
});
