import { encrypted, type PortPlace, type PortUse, portsIf, requestsCross } from "../../kit/faces/ports.ts";
import { PORTS } from "../../model/ports.ts";

/** The balancer, the way to apps on other hosts and their end of it, the way to the database. */
export function haproxyPorts(place: PortPlace): readonly PortUse[] {
  const { roles, draft } = place;
  const balances = roles.includes("balancer");
  const runsApp = roles.includes("app");
  const toDatabase = runsApp && draft.database !== undefined;
  const toApp = requestsCross(place) && (roles.includes("web") || (runsApp && encrypted(place)));
  return [
    ...portsIf(balances, { port: PORTS.http, name: "http" }, { port: PORTS.https, name: "https" }),
    ...portsIf(toDatabase, { port: PORTS.loopback.databaseProxy, name: "database proxy" }),
    ...portsIf(balances || toDatabase || toApp, { port: PORTS.loopback.proxyMetrics, name: "haproxy metrics" }),
  ];
}
