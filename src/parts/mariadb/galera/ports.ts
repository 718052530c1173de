import { type PortPlace, type PortUse, portsIf } from "../../../kit/faces/ports.ts";
import { PORTS } from "../../../model/ports.ts";

export function galeraPorts({ host, roles, draft: { database } }: PortPlace): readonly PortUse[] {
  const isNode = roles.includes("database") && database?.topology === "galera";
  return [
    ...portsIf(isNode || database?.arbitrator === host, { port: PORTS.cluster, name: "galera" }),
    ...portsIf(
      isNode,
      { port: PORTS.clusterIncremental, name: "galera incremental" },
      { port: PORTS.clusterFull, name: "galera full" },
      { port: PORTS.clusterHealth, name: "galera health" },
    ),
  ];
}
