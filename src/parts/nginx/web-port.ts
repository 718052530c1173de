import type { Host } from "../../model/infrastructure.ts";
import { PORTS } from "../../model/ports.ts";

/** Where the web server of a host takes requests: beside a balancer port 80 is taken. */
export function webPort(host: Host): number {
  return host.roles.includes("balancer") ? PORTS.webBesideBalancer : PORTS.http;
}
