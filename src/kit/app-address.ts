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

const LOOPBACK = "127.0.0.1";

/**
 * Where the app of a host listens: on loopback, unless web servers elsewhere come to it in clear. While these change from one to the other it
 * listens on both, behind the firewall: whoever asks, and the app, change one after the other, and both find each other in any order.
 */
export function listenAddress(host: Host, infra: Infrastructure): string {
  const ways = waysTaken(infra);
  if (!tiersApart(infra) || !ways.includes("plain")) return `${LOOPBACK}:${infra.app?.listen}`;
  return `${ways.length > 1 ? "0.0.0.0" : host.address}:${infra.app?.listen}`;
}

/** The unix socket of an app that listens on one. */
export function socketPath(infra: Infrastructure): string {
  return `/run/${infra.name}/app.sock`;
}

/** Where the app of a host that listens on a port is asked in clear, by others as far as they do that, and on the host itself. */
export function appAddress(host: Host, infra: Infrastructure): string {
  return `${infra.tls.upstream === "plain" && tiersApart(infra) ? host.address : LOOPBACK}:${infra.app?.listen}`;
}

/** Where the end of TLS on a host finds the app there. */
export function addressBehindTls({ app }: Infrastructure): string {
  return `${LOOPBACK}:${app?.listen}`;
}
