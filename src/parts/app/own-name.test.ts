import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { ownName } from "./own-name.ts";

/** What a host says of the name: this machine, which is a Debian, too. */
const says = (name: string): string =>
  spawnSync("sh", ["-c", ownName({ ...whiteboard, name }).check.join("")], { encoding: "utf8" }).stdout.trim();

test.each([
  ["systemd-journald", "refuse: /usr/lib/systemd/system/systemd-journald.service is there already, and is not the app's"],
  ["daemon", "refuse: there is a user daemon already, with the home /usr/sbin"],
  ["staff", "refuse: there is a group staff already, without a user of that name"],
  ["dpkg", "refuse: /var/lib/dpkg is there already, and belongs to root"],
])("%s is not the app's to take", (name, answer) => {
  expect(says(name)).toBe(answer);
});

test("a name that nobody has is", () => {
  const it = ownName({ ...whiteboard, name: "nobody-has-this" });
  expect(says("nobody-has-this")).toBe(it.want);
});
