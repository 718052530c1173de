import fc from "fast-check";
import { expect, test } from "vitest";
import { plainHost, whiteboard } from "../../../test/fixtures/whiteboard.ts";
import { bareFlow, flowsIn } from "../../model/flow-group.ts";
import type { Host, Role } from "../../model/infrastructure.ts";
import { databaseFlows } from "./flows.ts";

const { database } = whiteboard;
if (database === undefined) throw new Error("the whiteboard has a database");

test("one flow for each pair of the whiteboard's servers, for the app and for replication", () => {
  expect(flowsIn([databaseFlows(whiteboard, database)]).map(bareFlow)).toEqual([
    {
      id: "database_srv1_srv2",
      from: { kind: "host", host: "srv1" },
      to: "srv2",
      protocol: "tcp",
      port: 3306,
      encryption: "tls",
      carries: "data",
      purpose: "The app on srv1 reads and writes its data on srv2; MariaDB on srv1 can replicate from srv2.",
    },
    {
      id: "database_srv2_srv1",
      from: { kind: "host", host: "srv2" },
      to: "srv1",
      protocol: "tcp",
      port: 3306,
      encryption: "tls",
      carries: "data",
      purpose: "The app on srv2 reads and writes its data on srv1; MariaDB on srv2 can replicate from srv1.",
    },
  ]);
});

const name = fc.stringMatching(/^[a-z][a-z0-9]?(-{1,2}[a-z0-9]{1,2}){0,2}$/);
const roles = fc.uniqueArray(fc.constantFrom<Role>("app", "database", "web"));

test("whatever the hosts: who needs the database reaches every other one, nobody else does, and no two flows share an id", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, roles), { selector: ([it]) => it, minLength: 1, maxLength: 6 }), (entries) => {
      const hosts = entries.map(([it, its], index): Host => ({ name: it, address: `10.0.0.${index}`, ssh: it, roles: its, ...plainHost }));
      const flows = flowsIn([databaseFlows({ ...whiteboard, hosts }, database)]);
      expect(new Set(flows.map((flow) => flow.id)).size).toBe(flows.length);
      for (const flow of flows) expect(flow.id).toMatch(/^[a-z0-9_]+$/);
      const pairs = new Set(flows.map((flow) => `${flow.from.kind === "host" ? flow.from.host : ""} ${flow.to}`));
      for (const from of hosts) {
        for (const to of hosts) {
          const needed = from !== to && to.roles.includes("database") && (from.roles.includes("app") || from.roles.includes("database"));
          expect(pairs.has(`${from.name} ${to.name}`)).toBe(needed);
        }
      }
    }),
  );
});
