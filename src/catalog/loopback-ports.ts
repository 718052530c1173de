import type { LoopbackPort, Part } from "../kit/part.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";

/** The ports on a host's loopback that ask nobody who they are: those that parts name, and those that are scraped. A line for each port. */
export function loopbackOf(host: Host, infra: Infrastructure, parts: readonly Part[]): readonly LoopbackPort[] {
  const collectors = parts.flatMap((part) => part.collects ?? []);
  const scraped = parts
    .flatMap((part) => part.scrapes?.(host, infra) ?? [])
    .map(({ target }): LoopbackPort => ({ port: Number(target.split(":").at(-1)), accounts: collectors }));
  const ports = new Map<number, LoopbackPort>();
  for (const it of [...scraped, ...parts.flatMap((part) => part.loopback?.(host, infra) ?? [])]) {
    const known = ports.get(it.port);
    const accounts = [...new Set([...(known?.accounts ?? []), ...it.accounts])].sort();
    ports.set(it.port, { port: it.port, accounts, ...(known?.people || it.people ? { people: true } : {}) });
  }
  return [...ports.values()].sort((a, b) => a.port - b.port);
}
