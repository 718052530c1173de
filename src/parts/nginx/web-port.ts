import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** Where the web server of a host takes requests: beside a balancer the usual ports are taken. */
export function webPort(host: Host, { tls }: Infrastructure): number {
  if (host.roles.includes("balancer")) return tls.upstream === "plain" ? PORTS.webBesideBalancer : PORTS.webTlsBesideBalancer;
  return tls.upstream === "plain" ? PORTS.http : PORTS.https;
}
