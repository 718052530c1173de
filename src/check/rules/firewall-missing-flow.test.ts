import { expect, test } from "vitest";
import { guarded } from "../../../test/fixtures/guarded.ts";
import { whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { flowGroupsOf } from "../../catalog/compile.ts";
import { alertsOf } from "../alerts.ts";
import { check } from "../check.ts";
import { firewallMissingFlow } from "./firewall-missing-flow.ts";

function whyOf(host: string, infra: typeof whiteboard): string | undefined {
  const inputs = { infra, flowGroups: flowGroupsOf(infra), alerts: alertsOf(infra), today: "2027-01-01", variant: () => undefined };
  return check(inputs, [firewallMissingFlow]).findings.find((it) => it.hosts.includes(host))?.why;
}

test("what is not reached is what listens there", () => {
  const copied = { ...whiteboard, backups: { to: "mon1", everyHours: 24, keepDays: 7 } };
  expect(whyOf("srv1", guarded("srv1", []))).toContain("srv2 does not reach the database on srv1");
  expect(whyOf("mon1", guarded("mon1", [], { infra: copied }))).toContain("srv2 does not reach the backups on mon1");
});
