import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { waysTaken } from "../model/upstream.ts";

/** Whether some web server has no app beside it, so that web servers reach apps on other hosts. Such apps listen on a port. */
export function tiersApart(infra: Infrastructure): boolean {
  return infra.app !== undefined && hostsOf(infra, "app").length > 0 && hostsOf(infra, "web").some(({ roles }) => !roles.includes("app"));
}

/** Whether requests from the web servers come to this host's app from outside, through TLS that ends here. */
export function endsAppTls(host: Host, infra: Infrastructure): boolean {
  return host.roles.includes("app") && waysTaken(infra).includes("verified") && tiersApart(infra);
}

/** The address on which the app of a host listens: loopback, unless web servers elsewhere come to it in clear. */
export function listenAddress(host: Host, infra: Infrastructure): string {
  return waysTaken(infra).includes("plain") && tiersApart(infra) ? host.address : "127.0.0.1";
}

/** The unix socket of an app that listens on one. */
export function socketPath(infra: Infrastructure): string {
  return `/run/${infra.name}/app.sock`;
}

/** Where the app of a host that listens on a port takes requests. */
export function appAddress(host: Host, infra: Infrastructure): string {
  return `${listenAddress(host, infra)}:${infra.app?.listen}`;
}
