import { type Flow, flowId } from "../../model/flow.ts";
import { type Database, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/**
 * Every app host may reach every database host, not the primary alone: which host accepts writes can then change without touching
 * a firewall. One flow for each pair of hosts; traffic of a host to itself crosses no network. The nodes of a Galera cluster
 * replicate by ways of their own.
 */
export function databaseFlows(infra: Infrastructure, { topology, tls }: Database): readonly Flow[] {
  const databases = hostsOf(infra, "database");
  const apps = new Set(hostsOf(infra, "app").map((host) => host.name));
  const replicas = new Set(topology === "galera" ? [] : databases.map((host) => host.name));
  return infra.hosts.flatMap((from) =>
    databases.flatMap((to): readonly Flow[] => {
      if (from.name === to.name) return [];
      const reasons = [
        ...(apps.has(from.name) ? [`the app on ${from.name} reads and writes its data on ${to.name}`] : []),
        ...(replicas.has(from.name) ? [`MariaDB on ${from.name} can replicate from ${to.name}`] : []),
      ];
      if (reasons.length === 0) return [];
      const purpose = `${reasons.join("; ")}.`;
      const source = { kind: "host", host: from.name } as const;
      return [
        {
          id: flowId("database", source, to.name),
          from: source,
          to: to.name,
          protocol: "tcp",
          port: PORTS.database,
          encryption: tls === "required" ? "tls" : "none",
          carries: "data",
          purpose: purpose.charAt(0).toUpperCase() + purpose.slice(1),
        },
      ];
    }),
  );
}
