import { type MemoryUse, mebibytes } from "../kit/faces/memory.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { partsOn } from "./services.ts";

/** What the parts of a host take of its memory, as far as they bound it. */
export function memoryUses(host: Host, infra: Infrastructure): readonly MemoryUse[] {
  return partsOn(host, infra).flatMap((part) => part.memory?.(host, infra) ?? []);
}

/** How many MiB they take of a host that has so many. */
export function memoryTaken(uses: readonly MemoryUse[], megabytes: number): number {
  return uses.reduce((sum, use) => sum + mebibytes(use, megabytes), 0);
}

/** The infrastructure without the amounts of memory that its file says: each part takes its share of what a host turns out to have. */
export function asItComes(infra: Infrastructure): Infrastructure {
  const keys = infra.hosts.flatMap((host) => memoryUses(host, infra).map(({ key }) => key));
  const without = <T extends object>(section: T, key: string): T =>
    Object.fromEntries(Object.entries(section).filter(([name]) => name !== key)) as T;
  const changed = keys.map(([name, key]) => [name, without(infra[name as keyof Infrastructure] as object, key)]);
  return { ...infra, ...Object.fromEntries(changed), hosts: infra.hosts.map((host) => without(host, "memory")) };
}
