import { roleOf } from "../../catalog/roles.ts";
import { YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import type { RequestTier, Tier } from "../../model/tiers.ts";
import { activeBalancer, hasVirtualAddress, priorityOf } from "../../model/virtual-address.ts";
import { expulsionSeconds } from "../../parts/galera/settings.ts";
import {
  APP_CHECK,
  type CheckTiming,
  NODE_CHECK,
  RETRY_PAUSE_SECONDS,
  secondsUntilLost,
  WEB_CHECK,
} from "../../parts/haproxy/check-timing.ts";
import { TRACK } from "../../parts/keepalived/config.ts";
import type { Skeleton } from "./compile-tree.ts";
import type { Timed } from "./mean-times.ts";

/** A part of the downtime that no fault tree holds: the time that a change-over takes. */
export interface FailoverWindow {
  /** Whose loss opens it: `balancer`, `database`. */
  readonly tier: string;
  /** The component whose failures cause it. */
  readonly component: string;
  readonly secondsEach: number;
  readonly timesPerYear: number;
  /** Why so many seconds: the settings they follow from. */
  readonly from: string;
}

/** Seconds until somebody else serves, and the settings that make it so many. */
export interface ChangeOver {
  readonly seconds: number;
  readonly from: string;
}

/**
 * How long the backup waits before it takes the address (RFC 9568, section 6.1): three advertisements, and a little longer the
 * lower its priority is.
 */
export function activeDownSeconds(advertiseSeconds: number, priority: number): number {
  return 3 * advertiseSeconds + skewSeconds(advertiseSeconds, priority);
}

/** How long it waits when the holder has said that it lets go. */
function skewSeconds(advertiseSeconds: number, priority: number): number {
  return ((256 - priority) / 256) * advertiseSeconds;
}

/** What the loss of one member of a tier that has a spare takes, by what is lost of it: its machine or its software. */
export function changeOver(infra: Infrastructure, tier: Tier, member: Host, lost: "machine" | "software"): ChangeOver | undefined {
  const share = `for 1 request in ${tier.members.length}`;
  if (tier.role === "web") {
    if (!infra.balancer.healthCheck) return undefined;
    return { seconds: secondsUntilLost(WEB_CHECK, "software"), from: `${checksWords(WEB_CHECK)}; ${share}` };
  }
  if (tier.role === "app") {
    const from = `HAProxy on the web servers' hosts gives an app host up after ${checksWords(APP_CHECK)}; ${share}`;
    return { seconds: secondsUntilLost(APP_CHECK, "software"), from };
  }
  if (tier.role === "balancer") return addressMoves(infra, tier, member, lost);
  return galeraGoesOn(infra, tier, member, lost);
}

function checksWords({ inter, timeout, fastinter, fall }: CheckTiming): string {
  return `${fall} checks in a row, given up after ${timeout} s each, ${inter} s and then ${fastinter} s apart`;
}

function addressMoves(infra: Infrastructure, tier: Tier, member: Host, lost: "machine" | "software"): ChangeOver | undefined {
  if (!hasVirtualAddress(infra) || activeBalancer(infra)?.name !== member.name) return undefined;
  const backups = tier.members.filter((host) => host.name !== member.name);
  const priority = Math.max(0, ...backups.map((host) => priorityOf(host, infra)));
  const { advertiseSeconds } = infra.balancer;
  if (lost === "software") {
    const { interval, timeout, fall } = TRACK;
    return {
      seconds: interval / 2 + (fall - 1) * interval + timeout + skewSeconds(advertiseSeconds, priority),
      from: `keepalived asks HAProxy every ${interval === 1 ? "second" : `${interval} s`} whether it lives, and lets go after ${fall} questions without an answer within ${timeout} s`,
    };
  }
  return {
    seconds: activeDownSeconds(advertiseSeconds, priority),
    from: `three advertisements of ${advertiseSeconds} s, and the skew of priority ${priority} (RFC 9568)`,
  };
}

/**
 * The group waits for a silent node; the apps wait for one that they are connected to, until their proxies let go of it. When its
 * machine is gone, who was just connecting waits the longest: that attempt has to fail, and HAProxy pauses before the next one.
 */
function galeraGoesOn(infra: Infrastructure, tier: Tier, member: Host, lost: "machine" | "software"): ChangeOver | undefined {
  if (tier.role !== "database" || infra.database?.topology !== "galera") return undefined;
  const group = {
    seconds: expulsionSeconds,
    from: "commits wait until the others take the silent node for dead (evs.suspect_timeout) and agree on who is left",
  };
  if (infra.database.writers === "one" && infra.database.primary !== member.name) return group;
  const { connect } = NODE_CHECK;
  const attempt = lost === "machine" ? connect + Math.min(RETRY_PAUSE_SECONDS, connect) : 0;
  const seconds = secondsUntilLost(NODE_CHECK, lost) + attempt;
  if (seconds <= group.seconds) return group;
  const connecting = attempt === 0 ? "" : `; who was connecting to it tries again ${attempt} s later`;
  return { seconds, from: `the proxies on the app hosts let go of the node after ${NODE_CHECK.fall} failed checks in a row${connecting}` };
}

/**
 * The time that change-overs take in a year, by the component that causes them. What is an outage in the fault tree anyway has
 * none; where only a share of the requests waits, the seconds are weighted by it.
 */
export function failoverWindows(infra: Infrastructure, skeleton: Skeleton, timed: ReadonlyMap<string, Timed>): readonly FailoverWindow[] {
  return skeleton.tiers.flatMap((tier) => {
    const windows = new Map<string, { seconds: number; from: string }>();
    for (const member of tier.members) {
      for (const [id, lost] of componentsOf(tier.role, member)) {
        const over = timed.get(id)?.single === false ? changeOver(infra, tier, member, lost) : undefined;
        if (over === undefined) continue;
        const before = windows.get(id)?.seconds ?? 0;
        // What several members share takes them together: shares add up, but everybody waits the same time.
        const seconds = roleOf(tier.role).shared ? before + over.seconds / tier.members.length : Math.max(before, over.seconds);
        windows.set(id, { seconds, from: over.from });
      }
    }
    return [...windows].map(([component, { seconds, from }]): FailoverWindow => {
      const mtbf = timed.get(component)?.component.reliability.mtbfHours ?? Number.POSITIVE_INFINITY;
      return { tier: tier.role, component, secondsEach: seconds, timesPerYear: YEAR_HOURS / mtbf, from };
    });
  });
}

/** Names of the components whose failure takes a member out of its tier, and what of it they are. */
function componentsOf(role: RequestTier, host: Host): readonly (readonly [string, "machine" | "software"])[] {
  const app = role === "web" && host.roles.includes("app") ? [[`app:${host.name}`, "software"] as const] : [];
  return [
    [`${role}:${host.name}`, "software"],
    ...app,
    [`host:${host.name}`, "machine"],
    ...(host.zone === undefined ? [] : [[`zone:${host.zone}`, "machine"] as const]),
    ...(host.rack === undefined ? [] : [[`rack:${host.rack}`, "machine"] as const]),
  ];
}
