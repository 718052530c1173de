import type { InClear } from "../../kit/faces/rule.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";

/** What can be read of the database's connections where it does not require TLS. */
export function databaseInClear(from: Host, to: Host, infra: Infrastructure): InClear {
  const peers = from.roles.includes("database") || from.name === infra.database?.arbitrator;
  const galera = infra.database?.topology === "galera";
  const carried = [
    ...(from.roles.includes("app") ? [`the password of the app's account and every row that the app on ${from.name} reads or writes`] : []),
    ...(peers ? [galera ? "every write set, and the whole database when a node joins" : "every change that is replicated"] : []),
  ];
  const joins = ` Without certificates, whoever reaches ${to.name} on the cluster's ports can join the cluster as a node.`;
  return {
    traffic: "Database traffic",
    reads: carried.length === 0 ? "every row" : carried.join(", and "),
    ...(peers && galera ? { more: joins } : {}),
    evidence: 'database.tls: "none"',
    fix: {
      kind: "edit",
      title: 'Let the database refuse connections without TLS: database.tls becomes "required".',
      edits: [{ path: ["database", "tls"], value: "required" }],
    },
    path: "database.tls",
  };
}
