import { type Answer, flagOf, numberOf } from "../../kit/answer.ts";
import { cell, column, numbers, rateCell, state, UNKNOWN } from "../../kit/cells.ts";
import type { Move, StatusCell, StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { healthOf, perSecond } from "../../kit/health.ts";
import { IN_WINDOW, lastByHost } from "../../kit/panel.ts";
import { writersInOrder } from "../../model/database.ts";
import { hostsOf } from "../../model/infrastructure.ts";
import type { Watched } from "../../model/watched.ts";

export interface DatabaseStatus {
  readonly host: string;
  /** `node`: of a cluster of equals. */
  readonly role: "primary" | "replica" | "node";
  readonly up: boolean | null;
  readonly readOnly: boolean | null;
  /** What the apps write goes to it; a node that stands by accepts writes and is sent none. */
  readonly writer: boolean | null;
  readonly queriesPerSecond: number | null;
  readonly connections: number | null;
  readonly maxConnections: number | null;
  /** Both threads of the replication run; `null` where there is nothing to follow. */
  readonly replicating: boolean | null;
  /** Seconds behind the primary; `null` on a primary and while replication is broken. */
  readonly lagSeconds: number | null;
  /** A node answers queries, being in step with a majority; `null` of others. */
  readonly ready: boolean | null;
  /** Nodes that it sees, itself included. */
  readonly members: number | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly databases: readonly DatabaseStatus[];
  }
}

/** Seconds from which on what is read from a replica is old. */
const LATE = 30;

export const databaseStatus: StatusFace<DatabaseStatus> = {
  key: "databases",
  role: "database",
  place: 50,
  rows: (infra, answer) => hostsOf(infra, "database").map(({ name }) => row(name, infra, answer)),
  health: (it) => {
    if (it.up !== true) return healthOf(it.up);
    if (it.replicating === false) return { health: "bad", words: "does not replicate" };
    if (it.ready === false) return { health: "bad", words: "not in step" };
    return { health: (it.lagSeconds ?? 0) > LATE ? "warning" : "ok", words: `${perSecond(it.queriesPerSecond)}, ${does(it)}` };
  },
  lag: ({ lagSeconds }) => lagSeconds,
  leading: (rows) => {
    const writers = rows.filter((it) => it.writer === true).map((it) => it.host);
    return writers.length === 0 ? "no database takes writes" : `${writers.join(", ")} ${writers.length === 1 ? "takes" : "take"} writes`;
  },
};

/** Of those that follow each other the one that lets writes in. */
export const primaryMoves: Move = {
  expr: lastByHost("mysql_global_variables_read_only", IN_WINDOW),
  has: 0,
  words: "{host} takes the writes",
};

function row(host: string, infra: Watched, answer: Answer): DatabaseStatus {
  const node = infra.database?.topology === "galera";
  const replica = !node && infra.database?.primary !== host;
  const up = flagOf(answer, "databaseUp", host);
  return {
    host,
    role: node ? "node" : replica ? "replica" : "primary",
    up,
    readOnly: flagOf(answer, "databaseReadOnly", host),
    writer: writer(host, infra, answer),
    queriesPerSecond: numberOf(answer, "databaseQueries", host),
    connections: numberOf(answer, "databaseConnections", host),
    maxConnections: numberOf(answer, "databaseMaxConnections", host),
    // A replica that was never set up has no status of its replication at all.
    replicating:
      !replica || up === null
        ? null
        : flagOf(answer, "databaseReceiving", host) === true && flagOf(answer, "databaseApplying", host) === true,
    lagSeconds: replica ? numberOf(answer, "databaseLag", host) : null,
    ready: node ? flagOf(answer, "databaseReady", host) : null,
    members: node ? numberOf(answer, "databaseMembers", host) : null,
  };
}

/** Of nodes that are written to one at a time it is the first that passes the check. */
function writer(host: string, infra: Watched, answer: Answer): boolean | null {
  const readOnly = flagOf(answer, "databaseReadOnly", host);
  const accepts = readOnly === null ? null : !readOnly && flagOf(answer, "databaseUp", host) !== false;
  if (infra.database?.topology !== "galera") return accepts;
  const checked = answer.samples.get("databaseChecked") ?? [];
  if (checked.length === 0) return null;
  const passed = writersInOrder(infra).filter((node) => checked.some((it) => it.labels.server === node.name && it.value === 1));
  return (infra.database.writers === "one" ? passed.slice(0, 1) : passed).some((it) => it.name === host);
}

function does({ role, members, writer, readOnly, lagSeconds }: DatabaseStatus): string {
  if (role === "node") return `${members ?? "?"} nodes${writer === true ? ", takes writes" : ""}`;
  if (readOnly === false) return "takes writes";
  return lagSeconds === null ? role : `${lagSeconds} s behind`;
}

export const databaseTable: StatusTable<DatabaseStatus> = {
  title: "DATABASE",
  columns: (rows) => [
    column("STATE", ({ up }) => state(up)),
    column("ROLE", ({ role }) => ({ text: role })),
    column("WRITES", writes),
    numbers("QPS", ({ queriesPerSecond }) => rateCell(queriesPerSecond)),
    numbers("CONNECTIONS", ({ connections, maxConnections: most }) =>
      cell(connections, (it) => `${it}${most === null ? "" : ` of ${most}`}`),
    ),
    rows.some(({ role }) => role === "node") ? column("CLUSTER", follows) : numbers("LAG", follows),
  ],
};

/** A replica that accepts writes is as wrong as a primary that refuses them. */
function writes({ role, readOnly, writer }: DatabaseStatus): StatusCell {
  if (readOnly === null) return UNKNOWN;
  const text = readOnly ? "refused" : role === "node" && writer === false ? "stands by" : "accepted";
  return readOnly === (role === "replica") ? { text } : { text, tone: "bad" };
}

function follows({ role, ready, members, replicating, lagSeconds }: DatabaseStatus): StatusCell {
  if (role === "primary") return { text: "" };
  if (role === "node") {
    if (ready === false) return { text: "no majority", tone: "bad" };
    return ready === null ? UNKNOWN : { text: members === null ? "ready" : `one of ${members}` };
  }
  if (replicating === false) return { text: "stopped", tone: "bad" };
  return replicating === null ? UNKNOWN : cell(lagSeconds, (it) => `${it} s`, LATE, "warning");
}
