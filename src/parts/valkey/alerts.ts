import type { AlertRule } from "../../kit/part.ts";
import type { Infrastructure } from "../../model/infrastructure.ts";
import type { Cache } from "./language.ts";
import { isReplicated } from "./voters.ts";

/** Share of the memory for keys from which on somebody should look, where nothing makes room. */
const FULL = 0.9;

/** What must be noticed of the caches. The names of the metrics are redis_exporter's. */
export function cacheAlerts(infra: Infrastructure, { persistence }: Cache): readonly AlertRule[] {
  return [...everywhere, ...(isReplicated(infra) ? ofSeveral : []), ...(persistence === "append-only" ? onDisk : [])];
}

const everywhere: readonly AlertRule[] = [
  {
    name: "CacheDown",
    expr: "redis_up == 0",
    for: "30s",
    severity: "page",
    summary: "Valkey on {{ $labels.host }} does not answer.",
    description:
      "Valkey answers nobody on {{ $labels.host }}. If no other cache takes the writes, the app goes on without a cache, and slower.",
  },
  {
    name: "CacheConnections",
    expr: "redis_connected_clients / redis_max_clients > 0.8",
    for: "2m",
    severity: "ticket",
    summary: "More than 80 % of the connections that Valkey on {{ $labels.host }} allows are in use.",
    description: "New connections are refused when the limit is reached, and the app then has no cache.",
  },
];

const primaries = 'redis_instance_info{role="master"}';

const ofSeveral: readonly AlertRule[] = [
  {
    name: "CacheWithoutPrimary",
    expr: `absent(sum(${primaries}))`,
    // Longer than the voters take to choose another.
    for: "30s",
    severity: "page",
    summary: "No cache takes writes.",
    description: "The voters have not made any cache the primary: the app goes on without a cache, and slower.",
  },
  {
    name: "CacheTwoPrimaries",
    expr: `count(${primaries}) > 1`,
    // A former primary that comes back to the others is told within seconds.
    for: "1m",
    severity: "page",
    summary: "Two caches take writes at a time.",
    description: "What is written to one of them will be lost: when they meet again, one copies the other.",
  },
  {
    name: "CacheReplicationStopped",
    expr: "redis_master_link_up == 0",
    for: "1m",
    severity: "ticket",
    summary: "The cache on {{ $labels.host }} does not follow the primary: what is cached exists once.",
    description: "{{ $labels.host }} copies nothing at the moment. If the primary dies now, the keys are lost, or old ones come back.",
  },
];

const onDisk: readonly AlertRule[] = [
  {
    name: "CacheFull",
    expr: `redis_memory_used_bytes / (redis_memory_max_bytes > 0) > ${FULL}`,
    for: "5m",
    severity: "page",
    summary: `The keys on {{ $labels.host }} take more than ${FULL * 100} % of the memory that they may.`,
    description: "A cache that keeps its keys on disk throws none away: when it is full, it refuses writes.",
  },
  {
    name: "CacheLogFailing",
    expr: "redis_aof_last_write_status == 0",
    for: "30s",
    severity: "page",
    summary: "Valkey on {{ $labels.host }} cannot write its log.",
    description: "What is written now would not outlive a restart, so Valkey refuses writes until the log can be written again.",
  },
];
