import type { CardRow } from "../../kit/faces/card.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Database } from "./language.ts";

/** What a database host does, and what an arbitrator does. */
export function databaseCards([host]: readonly Host[], { database }: Infrastructure): readonly CardRow[] {
  if (host === undefined || database === undefined) return [];
  const votes = { key: "arbitrator", place: 55, icon: "vote", title: "garbd", detail: "votes in the cluster, holds no data" } as const;
  return [
    ...(host.roles.includes("database")
      ? [{ key: "database", place: 50, icon: "database", title: "MariaDB", detail: detailOf(host, database) } as const]
      : []),
    ...(database.arbitrator === host.name ? [votes] : []),
  ];
}

function detailOf({ name }: Host, { primary, topology, writers, replicasReadOnly }: Database): string {
  const first = primary === name;
  if (topology === "galera") {
    if (writers === "all") return "Galera node, takes writes";
    return first ? "Galera node, takes the writes" : "Galera node, ready for writes";
  }
  if (first) return "primary, takes the writes";
  return replicasReadOnly ? "replica, read-only" : "replica, writable";
}
