import { expect, test } from "vitest";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { execStart, serviceUnit, socketUnit, trying } from "./units.ts";

test.each([
  ["node server.js", '/bin/sh -c "exec node server.js"'],
  ["php -S $HOST:$PORT", '/bin/sh -c "exec php -S $$HOST:$$PORT"'],
  ["gunicorn --bind '$HOST' \"a b\" --log 100%", '/bin/sh -c "exec gunicorn --bind \'$$HOST\' \\"a b\\" --log 100%%"'],
  ["printf 'a\\n'", "/bin/sh -c \"exec printf 'a\\\\n'\""],
])("%s takes the shell's place, and systemd changes nothing of it", (command, line) => {
  expect(execStart(command)).toBe(line);
});

test.each([
  "./migrate && node server.js",
  "NODE_ENV=production node server.js",
  "node a.js | tee log",
  "if true; then node a.js; fi",
  "exec node a.js",
])("%s is left to the shell", (command) => {
  expect(execStart(command)).toBe(`/bin/sh -c "${command}"`);
});

test("an app on a socket cannot start without it", () => {
  const app = whiteboard.app;
  if (app === undefined) throw new Error("the whiteboard has an app");
  expect(serviceUnit(whiteboard, app)).not.toContain(".socket");
  expect(serviceUnit(whiteboard, { ...app, listen: "socket" })).toContain("Requires=foobar.socket\nAfter=foobar.socket\n");
});

test("scripts of just-in-time compilers may run", () => {
  const app = whiteboard.app;
  if (app === undefined) throw new Error("the whiteboard has an app");
  expect(serviceUnit(whiteboard, app)).not.toContain("MemoryDenyWriteExecute");
});

test("what is tried is the same, but for its name, its folder, its environment and its socket", () => {
  const app = whiteboard.app;
  if (app === undefined) throw new Error("the whiteboard has an app");
  const onSocket = { ...app, listen: "socket" as const };
  const run = trying(whiteboard, "0123456789ab");
  const changes: readonly (readonly [string, string])[] = [
    ["/srv/foobar/releases/0123456789ab", "/srv/foobar/current"],
    ["/run/foobar-trial/app.env", "/etc/bartizan/app.env"],
    ["/run/foobar-trial/app.sock", "/run/foobar/app.sock"],
    ["tried beside the one that serves", "the app behind www.foobar.com"],
    ["Socket of foobar-trial", "Socket of foobar"],
    ["foobar-trial.socket", "foobar.socket"],
  ];
  const renamed = (text: string): string => changes.reduce((all, [ours, theirs]) => all.replaceAll(ours, theirs), text);
  expect(renamed(serviceUnit(whiteboard, onSocket, run))).toBe(serviceUnit(whiteboard, onSocket));
  expect(renamed(socketUnit(whiteboard, run))).toBe(socketUnit(whiteboard));
});
