import { roleOf } from "../../catalog/roles.ts";
import { hasSpare } from "../../catalog/tiers.ts";
import { occurs } from "../../fault-tree/fails.ts";
import type { Loss, Noticing, RoleLoss } from "../../kit/faces/reliability.ts";
import { type Host, hostsOf, type Infrastructure, type Role } from "../../model/infrastructure.ts";
import type { Tier } from "../../model/tiers.ts";
import { compileTree, type Skeleton } from "./compile-tree.ts";
import { changeOver } from "./failover.ts";
import { noticeHours, timeComponents } from "./mean-times.ts";
import { ASSUMED, PARAMETERS } from "./reliability-table.ts";

/** What the loss of a host does, or of each host in turn: the tree is compiled once. */
export function lossesOf(infra: Infrastructure): (host: Host) => Loss {
  const skeleton = compileTree(infra);
  const timed = timeComponents(infra, skeleton);
  return (host) => {
    const of = timed.get(`host:${host.name}`);
    const noticing: Noticing = of?.noticing ?? "nobody";
    const known = { ...infra.reliability.host, ...host.reliability };
    const repairHours = known.mttrHours ?? ASSUMED.host.repairHours + noticeHours(noticing);
    const roles = host.roles.map((role) => roleLoss(infra, skeleton, host, role, { noticing, repairHours }));
    const worst = roles.reduce<RoleLoss | undefined>((a, b) => (a === undefined || rank(b) > rank(a) ? b : a), undefined);
    const site = worst === undefined || worst.outcome === "idle" ? "serves" : worst.outcome;
    return { host: host.name, site, seconds: worst?.seconds ?? 0, until: worst?.until ?? "change-over", roles, noticing, repairHours };
  };
}

/** What the loss of this host does. */
export function lossOf(infra: Infrastructure, host: Host): Loss {
  return lossesOf(infra)(host);
}

const RANKS: Readonly<Record<RoleLoss["outcome"], number>> = { idle: 0, serves: 1, partly: 2, stops: 3 };

function rank(loss: RoleLoss): number {
  return RANKS[loss.outcome] + Math.min(loss.seconds, 1e9) / 1e10;
}

interface Repair {
  readonly noticing: Noticing;
  readonly repairHours: number;
}

function roleLoss(infra: Infrastructure, skeleton: Skeleton, host: Host, role: Role, repair: Repair): RoleLoss {
  const nothing = { role, left: [], seconds: 0, until: "change-over" } as const;
  const { place, words } = roleOf(role);
  if (place === undefined) {
    const left = hostsOf(infra, role).flatMap((it) => (it.name === host.name ? [] : it.name));
    return { ...nothing, outcome: "idle", left, from: `no request passes through ${words.one}` };
  }
  const besideWeb = role === "app" && host.roles.includes("web");
  const tier = skeleton.tiers.find((it) => it.role === (besideWeb ? "web" : role));
  if (tier === undefined || !tier.members.some((it) => it.name === host.name)) {
    return { ...nothing, outcome: "idle", from: "no web server asks it" };
  }
  const left = tier.members.filter((it) => it.name !== host.name).map((it) => it.name);
  const ending = endOf(infra, skeleton, tier, host, repair);
  return { role, left, ...ending };
}

type Ending = Pick<RoleLoss, "outcome" | "seconds" | "until" | "from">;

function endOf(infra: Infrastructure, skeleton: Skeleton, tier: Tier, host: Host, repair: Repair): Ending {
  const seconds = Math.round(repair.repairHours * 3600);
  const untilRepair = `${hours(repair.repairHours)} until it is noticed and repaired`;
  const down = isDown(skeleton, tier.role, host);
  if (down(true) && !down(false) && isPrimary(infra, tier, host)) {
    const waiting = noticeHours(repair.noticing) + PARAMETERS.promotionHours.value;
    const from = `${hours(noticeHours(repair.noticing))} until somebody is at work, ${hours(PARAMETERS.promotionHours.value)} for the promotion`;
    return { outcome: "stops", seconds: Math.round(Math.min(waiting, repair.repairHours) * 3600), until: "promotion", from };
  }
  if (down(true)) {
    // Each balancer has clients of its own where no address moves between them.
    const partly = tier.role === "balancer" && tier.members.length > 1;
    return { outcome: partly ? "partly" : "stops", seconds, until: "repair", from: untilRepair };
  }
  const over = hasSpare(tier, infra) ? changeOver(infra, tier, host, "machine") : undefined;
  return {
    outcome: "serves",
    seconds: over?.seconds ?? 0,
    until: "change-over",
    from: over?.from ?? "nobody waits for it",
  };
}

function isPrimary(infra: Infrastructure, tier: Tier, host: Host): boolean {
  return tier.role === "database" && infra.database?.primary === host.name;
}

/** Whether a tier is down without the host, before or after a promotion. */
function isDown(skeleton: Skeleton, role: Role, host: Host): (unpromoted: boolean) => boolean {
  const lost = `host:${host.name}`;
  const outage = skeleton.outages.get(role) ?? "";
  return (unpromoted) => occurs(outage, skeleton.gates, (event) => event === lost || (unpromoted && skeleton.promotions.has(event)));
}

function hours(value: number): string {
  return value < 1 ? `${Math.round(value * 60)} min` : `${Math.round(value * 10) / 10} h`;
}
