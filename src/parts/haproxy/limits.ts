import { endsAppTls } from "../../kit/app-address.ts";
import { limitsOf, perApp, siteStreams } from "../../kit/limits.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { proxiesApp } from "./app-proxy.ts";

/**
 * The numbers that keep a balancer up under floods and slow clients. Those per client address have to let whole offices
 * behind one address pass, and a load test from one machine, so they only stop what no such client does.
 */
export const LIMITS = {
  redirectConnections: 500,
  databaseConnections: 1000,
  /** Open connections of one client address: an office of a hundred with six connections each passes, one address cannot take all. */
  clientConnections: 1000,
  /** New connections of one client address in 10 s: 500/s without keep-alive pass. A TLS handshake costs about a millisecond. */
  clientConnectionsPer10s: 8000,
  /** Requests of one client address in 10 s: ten thousand are 1000/s for as long. */
  clientRequestsPer10s: 10000,
} as const;

/** Connections of clients: those that wait for an answer or are kept for the next request, and the streams. */
export function siteConnections(infra: Infrastructure): number {
  return 6 * limitsOf(infra).requestsPerHost + siteStreams(infra);
}

/**
 * Connections of the whole process. Each takes two file descriptors. Left out, HAProxy would derive the number from the hard limit: half a
 * million on a server, far more than its memory. Ordinary requests come and go and share what there is; streams stay, so each
 * section gets all of its own. With the usual numbers it fits a hard limit of 20,000 descriptors, as containers have it.
 */
export function processConnections(host: Host, infra: Infrastructure): number {
  const { requestsPerHost, connectionsPerHost } = limitsOf(infra);
  const streams = [
    host.roles.includes("balancer") ? siteStreams(infra) : 0,
    proxiesApp(host, infra) ? connectionsPerHost : 0,
    endsAppTls(host, infra) ? connectionsPerHost : 0,
  ];
  const ordinary = Math.max(3800, 6 * requestsPerHost + 700, host.roles.includes("app") ? perApp(infra) - connectionsPerHost : 0);
  return Math.max(8000, ordinary + streams.reduce((sum, it) => sum + it, 0));
}

/** File descriptors that HAProxy needs: two a connection, and some for listeners, checks and itself. */
export function fileDescriptors(host: Host, infra: Infrastructure): number {
  return processConnections(host, infra) * 2 + 100;
}
