import type { Flow } from "../model/flow.ts";

/** The service that a flow is for: what stands in its id before the first underscore that is not half of a hyphen. */
export function serviceOf({ id }: Flow): string {
  return (/^(?:[^_]|__)+/.exec(id)?.[0] ?? id).replaceAll("__", "-");
}

/** What is spoken, as people call it. */
export function protocolName(flow: Flow): string {
  const service = serviceOf(flow);
  if (flow.carries === "other") return service;
  if (flow.protocol === "vrrp") return "VRRP";
  if (service === "http" || service === "https") return service.toUpperCase();
  if (service === "web" || service === "app") return flow.encryption === "none" ? "HTTP" : "HTTPS";
  if (service === "database") return "MariaDB";
  if (flow.encryption === "ssh" && flow.carries === "administration") return "SSH";
  return isGalera(flow) ? "Galera" : service;
}

/** Whether a flow is one of the three of a Galera cluster: its daily traffic, and the two ways by which a node catches up. */
export function isGalera(flow: Flow): boolean {
  return flow.carries !== "other" && /^galera\b/.test(serviceOf(flow));
}

/** A port as it is told apart from all others, `443/tcp`; VRRP knows no ports. */
export function portOf(flow: Flow): string {
  return flow.protocol === "vrrp" ? "vrrp" : `${flow.port}/${flow.protocol}`;
}
