import { encrypted, type PortPlace, type PortUse, portsIf } from "../../kit/faces/ports.ts";
import { PORTS } from "../../model/ports.ts";

export function nginxPorts(place: PortPlace): readonly PortUse[] {
  const { roles, draft } = place;
  const serves = roles.includes("web");
  const beside = serves && roles.includes("balancer");
  const monitors = roles.includes("monitor");
  const isNode = roles.includes("database") && draft.database?.topology === "galera";
  return [
    ...portsIf(serves && !encrypted(place), { port: PORTS.http, name: "http" }),
    ...portsIf(serves && encrypted(place), { port: PORTS.https, name: "https" }),
    ...portsIf(beside, { port: PORTS.webBesideBalancer, name: "web beside balancer" }),
    ...portsIf(beside && encrypted(place), { port: PORTS.webTlsBesideBalancer, name: "web tls beside balancer" }),
    ...portsIf(monitors, { port: PORTS.ingest, name: "ingest" }),
    ...portsIf(serves || monitors || isNode, { port: PORTS.loopback.webStatus, name: "nginx status" }),
  ];
}
