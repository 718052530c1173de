import { datastore } from "../../kit/faces/exposed.ts";
import { portsIf } from "../../kit/faces/ports.ts";
import type { Part } from "../../kit/part.ts";
import type { Service } from "../../kit/service.ts";
import { type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import type { Resource } from "../../state/resource.ts";
import { haproxy } from "../haproxy/haproxy.ts";
import { cacheAlerts } from "./alerts.ts";
import { cacheCards } from "./card.ts";
import { cacheTakenOver } from "./change-over.ts";
import { cacheEnvironment } from "./environment.ts";
import { exporterResources, KEPT, LISTEN } from "./exporter.ts";
import { cacheFlows } from "./flows.ts";
import { cacheRole } from "./host-role.ts";
import { cacheMeasures, cachePanels } from "./measures.ts";
import { CACHE_NAME, CACHE_PORTS, cacheCertificate, EXPORTER_UNIT, FILES, PROXY_UNIT, SECRETS, SERVER_UNIT, VOTE_UNIT } from "./names.ts";
import { proxiesCache, proxyResources } from "./proxy.ts";
import { cacheScript, scriptResources } from "./script.ts";
import { cacheSection } from "./section.ts";
import { voterResources } from "./sentinel.ts";
import { keyMemory, serverResources } from "./server.ts";
import { cacheStatus, cacheTable } from "./status.ts";
import { isVoter } from "./voters.ts";

const holds = (host: Host, infra: Infrastructure): boolean => infra.cache !== undefined && host.roles.includes("cache");
const measured = (host: Host, infra: Infrastructure): boolean => holds(host, infra) && host.monitoring === "all";

/**
 * Valkey: one cache that takes the writes and others that follow it; sentinels, which vote on that one; and on app hosts the way to it. What
 * it holds can be made again or is on disk on each of its hosts, so nobody makes backups of it.
 */
export const valkey: Part = {
  name: "valkey",
  role: cacheRole,
  section: cacheSection,
  cards: cacheCards,
  flowServices: ["cache-data", "cache-vote", "cache-watch"],
  reserved: { accounts: ["valkey"], services: ["valkey", "valkey-server", "valkey-sentinel", "sentinel", "prometheus-redis-exporter"] },
  environment: cacheEnvironment,
  passwords: Object.values(SECRETS),
  // By the name under which its protocol is known: what else speaks it on these ports is told by the same one.
  exposes: [{ ...datastore("redis", "Valkey or Redis", ["valkey", "keydb", "redis-sentinel"], 6379, 16_379, 26_379), on: holds }],
  standsOn: (host, infra) => holds(host, infra) || isVoter(host, infra) || proxiesCache(host, infra),
  ports: ({ roles, draft }) => [
    ...portsIf(
      roles.includes("cache"),
      { port: CACHE_PORTS.server, name: "cache" },
      { port: CACHE_PORTS.vote, name: "cache vote" },
      { port: CACHE_PORTS.loopback.exporter, name: "cache exporter" },
    ),
    ...portsIf(!roles.includes("cache") && draft.cache !== undefined, { port: CACHE_PORTS.vote, name: "cache vote" }),
    ...portsIf(roles.includes("app") && draft.cache !== undefined, { port: CACHE_PORTS.loopback.proxy, name: "cache proxy" }),
  ],
  memory: (host, infra) => (holds(host, infra) ? keyMemory(host, infra) : undefined),
  packages: (infra, host) => [
    ...(holds(host, infra) ? ["valkey-server"] : []),
    ...(isVoter(host, infra) ? ["valkey-sentinel"] : []),
    ...(holds(host, infra) || isVoter(host, infra) ? ["valkey-tools"] : []),
    ...(measured(host, infra) ? ["prometheus-redis-exporter"] : []),
    ...(proxiesCache(host, infra) ? ["haproxy", "socat"] : []),
  ],
  services: (host, infra): readonly Service[] => [
    ...(holds(host, infra)
      ? [
          {
            unit: SERVER_UNIT,
            roles: ["cache"],
            journal: true,
            packages: ["valkey-server", "valkey-tools"],
            saysMore: "CacheDown",
          } as const,
        ]
      : []),
    ...(isVoter(host, infra) ? [{ unit: VOTE_UNIT, packages: ["valkey-sentinel"] }] : []),
    ...(measured(host, infra) ? [{ unit: EXPORTER_UNIT }] : []),
    ...(proxiesCache(host, infra) ? [{ unit: PROXY_UNIT, packages: ["haproxy"] }] : []),
  ],
  flows: cacheFlows,
  changeOver: { cache: cacheTakenOver },
  localNames: (host, infra) =>
    proxiesCache(host, infra) ? [{ name: CACHE_NAME, about: "The app's way to the cache, through the proxy on this host." }] : [],
  scrapes: (host, infra) =>
    measured(host, infra)
      ? [{ job: "cache", tells: "commands, hits, memory, replication", target: LISTEN, series: [{ names: KEPT }] }]
      : [],
  alerts: (infra) => (infra.cache === undefined || hostsOf(infra, "cache").length === 0 ? [] : cacheAlerts(infra, infra.cache)),
  measures: cacheMeasures,
  panels: ({ hosts }) => (hosts.some((host) => host.roles.includes("cache")) ? cachePanels() : []),
  status: { ...cacheStatus, table: cacheTable },
  resources: (host, { infra }) => {
    const { cache } = infra;
    if (cache === undefined) return [];
    const asks = holds(host, infra) || isVoter(host, infra);
    return [
      { kind: "directory", path: FILES.folder },
      ...(asks ? [cacheCertificate(host), ...scriptResources(host, infra)] : []),
      ...(isVoter(host, infra) ? voterResources(host, infra, cacheScript(host, infra)) : []),
      ...(holds(host, infra) ? serverResources(host, infra, cache) : []),
      ...(measured(host, infra) ? exporterResources(host) : []),
      ...(proxiesCache(host, infra) ? [...withoutDebians(host, infra), ...proxyResources(host, infra)] : []),
    ];
  },
};

/** Of HAProxy's package the program alone is of use where nothing else does: its own unit has nothing to do. */
function withoutDebians(host: Host, infra: Infrastructure): readonly Resource[] {
  return haproxy.standsOn(host, infra) ? [] : [{ kind: "unit", name: "haproxy.service", want: "stopped" }];
}
