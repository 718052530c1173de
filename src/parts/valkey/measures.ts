import { IN_WINDOW, lastByHost, type Panel, perHost, rateByHost } from "../../kit/panel.ts";

const TIER = "cache";

/** What the cache says of itself. */
export function cacheMeasures(window: string) {
  const last = (metric: string): string => lastByHost(`redis_${metric}`, window);
  const rate = (metric: string): string => rateByHost(`redis_${metric}_total`, window);
  return {
    cacheUp: last("up"),
    cacheTakesWrites: lastByHost('redis_instance_info{role="master"}', window),
    cacheLinked: last("master_link_up"),
    cacheCommands: rate("commands_processed"),
    cacheHits: rate("keyspace_hits"),
    cacheMisses: rate("keyspace_misses"),
    cacheClients: last("connected_clients"),
    cacheMemory: last("memory_used_bytes"),
    cacheMaxMemory: last("memory_max_bytes"),
  } as const;
}

export function cachePanels(): readonly Panel[] {
  const it = cacheMeasures(IN_WINDOW);
  const chart = (id: string, title: string, unit: Panel["unit"], expr: string, more: Partial<Panel> = {}): Panel =>
    perHost(TIER, `cache-${id}`, title, unit, expr, more);
  return [
    chart("commands", "Commands", "perSecond", it.cacheCommands),
    chart("hits", "Hits", "ratio", `${it.cacheHits} / (${it.cacheHits} + ${it.cacheMisses} > 0)`, {
      note: "Share of the keys asked for that were there.",
      most: 1,
    }),
    chart("memory", "Memory of the keys", "bytes", it.cacheMemory),
    chart("evicted", "Keys that made room", "perSecond", rateByHost("redis_evicted_keys_total", IN_WINDOW)),
    chart("clients", "Connections", "count", it.cacheClients),
    chart("linked", "Replica follows", "flag", it.cacheLinked, { inWords: true }),
  ];
}
