import { type AlertCase, turns } from "./alert-case.ts";

const CACHE1 = { host: "cache1" };
const CACHE2 = { host: "cache2" };
const ofCached = { of: "cached" } as const;
const gauge = (name: string, host: string): string => `redis_${name}{host="${host}"}`;
const primary = (host: string): string => `redis_instance_info{host="${host}",role="master"}`;
const replica = (host: string): string => `redis_instance_info{host="${host}",role="slave"}`;

export const CACHE_CASES: readonly AlertCase[] = [
  turns("CacheDown", { [gauge("up", "cache1")]: "1x5 0x60", [gauge("up", "cache2")]: "1x65" }, CACHE1, ofCached),
  turns(
    "CacheConnections",
    { [gauge("connected_clients", "cache1")]: "100x5 3600x60", [gauge("max_clients", "cache1")]: "4000x65" },
    CACHE1,
    ofCached,
  ),
  {
    ...ofCached,
    alert: "CacheWithoutPrimary",
    shows: "when the last one that took writes has gone",
    series: { [primary("cache1")]: "1x5 stale", [replica("cache2")]: "1x65" },
    quiet: ["4m"],
    fires: ["60m"],
    labels: [{}],
  },
  {
    ...ofCached,
    alert: "CacheTwoPrimaries",
    shows: "but one that moves is one at a time",
    series: { [primary("cache1")]: "1x10 stale", [primary("cache2")]: "_x10 1x10 stale", [replica("cache1")]: "_x10 1x50" },
    quiet: ["9m", "15m", "40m"],
    fires: [],
    labels: [],
  },
  turns("CacheTwoPrimaries", { [primary("cache1")]: "1x65", [primary("cache2")]: "_x5 1x60" }, {}, ofCached),
  turns("CacheReplicationStopped", { [gauge("master_link_up", "cache2")]: "1x5 0x60" }, CACHE2, ofCached),
  turns(
    "CacheFull",
    { [gauge("memory_used_bytes", "cache1")]: "100x5 950x60", [gauge("memory_max_bytes", "cache1")]: "1000x65" },
    CACHE1,
    ofCached,
  ),
  turns("CacheLogFailing", { [gauge("aof_last_write_status", "cache1")]: "1x5 0x60" }, CACHE1, ofCached),
];
