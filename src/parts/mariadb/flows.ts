import type { FlowGroup } from "../../model/flow-group.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";
import type { Database } from "./language.ts";

/**
 * Every app host may reach every database host, not the primary alone: which host accepts writes can then change without touching
 * a firewall. One flow for each pair of hosts; traffic of a host to itself crosses no network. The nodes of a Galera cluster
 * replicate by ways of their own.
 */
export function databaseFlows(infra: Infrastructure, { topology, tls }: Database): FlowGroup {
  const databases = hostsOf(infra, "database").map((host) => host.name);
  const apps = new Set(hostsOf(infra, "app").map((host) => host.name));
  const replicas = new Set(topology === "galera" ? [] : databases);
  return {
    from: infra.hosts.map((host) => host.name).filter((name) => apps.has(name) || replicas.has(name)),
    to: databases,
    channels: [
      {
        service: "database",
        label: "MariaDB",
        ends: {
          from: (host) => [...(apps.has(host) ? (["app"] as const) : []), ...(replicas.has(host) ? (["database"] as const) : [])],
          to: "database",
        },
        protocol: "tcp",
        port: PORTS.database,
        encryption: tls === "required" ? "tls" : "none",
        carries: "data",
        purpose: (from, to) => {
          const replicates = `MariaDB on ${from} can replicate from ${to}.`;
          if (!apps.has(from)) return replicates;
          return `The app on ${from} reads and writes its data on ${to}${replicas.has(from) ? `; ${replicates}` : "."}`;
        },
      },
    ],
  };
}
