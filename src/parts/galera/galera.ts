import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { Part } from "../part.ts";
import { galeraAlerts } from "./alerts.ts";
import { galeraFlows } from "./flows.ts";

function isArbitrator(host: Host, { database }: Infrastructure): boolean {
  return database?.topology === "galera" && database.arbitrator === host.name;
}

/** A cluster of equal database nodes that agree on every commit by majority. What it needs of the server itself is brought about with it: see `mariadb.ts`. */
export const galera: Part = {
  name: "galera",
  standsOn: (host, infra) => isArbitrator(host, infra) || (infra.database?.topology === "galera" && host.roles.includes("database")),
  packages: (infra, host) => (isArbitrator(host, infra) ? ["galera-arbitrator-4"] : ["galera-4", "mariadb-backup", "socat"]),
  flows: (infra) => (infra.database?.topology === "galera" ? galeraFlows(infra, infra.database) : []),
  alerts: (infra) => (infra.database?.topology === "galera" ? galeraAlerts(infra, infra.database) : []),
  resources: () => [],
};
