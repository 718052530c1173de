import type { PartRule } from "../../../kit/faces/rule.ts";
import { hostsOf } from "../../../model/infrastructure.ts";
import { listed } from "../../../util/names.ts";

/** Replicas that accept writes. */
export const replicaWritable: PartRule = {
  id: "replica-writable",
  after: "promotion-undefined",
  section: "data",
  severity: "error",
  title: "Replicas accept writes.",
  why: "A write on a replica is on that replica alone. Replication goes on around it until a later change meets the difference and stops, days afterwards; and a replica that differs silently is promoted together with what it lacks.",
  mend: "Replicas are read-only; whoever needs to write goes to the primary.",
  drill: "write-to-replica",
  falsePositive: "Schemas of the replica's own, such as for reports, under accounts that reach nothing else.",
  references: [
    {
      title: "MariaDB: read-only replicas",
      url: "https://mariadb.com/docs/server/ha-and-performance/standard-replication/read-only-replicas",
    },
  ],
  judge: ({ infra }) => {
    const { database } = infra;
    const replicas = hostsOf(infra, "database")
      .map((host) => host.name)
      .filter((name) => name !== database?.primary);
    if (database?.topology !== "primary-replica" || database.replicasReadOnly || replicas.length === 0) return [];
    return [
      {
        entity: "database",
        title: `${listed(replicas)} ${replicas.length === 1 ? "accepts" : "accept"} writes besides ${database.primary}.`,
        why: `A script or an operator that connects to ${replicas[0] ?? ""} instead of ${database.primary} changes rows there alone. Nobody notices until replication stops at them, or until ${replicas[0] ?? ""} is promoted and the rows of ${infra.domain} are not those that ${database.primary} had.`,
        evidence: ["database.replicasReadOnly: false"],
        fix: {
          kind: "edit",
          title: `Make ${listed(replicas)} read-only.`,
          edits: [{ path: ["database", "replicasReadOnly"], value: true }],
        },
        hosts: replicas,
        path: "database.replicasReadOnly",
      },
    ];
  },
};
