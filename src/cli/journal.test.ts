import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { journalCommand, journalQuestions } from "./journal.ts";

const asked = (what?: string) => journalQuestions(whiteboard, what).map(({ host, units }) => `${host}: ${units.join(" ")}`);

test("a role, a host and a unit", () => {
  expect(asked("web")).toEqual(["srv1: nginx.service", "srv2: nginx.service"]);
  expect(asked("srv1")).toEqual(["srv1: nginx.service foobar.service mariadb.service"]);
  expect(asked("cron")[0]).toBe("lb1: cron.service");
  expect(asked("apps.socket")[0]).toBe("lb1: apps.socket");
  expect(asked().length).toBe(4);
});

test.each(["apps", "databse", "srv9", "no such", "-x", "$(id)", "a;b", ""])("%j is refused before anybody is asked", (what) => {
  expect(() => asked(what)).toThrow(/BZ_USAGE[\s\S]*allowed: {3}|allowed: balancer, web, app, database, monitor, lb1, srv1, srv2, mon1/);
});

test("whatever is looked for is one word of journalctl's", () => {
  const hostile = "'; touch /tmp/x; $(id) `id` \"\\ -- --vacuum-size=1";
  const [question] = journalQuestions(whiteboard, "balancer");
  if (question === undefined) throw new Error("the whiteboard has a balancer");
  const command = journalCommand(question, { lines: 5, since: hostile, grep: hostile, follow: true });
  const words = execFileSync("sh", ["-c", command.replace(/^journalctl /, "printf '%s\\0' ")], { encoding: "utf8" }).split("\0");
  expect(words).toContain(`--since=${hostile}`);
  expect(words).toContain(`--grep=${hostile}`);
});
