import { expect, test } from "vitest";
import { whiteboard } from "../../test/fixtures/whiteboard.ts";
import { knowingSshPorts, portIn, sshPortsOf } from "./ssh-ports.ts";

test.each([
  ["ssh://root@192.0.2.1:2222", 2222],
  ["ssh://srv1.example:22", 22],
  ["ssh://root@[2001:db8::1]:2222/", 2222],
  ["ssh://root@192.0.2.1", undefined],
  ["ssh://[2001:db8::1]", undefined],
  ["root@192.0.2.1", undefined],
  ["2001:db8::2222", undefined],
  ["srv1", undefined],
])("%s names the port %s", (destination, port) => {
  expect(portIn(destination)).toBe(port);
});

test("the host's own word is worth more than the destination's, and that more than what is usual", () => {
  expect(sshPortsOf({ ssh: "srv1" })).toEqual([22]);
  expect(sshPortsOf({ ssh: "ssh://root@gateway:2201" })).toEqual([2201]);
  expect(sshPortsOf({ ssh: "ssh://root@gateway:2201", sshPorts: [22] })).toEqual([22]);
});

test("hosts that are where they were thought to be leave the infrastructure as it is", () => {
  expect(knowingSshPorts(whiteboard, new Map([["srv1", [22]]]))).toBe(whiteboard);
  const known = knowingSshPorts(whiteboard, new Map([["srv1", [2222]]]));
  expect(known.hosts.map((host) => host.sshPorts)).toEqual([undefined, [2222], undefined, undefined]);
});
