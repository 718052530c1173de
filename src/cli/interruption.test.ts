import { expect, test } from "vitest";
import type { Event } from "../event/event.ts";
import { follow, leftBehind, newStanding } from "./interruption.ts";

function left(...events: readonly Event[]): string {
  const standing = newStanding();
  for (const event of events) follow(standing, event);
  return leftBehind(standing);
}

test("what an interrupted run says that it leaves", () => {
  expect(left({ type: "phase", name: "prepare", hosts: ["srv1"] })).toBe("nothing is drained, locked or half-done");
  expect(left({ type: "drained", host: "srv1" }, { type: "step-started", host: "srv1", step: "restart nginx.service" })).toBe(
    "srv1 was in the middle of: restart nginx.service; srv1 is still drained at those that send it requests; the next run puts it back",
  );
  expect(
    left(
      { type: "drained", host: "srv1" },
      { type: "step-started", host: "srv1", step: "restart nginx.service" },
      { type: "host-done", host: "srv1" },
      { type: "returned", host: "srv1" },
    ),
  ).toBe("nothing is drained, locked or half-done");
  expect(left({ type: "step-started", host: "lb1", step: "firewall rules, confirmed by a fresh connection" })).toContain(
    "lb1 puts its old firewall rules back within 45 seconds",
  );
});
