import type { Part } from "../kit/part.ts";
import type { Service } from "../kit/service.ts";
import type { Host, Infrastructure } from "../model/infrastructure.ts";
import { PARTS } from "./registry.ts";

/** The parts of a host. */
export function partsOn(host: Host, infra: Infrastructure): readonly Part[] {
  return PARTS.filter((part) => part.standsOn(host, infra));
}

/** What runs on a host, of all its parts. */
export function servicesOn(host: Host, infra: Infrastructure): readonly Service[] {
  return partsOn(host, infra).flatMap((part) => part.services?.(host, infra) ?? []);
}

/** What runs on each host, by host name. */
export function servicesOf(infra: Infrastructure): ReadonlyMap<string, readonly Service[]> {
  return new Map(infra.hosts.map((host) => [host.name, servicesOn(host, infra)]));
}
