import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { fortress } from "../../../test/fixtures/fortress.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import { redacted } from "../../util/content.ts";
import { closeAfterRestoreScript, lockAppScript, openForRestoreScript, unlockAppScript } from "./restoring.ts";

const guest = { user: "bartizan_restore", address: "10.77.0.12", subject: "/OU=database/CN=srv2" };

test.each([
  ["a primary and a replica", whiteboard],
  ["a cluster", fortress],
])("the scripts of %s can be read by a POSIX shell", (_, infra) => {
  const [host] = hostsOf(infra, "database");
  if (host === undefined) throw new Error("no database");
  for (const script of [
    lockAppScript(host, infra),
    unlockAppScript(host, infra),
    openForRestoreScript(infra, guest),
    openForRestoreScript(infra, undefined),
    closeAfterRestoreScript(infra, guest),
  ]) {
    const result = spawnSync("sh", ["-n"], { input: redacted(script), encoding: "utf8" });
    expect([result.status, result.stderr]).toEqual([0, ""]);
  }
});

test("the app is locked out of its accounts and no others; of replicas this is not replicated, in a cluster it is", () => {
  const [srv1] = hostsOf(whiteboard, "database");
  const [db1] = hostsOf(fortress, "database");
  if (srv1 === undefined || db1 === undefined) throw new Error("no database");
  const out = redacted(lockAppScript(srv1, whiteboard));
  expect(out.match(/^ALTER USER .*$/gm)).toEqual([
    "ALTER USER IF EXISTS 'foobar'@'10.77.0.11' ACCOUNT LOCK;",
    "ALTER USER IF EXISTS 'foobar'@'10.77.0.12' ACCOUNT LOCK;",
  ]);
  expect(out).toContain("sql_log_bin=0");
  expect(redacted(lockAppScript(db1, fortress))).not.toContain("sql_log_bin");
});

test("the guest has the app's schema, shows its certificate, and is gone afterwards", () => {
  const open = redacted(openForRestoreScript(whiteboard, guest));
  expect(open).toContain("REQUIRE SUBJECT ''/OU=database/CN=srv2''");
  expect(open.match(/^GRANT .*$/gm)).toEqual([
    "GRANT ALL PRIVILEGES ON `foobar`.* TO 'bartizan_restore'@'10.77.0.12';",
    "GRANT SET USER ON *.* TO 'bartizan_restore'@'10.77.0.12';",
  ]);
  expect(redacted(closeAfterRestoreScript(whiteboard, guest))).toContain("DROP USER IF EXISTS 'bartizan_restore'@'10.77.0.12';");
});
