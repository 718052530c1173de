import type { Host } from "../../model/infrastructure.ts";
import { grouped } from "../../util/number.ts";

/** Up to so many hosts each has a line of its own. */
export const EACH = 12;

/** Hosts of which the same is to be said. */
export interface Alike<T> {
  readonly names: readonly string[];
  /** `srv1`; `web1 … web40 (40 hosts)`. */
  readonly label: string;
  /** What is said of the first of them. */
  readonly told: T;
}

/** One entry for each host; of many hosts one for all that have the same key, so that a table of a thousand is still read. */
export function alike<T>(hosts: readonly Host[], tell: (host: Host) => T, key: (told: T, host: Host) => string): readonly Alike<T>[] {
  const groups = new Map<string, { readonly names: string[]; readonly told: T }>();
  for (const host of hosts) {
    const told = tell(host);
    const id = hosts.length <= EACH ? host.name : key(told, host);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, { names: [host.name], told });
    else group.names.push(host.name);
  }
  return [...groups.values()].map(({ names, told }) => ({ names, label: label(names), told }));
}

/** Names without repetition; of many the first and the last. */
export function labels(names: readonly string[]): string {
  const once = [...new Set(names)];
  return once.length <= EACH ? once.join(", ") : label(once);
}

function label(names: readonly string[]): string {
  if (names.length <= 3) return names.join(", ");
  return `${names[0]} … ${names.at(-1)} (${grouped(names.length)} hosts)`;
}
