import { type App, type Host, hostsOf, type Infrastructure } from "../../model/infrastructure.ts";
import { fail } from "../../util/errors.ts";

/** Web hosts without an app of their own: they go to the apps of others over the network. */
export function webHostsWithoutApp(infra: Infrastructure): readonly Host[] {
  return hostsOf(infra, "web").filter((host) => !host.roles.includes("app"));
}

/** The address on which the app of a host listens: loopback, unless a web server elsewhere needs it. */
export function listenAddress(host: Host, infra: Infrastructure): string {
  return webHostsWithoutApp(infra).length > 0 ? host.address : "127.0.0.1";
}

/** The unix socket of an app that listens on one. */
export function socketPath(infra: Infrastructure): string {
  return `/run/${infra.name}/app.sock`;
}

/** Where the web server of a host finds the app, in the words of nginx: on the same host if it runs there, else on every app host. */
export function upstreamServers(host: Host, infra: Infrastructure, app: App): readonly string[] {
  if (host.roles.includes("app")) {
    return [app.listen === "socket" ? `unix:${socketPath(infra)}` : `${listenAddress(host, infra)}:${app.listen}`];
  }
  if (app.listen === "socket") {
    throw fail("BZ_INTERNAL", {
      where: `hosts.${host.name}`,
      found: "a web server that would have to reach a unix socket on another host",
    });
  }
  return hostsOf(infra, "app").map((it) => `${it.address}:${app.listen}`);
}
