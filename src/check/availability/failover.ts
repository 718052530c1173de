import type { Host, Infrastructure } from "../../model/infrastructure.ts";
import { activeBalancer, type RequestTier, sharesAddress, type Tier } from "../../model/tiers.ts";
import { TRACK } from "../../parts/keepalived/config.ts";
import type { Skeleton } from "./compile-tree.ts";
import type { Timed } from "./mean-times.ts";
import { YEAR_HOURS } from "./reliability-table.ts";

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
 * What HAProxy needs to find a server dead that takes connections and does not answer: it was checked a moment ago, so `inter`
 * passes, then two checks (`fall`) run into `timeout check`, `fastinter` apart. The numbers are those of src/parts/haproxy.
 */
export const WEB_CHECK = { inter: 1, timeout: 1, fastinter: 0.5, fall: 2 } as const;
/** The same for the database proxy on the app hosts. */
export const DATABASE_CHECK = { inter: 2, timeout: 2, fastinter: 1, fall: 2 } as const;

function checkSeconds({ inter, timeout, fastinter, fall }: Readonly<Record<"inter" | "timeout" | "fastinter" | "fall", number>>): number {
  return inter + fall * timeout + (fall - 1) * fastinter;
}

/** Two attempts of a second each (`max_fails`, `proxy_connect_timeout`) until nginx leaves an app host alone. */
const APP_SECONDS = 2;
/** Galera's `evs.suspect_timeout`: so long all commits wait for a node that has gone silent. */
const SUSPECT_SECONDS = 5;
/** keepalived asks HAProxy whether it lives, and lets go of the address after so many failures in a row. */
const TRACK_SECONDS = TRACK.interval * TRACK.fall;

/**
 * How long the backup waits before it takes the address (RFC 9568, section 6.1): three advertisements, and a little longer the
 * lower its priority is.
 */
export function activeDownSeconds(advertiseSeconds: number, priority: number): number {
  return 3 * advertiseSeconds + ((256 - priority) / 256) * advertiseSeconds;
}

/** What the loss of one member of a tier that has a spare takes, by what is lost of it: its machine or its software. */
export function changeOver(infra: Infrastructure, tier: Tier, member: Host, lost: "machine" | "software"): ChangeOver | undefined {
  const share = `for 1 request in ${tier.members.length}`;
  if (tier.role === "web") {
    if (!infra.balancer.healthCheck) return undefined;
    const { inter, timeout, fastinter, fall } = WEB_CHECK;
    const from = `${fall} checks in a row, given up after ${timeout} s each, ${inter} s and then ${fastinter} s apart; ${share}`;
    return { seconds: checkSeconds(WEB_CHECK), from };
  }
  if (tier.role === "app") return { seconds: APP_SECONDS, from: `nginx gives an app host up after two attempts of 1 s; ${share}` };
  if (tier.role === "balancer") return addressMoves(infra, tier, member, lost);
  return galeraGoesOn(infra, tier, member);
}

function addressMoves(infra: Infrastructure, tier: Tier, member: Host, lost: "machine" | "software"): ChangeOver | undefined {
  if (!sharesAddress(infra) || activeBalancer(infra, tier)?.name !== member.name) return undefined;
  if (lost === "software")
    return {
      seconds: TRACK_SECONDS,
      from: "keepalived looks after HAProxy every second, and lets go after two failures",
    };
  const backups = tier.members.filter((host) => host.name !== member.name);
  const priority = Math.max(0, ...backups.map((host) => infra.balancer.priorities[host.name] ?? 0));
  const { advertiseSeconds } = infra.balancer;
  return {
    seconds: activeDownSeconds(advertiseSeconds, priority),
    from: `three advertisements of ${advertiseSeconds} s, and the skew of priority ${priority} (RFC 9568)`,
  };
}

function galeraGoesOn(infra: Infrastructure, tier: Tier, member: Host): ChangeOver | undefined {
  if (tier.role !== "database" || infra.database?.topology !== "galera") return undefined;
  if (infra.database.writers === "one" && infra.database.primary === member.name) {
    return {
      seconds: Math.max(SUSPECT_SECONDS, checkSeconds(DATABASE_CHECK)),
      from: `the proxies on the app hosts need ${DATABASE_CHECK.fall} failed checks to send writes to another node`,
    };
  }
  return { seconds: SUSPECT_SECONDS, from: "commits wait until the others take the silent node for dead (evs.suspect_timeout)" };
}

/** Tiers in which a change-over delays only the requests that were meant for the lost member. */
const SHARED: readonly RequestTier[] = ["web", "app"];

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
        const seconds = SHARED.includes(tier.role) ? before + over.seconds / tier.members.length : Math.max(before, over.seconds);
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
