import type { Host, Role } from "../../model/infrastructure.ts";
import type { MemoryShare } from "../../util/content.ts";

/** The most that a part takes of a host's memory for its data and caches. */
export interface MemoryUse {
  /** What takes it, such as "the database's cache". */
  readonly what: string;
  /** The key of the file by which it is another amount: `["database", "memory"]`. */
  readonly key: readonly [section: string, key: string];
  /** MiB that the file says, or a share of what the host has. */
  readonly takes: number | MemoryShare;
}

/** What the file says (MiB), or else one share of a host that fills this role alone, and another where other roles need room, too. */
export function memoryOf(
  said: number | undefined,
  host: Host,
  role: Role,
  shares: { readonly alone: number; readonly shared: number },
): number | MemoryShare {
  return said ?? { ofMemory: host.roles.every((it) => it === role) ? shares.alone : shares.shared };
}

/** The MiB that are taken of a host that has so many. */
export function mebibytes({ takes }: MemoryUse, megabytes: number): number {
  return typeof takes === "number" ? takes : Math.floor(takes.ofMemory * megabytes);
}

/** What of a host's memory is left to its kernel, its page cache and all programs whose use nobody bounds, as a share. */
export const MEMORY_LEFT_FREE = 0.2;

/** What is written of memory in the file: MiB. */
export const MEMORY_MIB = { least: 64, most: 4_194_304 } as const;
