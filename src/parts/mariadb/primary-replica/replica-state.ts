import type { Hosts } from "../../../kit/hosts.ts";
import type { Host } from "../../../model/infrastructure.ts";
import { BartizanError } from "../../../util/errors.ts";
import { replicaStateScript } from "./promotion.ts";

/** What a database host said of itself. */
export interface ReplicaState {
  readonly host: string;
  /** Whether its MariaDB answers. */
  readonly answers: boolean;
  /** Whether it is set up to follow another host, and which (its address). */
  readonly follows?: string;
  /** Whether the receiving thread is connected: the primary lives, as far as this host can tell. */
  readonly receives: boolean;
  readonly applies: boolean;
  readonly readOnly: boolean;
  /** Whether it holds a schema that is not the server's own. */
  readonly data: boolean;
  readonly binlogPosition: string;
  readonly slavePosition: string;
  readonly generation: string;
  /** Who works on it: the words of the lock. */
  readonly lock: string;
  readonly now: number;
}

/** What a database host says of itself; undefined for one that cannot be reached. */
export async function replicaStateOf(at: Hosts, host: string): Promise<ReplicaState | undefined> {
  try {
    const { code, stdout } = await at.ask(host, [replicaStateScript()], 15_000);
    return code === 124 ? undefined : parseReplicaState(host, stdout);
  } catch (error) {
    if (error instanceof BartizanError && error.problems.every((it) => it.code === "BZ_SSH_UNREACHABLE")) return undefined;
    throw error;
  }
}

/** Reads what `standingScript` prints. */
export function parseReplicaState(host: string, output: string): ReplicaState {
  const values = new Map<string, string>();
  for (const line of output.split("\n")) {
    const match = /^\s*(\w+): ?(.*)$/.exec(line);
    if (match?.[1] !== undefined) values.set(match[1], match[2] ?? "");
  }
  const value = (key: string): string => values.get(key) ?? "";
  const follows = value("Master_Host");
  return {
    host,
    answers: values.has("own_schemas"),
    ...(follows === "" ? {} : { follows }),
    receives: value("Slave_IO_Running") === "Yes",
    applies: value("Slave_SQL_Running") === "Yes",
    readOnly: value("read_only") === "1",
    data: Number(value("own_schemas")) > 0 && !values.has("seeding"),
    binlogPosition: value("binlog_pos"),
    slavePosition: value("slave_pos"),
    generation: value("generation"),
    lock: value("lock"),
    now: Number(value("now")),
  };
}

/** How far a position goes: its sequence number in domain 0, the only one that Bartizan uses. */
export function progressOf(position: string): number {
  return Math.max(0, ...position.split(",").flatMap((it) => (/^0-\d+-\d+$/.test(it.trim()) ? [Number(it.trim().split("-")[2])] : [])));
}

/**
 * The host that is the primary by what the hosts say, whatever the file says: the one that others follow; else the one that follows
 * nobody and has data. Of two candidates the one that accepts writes.
 */
export function primaryOf(hosts: readonly Host[], states: readonly ReplicaState[], inFile: string): string | undefined {
  const follows = new Map(states.flatMap((it) => (it.follows === undefined ? [] : [[it.host, it.follows] as const])));
  const addressed = (host: Host): number => [...follows.values()].filter((it) => it === host.address || it === host.address6).length;
  const open = states.filter((it) => it.answers && it.follows === undefined && it.data && !it.readOnly).map((it) => it.host);
  if (open.length === 1) return open[0];
  const followed = hosts.filter((it) => addressed(it) > 0 && !follows.has(it.name)).toSorted((a, b) => addressed(b) - addressed(a));
  if (followed[0] !== undefined) return followed[0].name;
  const lone = states.filter((it) => it.answers && it.follows === undefined && it.data).map((it) => it.host);
  return lone.find((it) => it === inFile) ?? lone[0];
}
