import { type Host, hostsOf, type Infrastructure } from "./infrastructure.ts";

/** The database hosts in the order in which they take the writes: the primary of the file first, then as the file lists them. */
export function writersInOrder<H extends Pick<Host, "name" | "roles">>(infra: {
  readonly hosts: readonly H[];
  readonly database?: Pick<NonNullable<Infrastructure["database"]>, "primary">;
}): readonly H[] {
  const nodes = hostsOf(infra, "database");
  const first = infra.database?.primary;
  return [...nodes.filter((it) => it.name === first), ...nodes.filter((it) => it.name !== first)];
}

/** Whether the host holds the data as one of a cluster of equals. */
export function isClusterNode(host: Host, { database }: Pick<Infrastructure, "database">): boolean {
  return database !== undefined && database.topology !== "primary-replica" && host.roles.includes("database");
}
