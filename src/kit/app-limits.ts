import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";

/** What the app is allowed, as the model has it. */
export type Allowed = NonNullable<Infrastructure["app"]>["limits"];

/**
 * WebSockets and event streams that a host holds where the file does not say how many the site has at its peak. The same however many
 * hosts there are: or an app would be restarted, for other limits of its unit, when one more comes.
 */
export const USUAL_CONNECTIONS = 2000;

/** From one address to one port of another there are 28,000 connections (`ip_local_port_range`); the rest is for ordinary requests. */
export const MOST_CONNECTIONS_PER_HOST = 20_000;

/** As far as they follow from nothing else. */
export const USUAL_LIMITS: Omit<Allowed, "connectionsPerHost"> = {
  requestBodyMb: 100,
  headersKb: 32,
  answerSeconds: 30,
  pauseSeconds: 60,
  idleSeconds: 3600,
  requestsPerHost: 512,
};

/** How many hosts of the smallest tier share the connections when one of them is lost. */
export function survivors(hosts: readonly Pick<Host, "roles">[]): number {
  const webs = hostsOf({ hosts }, "web");
  const apps = hostsOf({ hosts }, "app");
  const apart = webs.some(({ roles }) => !roles.includes("app")) && apps.length > 0;
  return Math.max(1, Math.min(webs.length, apart ? apps.length : webs.length) - 1);
}

/** What each host has to hold for the others to carry the peak when one is lost, as far as a host can. */
export function connectionsFor(peak: number | undefined, hosts: readonly Pick<Host, "roles">[]): number {
  if (peak === undefined) return USUAL_CONNECTIONS;
  return Math.min(MOST_CONNECTIONS_PER_HOST, Math.ceil(peak / survivors(hosts)));
}
