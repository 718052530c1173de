import type { Flow } from "../../model/flow.ts";
import { hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/**
 * Every app host may reach every database host, not the primary alone: which host accepts writes can then change without touching
 * a firewall. One flow for each pair of hosts; traffic of a host to itself crosses no network.
 */
export function databaseFlows(infra: Infrastructure): readonly Flow[] {
  const databases = hostsOf(infra, "database");
  const apps = new Set(hostsOf(infra, "app").map((host) => host.name));
  const peers = new Set(databases.map((host) => host.name));
  const flows: Flow[] = [];
  for (const from of infra.hosts) {
    for (const to of databases) {
      if (from.name === to.name) continue;
      const reasons = [
        ...(apps.has(from.name) ? [`the app on ${from.name} reads and writes its data on ${to.name}`] : []),
        ...(peers.has(from.name) ? [`MariaDB on ${from.name} can replicate from ${to.name}`] : []),
      ];
      if (reasons.length === 0) continue;
      const purpose = `${reasons.join("; ")}.`;
      flows.push({
        id: `database_${word(from.name)}_${word(to.name)}`,
        from: { kind: "host", host: from.name },
        to: to.name,
        protocol: "tcp",
        port: PORTS.database,
        encryption: "tls",
        carries: "data",
        purpose: purpose.charAt(0).toUpperCase() + purpose.slice(1),
      });
    }
  }
  return flows;
}

/** A host's name within an id. A hyphen becomes two underscores, so that no two pairs of hosts share an id. */
function word(name: string): string {
  return name.replaceAll("-", "__");
}
