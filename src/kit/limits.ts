import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { hasVirtualAddress } from "../model/virtual-address.ts";
import { endsAppTls, tiersApart } from "./app-address.ts";
import { type Allowed, USUAL_CONNECTIONS, USUAL_LIMITS } from "./app-limits.ts";

/**
 * Every time, size and number that a request meets on its way, from what the file declares once for all proxies.
 *
 *     client -> balancer -> web server -> [way to apps elsewhere (proxy) -> end of TLS (proxy)] -> app
 *
 * Who waits for the app waits longer the farther away it is, so that the nearest gives up first and can say why. Who waits for the client
 * waits longer the farther away from the client it is, for the same reason. All accept at least what is declared.
 */

/** What is declared, or usual where there is no app. */
export function limitsOf({ app }: Pick<Infrastructure, "app">): Allowed {
  return app?.limits ?? { ...USUAL_LIMITS, connectionsPerHost: USUAL_CONNECTIONS };
}

/** Seconds for each proxy on the way. */
export interface Waits {
  /** For the app, between two parts of its answer. Absent where a proxy that knows what is a stream waits in the web server's stead. */
  readonly answer?: number;
  /** For either side of a WebSocket or an event stream. */
  readonly idle: number;
  /** For a client that sends its body or reads the answer, or for who stands between. */
  readonly client: number;
}

export interface Way {
  readonly balancer: Required<Waits>;
  readonly web: Waits;
  readonly appProxy: Required<Waits>;
  readonly appDoor: Required<Waits>;
}

/** A second between two neighbours: more than what the farther one hears later. */
export function waysOf(infra: Infrastructure): Way {
  const { answerSeconds, idleSeconds, pauseSeconds } = limitsOf(infra);
  const apart = tiersApart(infra);
  const tlsEnd = apart && infra.app !== undefined && hostsOf(infra, "app").some((host) => endsAppTls(host, infra));
  // How many proxies stand between each of them and the app.
  const proxy = tlsEnd ? 1 : 0;
  const web = apart ? proxy + 1 : 0;
  // Never shorter than for an answer: the web server, which cannot tell streams from others, has one time for both.
  const silence = Math.max(idleSeconds, answerSeconds + 3);
  const at = (hops: number, fromClient: number): Required<Waits> => ({
    answer: answerSeconds + hops,
    idle: silence + hops,
    client: pauseSeconds + fromClient,
  });
  return {
    balancer: at(web + 1, 0),
    web: { idle: silence + web, client: pauseSeconds + 1 },
    appProxy: at(proxy, 2),
    appDoor: at(0, 3),
  };
}

/** Seconds for the head of a request; a proxy sends it at once. */
export const HEAD_SECONDS = 10;

/** How long a server that is asked to stop goes on with what it answers: until the last who waits has given up. */
export function finishSeconds(infra: Infrastructure): number {
  return waysOf(infra).balancer.answer + 4;
}

/** Bodies up to here wait on the web server until they are whole, so that a slow sender keeps no worker of the app busy; larger ones stream. */
export const BUFFERED_BODY_BYTES = 9_999_999;

/** The proxies' buffers: the declared head, what the proxies before added to it, and room for what this one adds. */
export function bufferBytes(infra: Infrastructure): { readonly size: number; readonly reserve: number } {
  const reserve = 2048;
  return { size: limitsOf(infra).headersKb * 1024 + 2 * reserve, reserve };
}

export function requestBodyBytes(infra: Infrastructure): number {
  return limitsOf(infra).requestBodyMb * 1024 * 1024;
}

/** WebSockets and event streams of the whole site: what is declared, or what is left of its hosts' when one is lost. */
export function siteStreams(infra: Infrastructure): number {
  const { connectionsPerHost } = limitsOf(infra);
  return infra.objectives.peakConnections ?? connectionsPerHost * Math.max(1, hostsOf(infra, "web").length - 1);
}

/** Requests of all kinds that can come to one web server at a time: each balancer counts for itself. */
export function perWebServer(infra: Infrastructure): number {
  const { requestsPerHost, connectionsPerHost } = limitsOf(infra);
  const balancers = hasVirtualAddress(infra) ? 1 : Math.max(1, hostsOf(infra, "balancer").length);
  // Reads, and writes, have a backend each.
  return balancers * (2 * requestsPerHost + connectionsPerHost);
}

/** The same for one app elsewhere, to which every web server comes. */
export function perApp(infra: Infrastructure): number {
  const { requestsPerHost, connectionsPerHost } = limitsOf(infra);
  return 4 * requestsPerHost + connectionsPerHost;
}

/** Of the host's web server: two connections for a request that goes on to the app, all of which may come to one worker. */
export function webServerConnections(host: Host, infra: Infrastructure): number {
  return host.roles.includes("web") ? Math.max(4096, 2 * perWebServer(infra) + 1000) : 4096;
}
