import { expect, it } from "vitest";
import { parseServers } from "./drain.ts";

it("reads what each server is seen as, and what its last check said", () => {
  const view = parseServers("srv1\tUP\tL7OK\t200\nsrv2\tDOWN\tL7STS\t301\nsrv3\tUP 3/4\t* L4TOUT\t\n\n", "/up");
  expect([...view]).toEqual([
    ["srv1", { serves: true, status: "UP", why: "" }],
    ["srv2", { serves: false, status: "DOWN", why: "GET /up answered 301" }],
    ["srv3", { serves: true, status: "UP 3/4", why: "no answer to GET /up in time" }],
  ]);
});

it.each([
  ["L7STS", "301", "GET /up answered 301"],
  ["* L7STS", "500", "GET /up answered 500"],
  ["L7TOUT", "", "no answer to GET /up in time"],
  ["L4TOUT", "", "no answer to GET /up in time"],
  ["L4CON", "", "the connection was refused"],
  ["L6RSP", "", "TLS failed"],
  ["L7OK", "200", ""],
  ["", "", ""],
  ["L7RSP", "", "the check said L7RSP"],
])("says why a server is ill: %s %s", (check, code, words) => {
  expect(parseServers(`srv1\tDOWN\t${check}\t${code}\n`, "/up").get("srv1")?.why).toBe(words);
});
