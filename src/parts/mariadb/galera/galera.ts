import { alsoUdp, datastore } from "../../../kit/faces/exposed.ts";
import type { Part } from "../../../kit/part.ts";
import { isClusterNode } from "../../../model/database.ts";
import { hostsOf } from "../../../model/infrastructure.ts";
import { databaseInClear } from "../in-clear.ts";
import { quorumEven } from "../rules/quorum-even.ts";
import { galeraAlerts } from "./alerts.ts";
import { arbitratorResources, isArbitrator } from "./arbitrator.ts";
import { groupAgrees } from "./change-over.ts";
import { galeraFlows } from "./flows.ts";
import { stateTeller } from "./health.ts";
import { ARBITRATOR_UNIT, MEMBER } from "./names.ts";
import { galeraPorts } from "./ports.ts";
import { settleCluster } from "./settle.ts";

/** A cluster of equal database nodes that agree on every commit by majority. What it needs of the server itself is brought about with it: see `mariadb.ts`. */
export const galera: Part = {
  name: "galera",
  flowServices: ["galera", "galera-incremental", "galera-full", "galera-health"],
  exposes: [
    {
      // 4567 also takes UDP where the group talks by multicast.
      ...alsoUdp(datastore("galera", "Galera", [], 4444, [4567, 4568])),
      on: (host, infra) => isClusterNode(host, infra) || isArbitrator(host, infra),
      temptation: "can try to join the cluster as a node",
    },
  ],
  standsOn: (host, infra) => isArbitrator(host, infra) || isClusterNode(host, infra),
  ports: galeraPorts,
  services: (host, infra) => (isArbitrator(host, infra) ? [{ unit: ARBITRATOR_UNIT, packages: ["galera-"] }] : []),
  packages: (infra, host) => (isArbitrator(host, infra) ? ["galera-arbitrator-4"] : ["galera-4", "mariadb-backup", "socat"]),
  flows: (infra) => (infra.database?.topology === "galera" ? galeraFlows(infra, infra.database) : []),
  alerts: (infra) => (infra.database?.topology === "galera" ? galeraAlerts(infra, infra.database) : []),
  rules: [quorumEven],
  inClear: databaseInClear,
  references: {
    "failover-window-over-budget": [
      {
        title: "Galera Cluster: evs.suspect_timeout",
        url: "https://mariadb.com/docs/galera-cluster/reference/wsrep-variable-details/wsrep_provider_options",
      },
    ],
  },
  changeOver: { database: groupAgrees },
  webServer: (host, infra) => (isClusterNode(host, infra) ? stateTeller(host, infra) : undefined),
  // A server that is to become a node of the cluster that the founder begins.
  begins: ({ host, steps }, founder) =>
    founder !== undefined && host !== founder && steps.some((it) => it.key === `command:${MEMBER}`) ? "database" : undefined,
  settle: {
    founders: (infra) => (infra.database?.topology === "galera" ? hostsOf(infra, "database").map((host) => host.name) : []),
    run: settleCluster,
  },
  // The cluster is no place, so it is named by the places of its nodes.
  mutes: (infra) =>
    infra.database?.topology === "galera"
      ? [{ alert: "GaleraMemberMissing", whileSilent: hostsOf(infra, "database").map((host) => host.name) }]
      : [],
  resources: (host, { infra, groupCertificate }) => (isArbitrator(host, infra) ? arbitratorResources(host, infra, groupCertificate) : []),
};
