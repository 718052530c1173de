import { type Answer, flagOf, numberOf, shareOf } from "../../kit/answer.ts";
import { bytesCell, cell, column, numbers, rateCell, state, UNKNOWN } from "../../kit/cells.ts";
import type { StatusCell, StatusFace, StatusTable } from "../../kit/faces/status.ts";
import { healthOf, perSecond } from "../../kit/health.ts";
import { hostsOf } from "../../model/infrastructure.ts";

export interface CacheStatus {
  readonly host: string;
  readonly up: boolean | null;
  /** It takes the writes. */
  readonly primary: boolean | null;
  /** It follows the primary; `null` on that one. */
  readonly replicating: boolean | null;
  readonly commandsPerSecond: number | null;
  /** Share of the keys asked for that were there. */
  readonly hitRatio: number | null;
  readonly connections: number | null;
  readonly memoryBytes: number | null;
  /** How many bytes the keys may take. */
  readonly maxMemoryBytes: number | null;
}

declare module "../../model/observation.ts" {
  interface Observation {
    readonly caches: readonly CacheStatus[];
  }
}

export const cacheStatus: StatusFace<CacheStatus> = {
  key: "caches",
  role: "cache",
  place: 45,
  rows: (infra, answer) => hostsOf(infra, "cache").map(({ name }) => row(name, answer)),
  health: ({ up, replicating, primary, commandsPerSecond }) => {
    if (up !== true) return healthOf(up);
    if (replicating === false) return { health: "bad", words: "does not replicate" };
    return { health: "ok", words: `${perSecond(commandsPerSecond)}, ${primary === true ? "takes writes" : "replica"}` };
  },
  leading: (rows) => {
    const primaries = rows.filter((it) => it.primary === true).map((it) => it.host);
    return primaries.length === 0 ? "no cache takes writes" : `${primaries.join(", ")} ${primaries.length === 1 ? "takes" : "take"} writes`;
  },
};

function row(host: string, answer: Answer): CacheStatus {
  const up = flagOf(answer, "cacheUp", host);
  const hits = numberOf(answer, "cacheHits", host);
  const misses = numberOf(answer, "cacheMisses", host);
  const primary = up === true ? flagOf(answer, "cacheTakesWrites", host) === true : null;
  return {
    host,
    up,
    primary,
    replicating: primary === false ? flagOf(answer, "cacheLinked", host) : null,
    commandsPerSecond: numberOf(answer, "cacheCommands", host),
    hitRatio: hits === null || misses === null ? null : shareOf(hits, hits + misses),
    connections: numberOf(answer, "cacheClients", host),
    memoryBytes: numberOf(answer, "cacheMemory", host),
    maxMemoryBytes: numberOf(answer, "cacheMaxMemory", host),
  };
}

export const cacheTable: StatusTable<CacheStatus> = {
  title: "CACHE",
  columns: () => [
    column("STATE", ({ up }) => state(up)),
    column("ROLE", roleCell),
    numbers("COMMANDS", ({ commandsPerSecond }) => rateCell(commandsPerSecond)),
    numbers("HITS", ({ hitRatio }) => cell(hitRatio, (it) => `${(it * 100).toFixed(0)} %`)),
    numbers("CONNECTIONS", ({ connections }) => cell(connections, (it) => `${it}`)),
    numbers("MEMORY", memoryCell),
  ],
};

function roleCell({ primary, replicating }: CacheStatus): StatusCell {
  if (primary === null) return UNKNOWN;
  if (primary) return { text: "primary" };
  return replicating === false ? { text: "replica, stopped", tone: "bad" } : { text: "replica" };
}

function memoryCell({ memoryBytes, maxMemoryBytes }: CacheStatus): StatusCell {
  const used = bytesCell(memoryBytes);
  return memoryBytes === null || !maxMemoryBytes ? used : { text: `${used.text} of ${bytesCell(maxMemoryBytes).text}` };
}
