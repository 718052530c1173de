import type { NotBuilt } from "../../kit/part.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";

export function databaseNotBuilt(infra: Infrastructure): readonly NotBuilt[] {
  const { database: its } = infra;
  if (its === undefined) return [];
  const data = hostsOf(infra, "database").length;
  const required =
    its.tls === "required"
      ? []
      : [
          {
            where: "database.tls",
            found: "connections in clear",
            allowed: "required: every connection is encrypted and verified",
            back: "Remove it.",
          },
        ];
  if (its.topology === "galera") return required;
  return [
    ...(its.replicasReadOnly
      ? []
      : [
          {
            where: "database.replicasReadOnly",
            found: "replicas that take writes",
            allowed: "replicas that refuse them",
            back: "Remove it.",
          },
        ]),
    ...semiSync(its.replication, data),
    ...required,
  ];
}

/** Between two hosts, the loss of the replica would stop all writes: a commit then has nobody to wait for. */
function semiSync(replication: NonNullable<Infrastructure["database"]>["replication"], hosts: number): readonly NotBuilt[] {
  if (replication === "async" || hosts > 2) return [];
  const found = `semi-synchronous replication between ${hosts === 1 ? "one host and nobody" : `${hosts} hosts`}`;
  const allowed = "three hosts that run `database`, or async: a commit waits for no replica";
  return [{ where: "database.replication", found, allowed, back: "Add a third database, or remove it." }];
}
