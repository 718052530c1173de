import type { Channel, FlowGroup } from "../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { CACHE_PORTS } from "./names.ts";
import { isReplicated, votersOf } from "./voters.ts";

/** Every app host may reach every cache, so that which one takes the writes can change without touching a firewall; likewise all that vote. */
export function cacheFlows(infra: Infrastructure): readonly FlowGroup[] {
  if (infra.cache === undefined) return [];
  const namesOf = (role: "app" | "cache"): readonly string[] => hostsOf(infra, role).map((host) => host.name);
  const caches = namesOf("cache");
  const voters = votersOf(infra).map((host) => host.name);
  const apps = new Set(namesOf("app"));
  const replicas = new Set(isReplicated(infra) ? caches : []);
  const data: FlowGroup = {
    from: infra.hosts.map((host) => host.name).filter((name) => apps.has(name) || replicas.has(name)),
    to: caches,
    channels: [
      {
        service: "cache-data",
        label: "Valkey",
        ends: {
          from: (host) => [...(apps.has(host) ? (["app"] as const) : []), ...(replicas.has(host) ? (["cache"] as const) : [])],
          to: "cache",
        },
        protocol: "tcp",
        port: CACHE_PORTS.server,
        encryption: "tls",
        carries: "data",
        purpose: (from, to) => {
          const replicates = `Valkey on ${from} can replicate from ${to}.`;
          if (!apps.has(from)) return replicates;
          return `The app on ${from} reads and writes the cache on ${to}${replicas.has(from) ? `; ${replicates}` : "."}`;
        },
      },
    ],
  };
  if (voters.length === 0) return [data];
  const watching = voters.filter((name) => !apps.has(name) && !replicas.has(name));
  const asking = [...apps].filter((name) => !voters.includes(name));
  return [
    data,
    ...(watching.length === 0
      ? []
      : [
          {
            from: watching,
            to: caches,
            channels: [
              {
                service: "cache-watch",
                label: "Valkey",
                ends: { to: "cache" },
                protocol: "tcp",
                port: CACHE_PORTS.server,
                encryption: "tls",
                carries: "coordination",
                purpose: (from, to) => `The voter on ${from} asks whether Valkey on ${to} lives, and tells it its part.`,
              },
            ],
          } as const satisfies FlowGroup,
        ]),
    {
      from: voters,
      to: voters,
      channels: [vote((from, to) => `The voters on ${from} and ${to} agree on the cache that takes the writes.`)],
    },
    ...(asking.length === 0
      ? []
      : [{ from: asking, to: caches, channels: [vote((from, to) => `The proxy on ${from} asks ${to} which cache takes the writes.`)] }]),
  ];
}

function vote(purpose: Channel["purpose"]): Channel {
  const ends = { to: "cache" } as const;
  const protocol = "tcp";
  return {
    service: "cache-vote",
    label: "Valkey Sentinel",
    ends,
    protocol,
    port: CACHE_PORTS.vote,
    encryption: "mutual-tls",
    carries: "coordination",
    purpose,
  };
}
