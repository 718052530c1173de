import { ROLE_FACES } from "../../catalog/roles.ts";
import { type Failing, hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import type { ComponentDraft } from "./tree-builder.ts";

/** Names of the alerts, any of which tells of the loss of a component of this kind. */
export const TELLING_ALERTS: Readonly<Record<Failing, readonly string[]>> = {
  zone: ["HostSilent"],
  rack: ["HostSilent"],
  host: ["HostSilent"],
  ...(Object.fromEntries(ROLE_FACES.map((role) => [role.name, role.toldBy])) as Record<Role, readonly string[]>),
  dependency: ["LbNoBackend", "Lb5xx", "SloFastBurn"],
};

/** Whether alerts are raised at all and reach somebody. */
export function isWatched(infra: Infrastructure): boolean {
  return infra.monitoring.receivers.length > 0 && hostsOf(infra, "monitor").length > 0;
}

/** Who is told of what, for one infrastructure. */
export interface Notice {
  /** Whether an alert reaches somebody when this component fails, although the site may go on. */
  readonly tells: (draft: Pick<ComponentDraft, "kind" | "hosts">) => boolean;
}

export function noticeOf(infra: Infrastructure): Notice {
  const watched = isWatched(infra);
  const without = new Set(infra.monitoring.withoutAlerts);
  const hosts = new Map(infra.hosts.map((host) => [host.name, host]));
  const monitors = hostsOf(infra, "monitor");
  const raises = (alert: string): boolean => !without.has(alert);
  // The balancers' own sight of a web server needs nothing on it.
  const seenByBalancer = raises("LbServerDown") && hostsOf(infra, "balancer").some((host) => host.monitoring === "all");
  return {
    tells: ({ kind, hosts: lost }) => {
      if (!watched) return false;
      const isMachine = kind === "host" || kind === "rack" || kind === "zone";
      // Who falls silent together with the monitor is missed only by whoever waits for the monitor's sign of life.
      if (isMachine && monitors.every((host) => lost.includes(host.name))) return infra.monitoring.watchdog !== undefined;
      if (lost.length === 0) return TELLING_ALERTS[kind].some(raises);
      return lost.some((name) => {
        const host = hosts.get(name);
        if (host === undefined) return false;
        const behindBalancer = host.roles.includes("web") && kind !== "database" && kind !== "balancer";
        return (host.monitoring !== "none" && TELLING_ALERTS[kind].some(raises)) || (behindBalancer && seenByBalancer);
      });
    },
  };
}
