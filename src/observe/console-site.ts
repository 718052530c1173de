import { PARTS } from "../catalog/registry.ts";
import type { Move } from "../kit/faces/status.ts";
import type { Panel } from "../kit/panel.ts";
import type { Flow } from "../model/flow.ts";
import { type Host, hostsOf, type Infrastructure } from "../model/infrastructure.ts";
import { virtualAddresses } from "../model/virtual-address.ts";
import type { Watched } from "../model/watched.ts";
import { panelsOf } from "./panels.ts";
import { statusQuery } from "./queries.ts";

/** What `check` says, as the page shows it. */
export interface SiteFinding {
  readonly id: string;
  readonly rule: string;
  readonly severity: "error" | "warning" | "info";
  readonly title: string;
  readonly why: string;
  /** How it is mended, a sentence each. */
  readonly fixes: readonly string[];
  readonly hosts: readonly string[];
  readonly flows: readonly string[];
  /** Why its owner lives with it. */
  readonly waived?: string;
}

/** A rule of the monitor, as the page explains it. */
export interface SiteAlert {
  readonly name: string;
  readonly severity: string;
  readonly summary: string;
  readonly expr: string;
  readonly for?: string;
  readonly description: string;
}

export interface SiteHost extends Pick<Host, "name" | "roles" | "address"> {
  readonly zone?: string;
  /** Of the app that runs there. */
  readonly release?: string;
}

/** What the console's page knows of an infrastructure beside what the monitor measures: public in the sense that no secret is in it. */
export interface ConsoleSite extends Watched {
  readonly version: 1;
  readonly domain: string;
  /** Of Bartizan. */
  readonly tool: string;
  readonly release?: string;
  readonly hosts: readonly SiteHost[];
  readonly flows: readonly Flow[];
  readonly virtualAddresses: readonly string[];
  /** Share of the time in which the site is to answer. */
  readonly availability?: number;
  readonly findings: readonly SiteFinding[];
  readonly alerts: readonly SiteAlert[];
  readonly panels: readonly Panel[];
  /** What goes from one host to another. */
  readonly moves: readonly Move[];
  /** The query that `bartizan status` asks. */
  readonly status: string;
}

export interface SiteInputs {
  readonly flows: readonly Flow[];
  readonly findings: readonly SiteFinding[];
  readonly alerts: readonly SiteAlert[];
  /** Version of Bartizan. */
  readonly tool: string;
  readonly release?: string;
}

export function consoleSite(infra: Infrastructure, { flows, findings, alerts, tool, release }: SiteInputs): ConsoleSite {
  const { name, domain, app, database, monitoring, objectives } = infra;
  return {
    version: 1,
    name,
    domain,
    tool,
    ...(release === undefined ? {} : { release }),
    hosts: infra.hosts.map((host) => ({
      name: host.name,
      roles: host.roles,
      address: host.address,
      ...(host.zone === undefined ? {} : { zone: host.zone }),
      ...(release === undefined || !host.roles.includes("app") ? {} : { release }),
    })),
    ...(app === undefined ? {} : { app: { command: app.command } }),
    ...(database === undefined ? {} : { database: { topology: database.topology, primary: database.primary, writers: database.writers } }),
    monitoring: { intervalSeconds: monitoring.intervalSeconds },
    flows,
    virtualAddresses: hostsOf(infra, "balancer").length > 1 ? virtualAddresses(infra) : [],
    ...(objectives.availability === undefined ? {} : { availability: objectives.availability }),
    findings,
    alerts,
    moves: PARTS.flatMap((part) => part.moves?.(infra) ?? []),
    panels: panelsOf(infra).filter((it) => it.inWords !== true),
    status: statusQuery(infra),
  };
}
