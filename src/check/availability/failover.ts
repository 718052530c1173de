import { PARTS } from "../../catalog/registry.ts";
import { roleOf } from "../../catalog/roles.ts";
import { type ChangeOver, type Lost, YEAR_HOURS } from "../../kit/faces/reliability.ts";
import type { Host, Infrastructure, Role } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
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

/** What the loss of one member of a tier that has a spare takes, by what is lost of it: its machine or its software. */
export function changeOver(infra: Infrastructure, tier: Tier, member: Host, lost: Lost): ChangeOver | undefined {
  return PARTS.flatMap((part) => part.changeOver?.[tier.role]?.(infra, tier.members, member, lost) ?? []).reduce<ChangeOver | undefined>(
    (longest, it) => (longest === undefined || it.seconds > longest.seconds ? it : longest),
    undefined,
  );
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
function componentsOf(role: Role, host: Host): readonly (readonly [string, Lost])[] {
  const app = role === "web" && host.roles.includes("app") ? [[`app:${host.name}`, "software"] as const] : [];
  return [
    [`${role}:${host.name}`, "software"],
    ...app,
    [`host:${host.name}`, "machine"],
    ...(host.zone === undefined ? [] : [[`zone:${host.zone}`, "machine"] as const]),
    ...(host.rack === undefined ? [] : [[`rack:${host.rack}`, "machine"] as const]),
  ];
}
