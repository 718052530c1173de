import type { Infrastructure } from "../model/infrastructure.ts";
import { deepFreeze } from "../util/freeze.ts";
import type { InfrastructureConfig } from "./language.ts";

export type { Origin, Provenance, Resolved, ResolvedValue } from "./provenance.ts";

import { maybe, openLedger, type Provenance } from "./provenance.ts";
import { resolveHost } from "./resolve/host.ts";
import {
  resolveBackups,
  resolveCosts,
  resolveDependencies,
  resolveFlows,
  resolveMeanTimes,
  resolveMonitoring,
  resolveObjectives,
  resolveUpdates,
  resolveWaivers,
} from "./resolve/operation.ts";
import { resolveApp, resolveBalancer, resolveDatabase, resolveTls } from "./resolve/site.ts";
import { canonicalRange } from "./resolve/spelling.ts";

/**
 * Completes a config that {@link checkConfig} found right: canonical spellings, defaults, what follows from other values. The
 * result is deeply frozen, and every value in it has an entry in the provenance.
 */
export function resolveConfig(
  config: InfrastructureConfig,
  dir: string,
): { readonly infra: Infrastructure; readonly provenance: Provenance } {
  const book = openLedger();
  const balancers = Object.entries(config.hosts).flatMap(([name, { runs }]) => (runs.includes("balancer") ? [name] : []));
  const infra: Infrastructure = {
    name: book.file("name", config.name),
    domain: book.file("domain", config.domain),
    hosts: Object.entries(config.hosts).map(([name, host]) => resolveHost(name, host, book)),
    tls: resolveTls(config.tls, config.domain, book),
    balancer: resolveBalancer(config.balancer, balancers, book),
    ...maybe("app", config.app && resolveApp(config.app, dir, config, book)),
    ...maybe("database", config.database && resolveDatabase(config.database, config, book)),
    ...maybe("backups", config.backups && resolveBackups(config.backups, book)),
    updates: resolveUpdates(config.updates, book),
    firewall: { admin: book.file("firewall.admin", config.firewall.admin.map(canonicalRange)) },
    flows: resolveFlows(config.flows, book),
    monitoring: resolveMonitoring(config.monitoring, book),
    objectives: resolveObjectives(config.objectives, book),
    dependencies: resolveDependencies(config.dependencies, book),
    reliability: resolveMeanTimes(config.reliability, book),
    ...maybe("costs", config.costs && resolveCosts(config.costs, book)),
    waivers: resolveWaivers(config.waivers, book),
  };
  return deepFreeze({ infra, provenance: book.entries });
}
